//! What can go wrong in the command line itself: the project, its settings, files and programs.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::error::{Coded, Kind, Place};

/// A failure of the command line.
#[derive(Debug, Error)]
pub enum CliError {
    /// There is no settings file here or above.
    #[error("`{}` is no sandshift project: there is no `sandshift.toml` in it or above it", directory.display())]
    NotAProject {
        /// Where the search began.
        directory: PathBuf,
        /// There is an `alembic.ini`.
        is_alembic: bool,
    },
    /// The folder does not exist.
    #[error("there is no folder `{}`", directory.display())]
    NoFolder {
        /// The folder.
        directory: PathBuf,
    },
    /// A file cannot be read or written.
    #[error("`{}` cannot be {doing}: {source}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What was tried, such as `written`.
        doing: &'static str,
        /// Why.
        source: io::Error,
    },
    /// Something is there already.
    #[error("`{}` {what}", path.display())]
    InTheWay {
        /// What is in the way.
        path: PathBuf,
        /// Why it is.
        what: &'static str,
        /// What to do.
        advice: String,
    },
    /// No editor is set.
    #[error("there is no editor: neither `VISUAL` nor `EDITOR` is set")]
    NoEditor {
        /// The file that was to be edited.
        file: PathBuf,
    },
    /// A program of the system failed.
    #[error("`{program}` failed: {reason}")]
    Program {
        /// The program.
        program: String,
        /// What it said.
        reason: String,
        /// What to do.
        advice: Option<String>,
    },
    /// An address that must mean one revision means none or several.
    #[error("`{target}` means {count} revisions, and this command takes one")]
    NotOne {
        /// The address.
        target: String,
        /// How many it means.
        count: usize,
    },
    /// Options that contradict each other.
    #[error("{reason}")]
    Usage {
        /// Why, as a lower case fragment.
        reason: String,
        /// What to type instead.
        advice: String,
    },
    /// The database lacks migrations.
    #[error("the database is not up to date: {} {} not run", quoted(missing), have(missing))]
    NotUpToDate {
        /// The heads that have not run.
        missing: Vec<String>,
    },
    /// What differs is nothing that a migration can be written for.
    #[error("no migration can be written for what differs: {remarks}")]
    ByHand {
        /// What to do, in sentences.
        remarks: String,
    },
    /// A person has to decide first.
    #[error("{reason}")]
    Undecided {
        /// Which decision.
        code: &'static str,
        /// What has to be decided.
        reason: String,
        /// What to type.
        advice: String,
    },
    /// A question was not answered with yes.
    #[error("{reason}")]
    NotConfirmed {
        /// What was not confirmed.
        reason: String,
        /// What to type instead.
        advice: String,
    },
}

impl CliError {
    /// A file that cannot be read or written.
    pub fn file(file: &Path, doing: &'static str) -> impl FnOnce(io::Error) -> Self {
        let file = file.to_path_buf();
        move |source| Self::File { file, doing, source }
    }

    /// Options that contradict each other.
    pub fn usage(reason: impl Into<String>, advice: impl Into<String>) -> Self {
        Self::Usage { reason: reason.into(), advice: advice.into() }
    }
}

impl Coded for CliError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotAProject { .. } => "project::not_found",
            Self::NoFolder { .. } => "project::no_folder",
            Self::File { .. } => "file::failed",
            Self::InTheWay { .. } => "project::in_the_way",
            Self::NoEditor { .. } => "editor::not_set",
            Self::Program { .. } => "program::failed",
            Self::NotOne { .. } => "target::not_one",
            Self::Usage { .. } => "usage::contradiction",
            Self::NotUpToDate { .. } => "schema::not_up_to_date",
            Self::ByHand { .. } => "schema::by_hand",
            Self::Undecided { code, .. } => code,
            Self::NotConfirmed { .. } => "usage::not_confirmed",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::NotAProject { .. } | Self::NoFolder { .. } | Self::InTheWay { .. } => {
                Kind::Project
            }
            Self::File { .. } | Self::NoEditor { .. } | Self::Program { .. } => Kind::File,
            Self::NotOne { .. } => Kind::Target,
            Self::Usage { .. } => Kind::Usage,
            Self::NotUpToDate { .. } => Kind::State,
            Self::ByHand { .. } => Kind::Unsupported,
            Self::Undecided { .. } => Kind::Undecided,
            Self::NotConfirmed { .. } => Kind::Irreversible,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::NotAProject { is_alembic: false, .. } => Some(
                "make a project here with `sandshift init`, or name its folder: `sandshift -C DIR …`"
                    .into(),
            ),
            Self::NotAProject { is_alembic: true, .. } => Some(
                "this is an Alembic project; `sandshift adopt --url URL` takes over the database that \
                 Alembic brought up to date (`--dry-run` shows how), and `sandshift init` begins anew"
                    .into(),
            ),
            Self::NoFolder { .. } => Some("correct the folder behind `-C`".into()),
            Self::File { .. } => None,
            Self::InTheWay { advice, .. } | Self::Usage { advice, .. } => Some(advice.clone()),
            Self::NotConfirmed { advice, .. } | Self::Undecided { advice, .. } => {
                Some(advice.clone())
            }
            Self::ByHand { .. } => Some(
                "write it by hand (`sandshift revision -m …`), or leave the object out with `exclude` \
                 below `[schema]` in sandshift.toml"
                    .into(),
            ),
            Self::NotUpToDate { .. } => Some(
                "bring it up to date (`sandshift run`), or compare with what the migrations make: \
                 `--from-migrations`"
                    .into(),
            ),
            Self::NoEditor { file } => {
                Some(format!("set one (`export EDITOR=vi`), or open `{}`", file.display()))
            }
            Self::Program { advice, .. } => advice.clone(),
            Self::NotOne { .. } => Some("name one of them: `sandshift history` lists them".into()),
        }
    }

    fn place(&self) -> Place {
        match self {
            Self::File { file, .. } => Place { file: Some(file.clone()), ..Place::default() },
            _ => Place::default(),
        }
    }
}

fn have(names: &[String]) -> &'static str {
    if names.len() == 1 { "has" } else { "have" }
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
