//! What keeps a foreign folder from being run as it is.

use std::path::PathBuf;

use thiserror::Error;

use crate::error::{Coded, Kind, Place};

/// What keeps a foreign folder from being run as it is.
#[derive(Debug, Error)]
pub enum ForeignError {
    /// Several files have one version.
    #[error("version `{version}` exists more than once, in {}", list(files))]
    SameVersion {
        /// The version.
        version: String,
        /// The files.
        files: Vec<PathBuf>,
    },
    /// A way down without the way up.
    #[error("`{}` goes down, but no file of its version goes up", file.display())]
    NoUp {
        /// The file that goes down.
        file: PathBuf,
    },
    /// A file name that the tool would refuse.
    #[error("the name of `{}` does not begin with a version", file.display())]
    NoVersion {
        /// The file.
        file: PathBuf,
        /// How names look, such as `0001_name.sql`.
        form: &'static str,
    },
    /// Something that this tool has and that cannot be run as it is.
    #[error("`{}` is {what}, which is not supported", file.display())]
    Unsupported {
        /// The file.
        file: PathBuf,
        /// What it is: `a repeatable migration`.
        what: &'static str,
        /// What to do instead.
        advice: &'static str,
    },
    /// A text that the tool would have filled in.
    #[error("the placeholder `{name}` is not filled in")]
    Placeholder {
        /// Where it is.
        place: Place,
        /// The placeholder with its braces.
        name: String,
    },
    /// A line that would begin a part of a file of ours.
    #[error("this line reads as a mark of sandshift's own files")]
    Marker {
        /// The line.
        place: Place,
    },
    /// A file of dbmate without its mark.
    #[error("`{}` has no line `-- migrate:up`", file.display())]
    NoMigrateUp {
        /// The file.
        file: PathBuf,
    },
    /// A file that is no text.
    #[error("`{}` is not UTF-8 text", file.display())]
    NotText {
        /// The file.
        file: PathBuf,
    },
    /// A `metadata.toml` of Diesel that cannot be read.
    #[error("`{}` is not valid TOML: {reason}", file.display())]
    Metadata {
        /// The file.
        file: PathBuf,
        /// Why, in the words of the parser.
        reason: String,
    },
}

impl Coded for ForeignError {
    fn code(&self) -> &'static str {
        match self {
            Self::SameVersion { .. } => "foreign::same_version",
            Self::NoUp { .. } => "foreign::no_up",
            Self::NoVersion { .. } => "foreign::no_version",
            Self::Unsupported { .. } => "foreign::unsupported",
            Self::Placeholder { .. } => "foreign::placeholder",
            Self::Marker { .. } => "foreign::marker",
            Self::NoMigrateUp { .. } => "foreign::no_migrate_up",
            Self::NotText { .. } => "foreign::not_text",
            Self::Metadata { .. } => "foreign::metadata",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::SameVersion { .. } => Kind::Duplicate,
            Self::Unsupported { .. } | Self::Placeholder { .. } => Kind::Unsupported,
            _ => Kind::Header,
        }
    }

    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::SameVersion { .. } => "give one of them another version".to_owned(),
            Self::NoUp { .. } => "add the file that goes up, or move this one away".to_owned(),
            Self::NoVersion { form, .. } => format!("name it as `{form}`, or move it away"),
            Self::Unsupported { advice, .. } => (*advice).to_owned(),
            Self::Placeholder { .. } => "write the value into the file; where no placeholder is \
                 meant, put `placeholderReplacement=false` into a `.conf` file beside it"
                .to_owned(),
            Self::Marker { .. } => "change the comment".to_owned(),
            Self::NoMigrateUp { .. } => "put `-- migrate:up` above the statements".to_owned(),
            Self::NotText { .. } => "save the file as UTF-8".to_owned(),
            Self::Metadata { .. } => return None,
        };
        Some(hint)
    }

    fn place(&self) -> Place {
        match self {
            Self::Placeholder { place, .. } | Self::Marker { place } => place.clone(),
            _ => Place::default(),
        }
    }
}

fn list(files: &[PathBuf]) -> String {
    let names: Vec<String> = files.iter().map(|file| format!("`{}`", file.display())).collect();
    names.join(", ")
}
