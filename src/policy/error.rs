//! What is wrong with a grant, or between a grant and the files of a project.

use std::fmt;
use std::path::PathBuf;

use thiserror::Error;

use crate::error::{Coded, Kind, Place};

/// Why a policy stops a command before anything runs.
#[derive(Debug, Error)]
pub enum PolicyError {
    /// The file of the grant cannot be read.
    #[error("the grant `{}` cannot be read: {source}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file of the grant is none.
    #[error("the grant cannot be used: {message}")]
    Syntax {
        /// Where.
        place: Place,
        /// What is wrong.
        message: String,
    },
    /// Migrations want more than is granted.
    #[error("{}", of_all(differences, grant))]
    NotGranted {
        /// The name of the grant.
        grant: String,
        /// What is wanted and not granted.
        differences: Vec<Difference>,
    },
}

/// What one revision wants and is not granted.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Difference {
    /// The revision.
    pub revision: String,
    /// Its file.
    pub file: PathBuf,
    /// The key of the grant where it is missing.
    pub key: &'static str,
    /// What is missing there.
    pub missing: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { revision, key, missing, .. } = self;
        write!(f, "`{revision}` wants `{missing}` in `{key}`")
    }
}

fn of_all(differences: &[Difference], grant: &str) -> String {
    let lines: Vec<String> = differences.iter().map(ToString::to_string).collect();
    format!("`{grant}` does not grant what is wanted: {}", lines.join("; "))
}

impl Coded for PolicyError {
    fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "policy::unreadable",
            Self::Syntax { .. } => "policy::syntax",
            Self::NotGranted { .. } => "policy::not_granted",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Unreadable { .. } | Self::Syntax { .. } => Kind::Project,
            Self::NotGranted { .. } => Kind::Denied,
        }
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Unreadable { .. } => {
                "name the file of the grant with `--policy FILE` or SANDSHIFT_POLICY".to_owned()
            }
            Self::Syntax { .. } => {
                "see `docs/policy.md`, or let an editor check it against `sandshift policy schema`"
                    .to_owned()
            }
            Self::NotGranted { .. } => {
                "take it out of the migration, or have the operator add these words to the grant; \
                 `sandshift policy check` lists them"
                    .to_owned()
            }
        })
    }

    fn place(&self) -> Place {
        match self {
            Self::Unreadable { .. } => Place::default(),
            Self::Syntax { place, .. } => place.clone(),
            Self::NotGranted { differences, .. } => {
                let file = differences.first().map(|difference| difference.file.clone());
                Place { file, ..Place::default() }
            }
        }
    }
}
