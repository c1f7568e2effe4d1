//! The stable code, the kind, the place and the hint of every [`RevisionError`].

use super::error::RevisionError;
use super::header::KEYS;
use crate::error::{Coded, Kind, Place};

impl Coded for RevisionError {
    fn code(&self) -> &'static str {
        match self {
            Self::Foreign(error) => error.code(),
            Self::Pin(error) => error.code(),
            Self::Unreadable { .. } => "file::unreadable",
            Self::Swapped { .. } => "file::swapped",
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
            Self::NotBuilt { .. } => "module::not_built",
            Self::ModuleMissing { .. } => "module::missing",
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
            Self::Foreign(error) => error.kind(),
            Self::Pin(error) => error.kind(),
            Self::Unreadable { .. } | Self::NotBuilt { .. } | Self::ModuleMissing { .. } => {
                Kind::File
            }
            Self::Swapped { .. } => Kind::Integrity,
            Self::UnknownRecorded { .. } => Kind::State,
            Self::HeaderMissing { .. }
            | Self::HeaderTooLong { .. }
            | Self::HeaderNotUtf8 { .. }
            | Self::HeaderSyntax { .. }
            | Self::UnknownKey { .. }
            | Self::WrongType { .. }
            | Self::MissingKey { .. }
            | Self::IllegalName { .. }
            | Self::NamedTwice { .. }
            | Self::FileName { .. } => Kind::Header,
            Self::SelfLoop { .. } | Self::Cycle { .. } | Self::DependencyCycle { .. } => {
                Kind::Cycle
            }
            Self::MissingParent { .. } | Self::MissingDependency { .. } => Kind::MissingRevision,
            Self::DuplicateId { .. }
            | Self::DuplicateLabel { .. }
            | Self::LabelIsId { .. }
            | Self::IdExists { .. }
            | Self::NameTaken { .. } => Kind::Duplicate,
            Self::TooShort { .. }
            | Self::AmbiguousPrefix { .. }
            | Self::SeveralHeads { .. }
            | Self::AmbiguousWay { .. }
            | Self::AmbiguousStart { .. } => Kind::Ambiguous,
            Self::TargetSyntax { .. }
            | Self::UnknownRevision { .. }
            | Self::UnknownBranch { .. }
            | Self::NotOnBranch { .. }
            | Self::WrongDirection { .. }
            | Self::TooFewSteps { .. }
            | Self::NotHere { .. }
            | Self::UnrelatedEnds { .. }
            | Self::IllegalNewName { .. }
            | Self::SpliceNeeded { .. }
            | Self::TooFewToMerge { .. } => Kind::Target,
        }
    }

    fn hint(&self) -> Option<String> {
        let text = match self {
            Self::Foreign(error) => return error.hint(),
            Self::Pin(error) => return error.hint(),
            Self::Swapped { .. } => "run again when nobody writes to the folder any more",
            Self::Unreadable { .. } | Self::WrongType { .. } => return None,
            Self::HeaderMissing { file } => return Some(missing_header_hint(file)),
            Self::HeaderTooLong { .. } => "move long comments below the header block",
            Self::HeaderNotUtf8 { .. } => "save the file as UTF-8",
            Self::HeaderSyntax { .. } => {
                "write one TOML key per header line, such as `revision = \"3f2a1c9d\"`"
            }
            Self::UnknownKey { nearest, .. } => return Some(unknown_key_hint(*nearest)),
            Self::MissingKey { key, .. } => return Some(format!("add `{key} = \"...\"`")),
            Self::IllegalName { .. } | Self::IllegalNewName { .. } => {
                "use letters, digits and `_`; `@ - + : ,`, slashes and white space are not allowed"
            }
            Self::NamedTwice { .. } => "name it once",
            Self::FileName { revision, .. } => {
                return Some(format!(
                    "begin the file name with `{revision}_`, or correct `revision` in the header"
                ));
            }
            Self::NotBuilt { revision, .. } => {
                return Some(format!("compile its source: `sandshift build {revision}`"));
            }
            Self::ModuleMissing { .. } => {
                "restore the file; `source` in its header would tell `sandshift build` how to make it"
            }
            Self::DuplicateId { .. } => {
                "give one of the files a new id, in its name and its header"
            }
            Self::SelfLoop { .. } | Self::Cycle { .. } | Self::DependencyCycle { .. } => {
                "correct `down_revision` or `depends_on` in one of the files"
            }
            Self::DuplicateLabel { .. } => "keep the label in one file; its descendants inherit it",
            Self::LabelIsId { .. } => "rename the label",
            Self::MissingParent { .. } | Self::MissingDependency { .. } => {
                "restore the missing file, or correct the name in the header"
            }
            Self::TargetSyntax { .. } => {
                "a target is an id, a label, `head`, `heads`, `base`, `label@head`, `+1` or `-1`"
            }
            Self::UnknownRevision { nearest, .. } => {
                return Some(unknown_name_hint(nearest.as_deref(), "history"));
            }
            Self::UnknownBranch { nearest, .. } => {
                return Some(unknown_name_hint(nearest.as_deref(), "heads"));
            }
            Self::TooShort { candidates, .. } => {
                let only = match candidates.as_slice() {
                    [one] => Some(one.as_str()),
                    _ => None,
                };
                return Some(unknown_name_hint(only, "history"));
            }
            Self::AmbiguousPrefix { .. } => "type more characters of the id",
            Self::NotOnBranch { .. } | Self::TooFewToMerge { .. } => {
                "list the branches: `sandshift heads`"
            }
            Self::SeveralHeads { .. } => {
                "name one of them, take all with `heads`, or join them: \
                 `sandshift merge heads -m \"merge\"`"
            }
            Self::WrongDirection { target, verb, .. } => {
                return Some(match *verb {
                    "rollback" => format!("to go up instead: `sandshift run {target}`"),
                    _ => format!("to go down instead: `sandshift rollback {target}`"),
                });
            }
            Self::TooFewSteps { available: 0, .. } => {
                "nothing is left to do that way: `sandshift status` shows where the database is"
            }
            Self::TooFewSteps { .. } | Self::NotHere { .. } => {
                "name a revision: `sandshift history` lists them"
            }
            Self::AmbiguousWay { .. } => "name the revision, or the branch: `label@+1`",
            Self::AmbiguousStart { .. } => "name the branch: `label@+1` or `label@-1`",
            Self::UnrelatedEnds { from, to } => {
                return Some(format!("if the ends are swapped, write `{to}:{from}`"));
            }
            Self::UnknownRecorded { .. } => {
                "restore the missing files, or record what is true: \
                 `sandshift stamp --purge head`"
            }
            Self::IdExists { .. } | Self::NameTaken { .. } => "choose another name",
            Self::SpliceNeeded { .. } => {
                "pass `--splice` to open a branch on purpose, or name a head"
            }
        };
        Some(text.to_owned())
    }

    fn place(&self) -> Place {
        match self {
            Self::Foreign(error) => error.place(),
            Self::Pin(error) => error.place(),
            Self::Unreadable { file, .. }
            | Self::Swapped { file }
            | Self::HeaderMissing { file }
            | Self::HeaderTooLong { file, .. }
            | Self::MissingKey { file, .. }
            | Self::NotBuilt { file, .. }
            | Self::ModuleMissing { file, .. }
            | Self::FileName { file, .. } => whole(file.clone()),
            Self::HeaderNotUtf8 { place }
            | Self::HeaderSyntax { place, .. }
            | Self::UnknownKey { place, .. }
            | Self::WrongType { place, .. }
            | Self::IllegalName { place, .. }
            | Self::NamedTwice { place, .. } => place.clone(),
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
            Self::TargetSyntax { .. }
            | Self::UnknownRevision { .. }
            | Self::TooShort { .. }
            | Self::AmbiguousPrefix { .. }
            | Self::UnknownBranch { .. }
            | Self::NotOnBranch { .. }
            | Self::SeveralHeads { .. }
            | Self::WrongDirection { .. }
            | Self::TooFewSteps { .. }
            | Self::AmbiguousWay { .. }
            | Self::AmbiguousStart { .. }
            | Self::NotHere { .. }
            | Self::UnrelatedEnds { .. }
            | Self::IllegalNewName { .. }
            | Self::IdExists { .. }
            | Self::NameTaken { .. }
            | Self::SpliceNeeded { .. }
            | Self::TooFewToMerge { .. }
            | Self::UnknownRecorded { .. } => Place::default(),
        }
    }
}

fn whole(file: std::path::PathBuf) -> Place {
    Place { file: Some(file), ..Place::default() }
}

fn missing_header_hint(file: &std::path::Path) -> String {
    match file.extension().and_then(|ext| ext.to_str()) {
        Some("wasm") => format!("put the header in `{}`", file.with_extension("toml").display()),
        Some("sql") => "begin the file with lines such as `--! revision = \"3f2a1c9d\"`".into(),
        _ => "begin the file with lines such as `//! revision = \"3f2a1c9d\"`".into(),
    }
}

fn unknown_key_hint(nearest: Option<&str>) -> String {
    match nearest {
        Some(known) => format!("did you mean `{known}`?"),
        None => format!("known keys: {}", KEYS.join(", ")),
    }
}

fn unknown_name_hint(nearest: Option<&str>, list_verb: &str) -> String {
    match nearest {
        Some(known) => format!("did you mean `{known}`?"),
        None => format!("list what there is: `sandshift {list_verb}`"),
    }
}
