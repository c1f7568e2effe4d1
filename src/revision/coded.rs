//! The stable code, the kind, the place and the hint of every [`RevisionError`].

use super::error::RevisionError;
use crate::error::{Coded, Kind, Place};

impl Coded for RevisionError {
    fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "file::unreadable",
            Self::HeaderMissing { .. } => "header::missing",
            Self::HeaderTooLong { .. } => "header::too_long",
            Self::HeaderNotUtf8 { .. } => "header::not_utf8",
            Self::HeaderSyntax { .. } => "header::syntax",
            Self::UnknownKey { .. } => "header::unknown_key",
            Self::WrongType { .. } => "header::wrong_type",
            Self::MissingKey { .. } => "header::missing_key",
            Self::IllegalName { .. } => "header::illegal_name",
            Self::NamedTwice { .. } => "header::named_twice",
            Self::FileName { .. } => "header::file_name",
            Self::DuplicateId { .. } => "graph::duplicate_id",
            Self::SelfLoop { .. } => "graph::self_loop",
            Self::Cycle { .. } => "graph::cycle",
            Self::DependencyCycle { .. } => "graph::dependency_cycle",
            Self::DuplicateLabel { .. } => "graph::duplicate_label",
            Self::LabelIsId { .. } => "graph::label_is_id",
            Self::MissingParent { .. } => "graph::missing_parent",
            Self::MissingDependency { .. } => "graph::missing_dependency",
            Self::TargetSyntax { .. } => "target::syntax",
            Self::UnknownRevision { .. } => "target::unknown_revision",
            Self::TooShort { .. } => "target::too_short",
            Self::AmbiguousPrefix { .. } => "target::ambiguous",
            Self::UnknownBranch { .. } => "target::unknown_branch",
            Self::NotOnBranch { .. } => "target::not_on_branch",
            Self::SeveralHeads { .. } => "target::several_heads",
            Self::WrongDirection { .. } => "target::wrong_direction",
            Self::TooFewSteps { .. } => "target::too_few_steps",
            Self::AmbiguousWay { .. } => "target::ambiguous_way",
            Self::AmbiguousStart { .. } => "target::ambiguous_start",
            Self::NotHere { .. } => "target::not_here",
            Self::UnrelatedEnds { .. } => "target::unrelated_ends",
            Self::UnknownRecorded { .. } => "state::unknown_revision",
            Self::IllegalNewName { .. } => "new::illegal_name",
            Self::IdExists { .. } => "new::id_exists",
            Self::NameTaken { .. } => "new::name_taken",
            Self::SpliceNeeded { .. } => "new::splice_needed",
            Self::TooFewToMerge { .. } => "new::too_few_to_merge",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Unreadable { .. } => Kind::File,
            Self::UnknownRecorded { .. } => Kind::State,
            _ => match self.code().split_once("::") {
                Some(("target" | "new", _)) => Kind::Target,
                _ => Kind::Graph,
            },
        }
    }

    fn hint(&self) -> Option<String> {
        let text = match self {
            Self::Unreadable { .. } => return None,
            Self::HeaderMissing { file } => return Some(missing_header_hint(file)),
            Self::HeaderTooLong { .. } => "move long comments below the header block".into(),
            Self::HeaderNotUtf8 { .. } => "save the file as UTF-8".into(),
            Self::HeaderSyntax { .. } => "write one TOML key per header line, such as `revision = \"3f2a1c9d\"`".into(),
            Self::UnknownKey { nearest: Some(known), .. } => format!("did you mean `{known}`?"),
            Self::UnknownKey { nearest: None, .. } => {
                format!("known keys: {}", super::header::KEYS.join(", "))
            }
            Self::WrongType { .. } | Self::MissingKey { .. } | Self::IllegalName { .. } => {
                "an id or label is free text without `@ - + : ,`, slashes and white space".into()
            }
            Self::NamedTwice { .. } => "name it once".into(),
            Self::FileName { revision, .. } => {
                format!("rename the file so that it begins with `{revision}_`, or correct `revision`")
            }
            Self::DuplicateId { .. } => "give one of the files a new id, in its name and its header".into(),
            Self::SelfLoop { .. } | Self::Cycle { .. } | Self::DependencyCycle { .. } => {
                "correct `down_revision` or `depends_on` in one of the files".into()
            }
            Self::DuplicateLabel { .. } => "keep the label in one file; its descendants inherit it".into(),
            Self::LabelIsId { .. } => "rename the label".into(),
            Self::MissingParent { .. } | Self::MissingDependency { .. } => {
                "restore the missing file, or correct the name in the header".into()
            }
            Self::TargetSyntax { .. } => {
                "a target is an id, a label, `head`, `heads`, `base`, `label@head`, `+1`, `-1` or `id-1`".into()
            }
            Self::UnknownRevision { nearest: Some(known), .. }
            | Self::UnknownBranch { nearest: Some(known), .. } => format!("did you mean `{known}`?"),
            Self::UnknownRevision { nearest: None, .. } => "list the revisions: `sandshift history`".into(),
            Self::UnknownBranch { nearest: None, .. } => "list the branches: `sandshift heads`".into(),
            Self::TooShort { candidates, .. } => match candidates.as_slice() {
                [one] => format!("did you mean `{one}`?"),
                _ => "list the revisions: `sandshift history`".into(),
            },
            Self::AmbiguousPrefix { .. } => "type more characters of the id".into(),
            Self::NotOnBranch { .. } => "list the branches: `sandshift heads`".into(),
            Self::SeveralHeads { .. } => {
                "name one of them, take all with `heads`, or join them: `sandshift merge heads -m \"merge\"`".into()
            }
            Self::WrongDirection { target, verb, .. } => match *verb {
                "rollback" => format!("to go up instead: `sandshift run {target}`"),
                _ => format!("to go down instead: `sandshift rollback {target}`"),
            },
            Self::TooFewSteps { .. } => "list the revisions: `sandshift history`".into(),
            Self::AmbiguousWay { .. } => "name the revision, or the branch: `label@+1`".into(),
            Self::AmbiguousStart { .. } => "name the branch: `label@+1` or `label@-1`".into(),
            Self::NotHere { .. } => "name a revision: `sandshift history` lists them".into(),
            Self::UnrelatedEnds { from, to } => format!("if the ends are swapped, write `{to}:{from}`"),
            Self::UnknownRecorded { .. } => {
                "restore the missing files, or record what is true: `sandshift stamp --purge head`".into()
            }
            Self::IllegalNewName { .. } => "leave the id out to get a random one".into(),
            Self::IdExists { .. } | Self::NameTaken { .. } => "choose another name".into(),
            Self::SpliceNeeded { .. } => "pass `--splice` to open a branch on purpose, or name a head".into(),
            Self::TooFewToMerge { .. } => "list the heads: `sandshift heads`".into(),
        };
        Some(text)
    }

    fn place(&self) -> Place {
        match self {
            Self::Unreadable { file, .. }
            | Self::HeaderMissing { file }
            | Self::HeaderTooLong { file, .. }
            | Self::MissingKey { file, .. } => whole(file.clone()),
            Self::HeaderNotUtf8 { place }
            | Self::HeaderSyntax { place, .. }
            | Self::UnknownKey { place, .. }
            | Self::WrongType { place, .. }
            | Self::IllegalName { place, .. }
            | Self::NamedTwice { place, .. }
            | Self::FileName { place, .. } => place.clone(),
            Self::DuplicateId { files, .. }
            | Self::SelfLoop { files, .. }
            | Self::Cycle { files, .. }
            | Self::DependencyCycle { files, .. }
            | Self::DuplicateLabel { files, .. }
            | Self::LabelIsId { files, .. }
            | Self::MissingParent { files, .. }
            | Self::MissingDependency { files, .. } => {
                files.first().cloned().map_or_else(Place::default, whole)
            }
            _ => Place::default(),
        }
    }
}

fn whole(file: std::path::PathBuf) -> Place {
    Place {
        file: Some(file),
        ..Place::default()
    }
}

fn missing_header_hint(file: &std::path::Path) -> String {
    match file.extension().and_then(|ext| ext.to_str()) {
        Some("wasm") => format!(
            "put the header in `{}`",
            file.with_extension("toml").display()
        ),
        Some("sql") => "begin the file with lines such as `--! revision = \"3f2a1c9d\"`".into(),
        _ => "begin the file with lines such as `//! revision = \"3f2a1c9d\"`".into(),
    }
}
