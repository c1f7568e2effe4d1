//! Why a database cannot be adopted.

use std::path::PathBuf;

use thiserror::Error;

use crate::backend::connection::DatabaseError;
use crate::backend::dialect::DialectError;
use crate::error::{Coded, Kind, Place};
use crate::revision::RevisionError;
use crate::runner::error::RunError;
use crate::schema::diff::DiffError;
use crate::schema::migration::MigrationError;

/// Why a database cannot be adopted. Nothing was changed.
#[derive(Debug, Error)]
pub enum AdoptError {
    /// There is nothing in the database.
    #[error("the database is empty, so that there is nothing to adopt")]
    Empty,
    /// The database is a project's already.
    #[error("the database records {} already", list(heads))]
    Already {
        /// The recorded heads.
        heads: Vec<String>,
    },
    /// There are migrations of ours already.
    #[error("the project has migrations already, in `{}`", folder.display())]
    HasRevisions {
        /// Their folder.
        folder: PathBuf,
    },
    /// Several tools keep a history.
    #[error("there are several histories: {}", list(tools))]
    Several {
        /// The tools.
        tools: Vec<String>,
    },
    /// The tool that was named keeps no history here.
    #[error("there is no history of `{tool}`: no table `{table}` with its columns")]
    NoHistory {
        /// The tool.
        tool: &'static str,
        /// Its table.
        table: &'static str,
        /// The tools that do.
        found: Vec<&'static str>,
    },
    /// The tool itself says that a version failed.
    #[error("`{tool}` records that {} failed half-way", list(versions))]
    Failed {
        /// The tool.
        tool: &'static str,
        /// The versions.
        versions: Vec<String>,
    },
    /// Nobody knows where the files are.
    #[error("the migrations of `{tool}` are in none of {}", list(tried))]
    NoFolder {
        /// The tool.
        tool: &'static str,
        /// Where they were looked for.
        tried: Vec<String>,
    },
    /// Versions are applied whose files are not there.
    #[error("{} applied, but not in `{}`", are(versions), folder.display())]
    MissingFiles {
        /// The versions.
        versions: Vec<String>,
        /// The folder.
        folder: PathBuf,
    },
    /// A version is not applied, but one behind it is.
    #[error("{} not applied, but the later `{newest}` is", are(versions))]
    Gap {
        /// The versions that were left out.
        versions: Vec<String>,
        /// The newest one that is applied.
        newest: String,
    },
    /// Files are not what they were when they were applied.
    #[error("{} edited after being applied", were(files))]
    Edited {
        /// The files.
        files: Vec<PathBuf>,
    },
    /// The database refuses.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The database has no text for a query.
    #[error(transparent)]
    Dialect(#[from] DialectError),
    /// The files are at fault.
    #[error(transparent)]
    Revision(#[from] RevisionError),
    /// What is recorded cannot be read.
    #[error(transparent)]
    Run(#[from] RunError),
    /// What is there cannot be made in any order.
    #[error(transparent)]
    Diff(#[from] DiffError),
    /// What is there cannot be written in SQL.
    #[error(transparent)]
    Migration(#[from] MigrationError),
}

impl Coded for AdoptError {
    fn code(&self) -> &'static str {
        match self {
            Self::Empty => "adopt::empty",
            Self::Already { .. } => "adopt::already",
            Self::HasRevisions { .. } => "adopt::has_revisions",
            Self::Several { .. } => "adopt::several",
            Self::NoHistory { .. } => "adopt::no_history",
            Self::Failed { .. } => "adopt::failed",
            Self::NoFolder { .. } => "adopt::no_folder",
            Self::MissingFiles { .. } => "adopt::missing_files",
            Self::Gap { .. } => "adopt::gap",
            Self::Edited { .. } => "adopt::edited",
            Self::Database(error) => error.code(),
            Self::Dialect(error) => error.code(),
            Self::Revision(error) => error.code(),
            Self::Run(error) => error.code(),
            Self::Diff(error) => error.code(),
            Self::Migration(error) => error.code(),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Empty
            | Self::Already { .. }
            | Self::NoHistory { .. }
            | Self::Failed { .. }
            | Self::Gap { .. }
            | Self::Edited { .. } => Kind::State,
            Self::HasRevisions { .. } | Self::NoFolder { .. } => Kind::Project,
            Self::Several { .. } => Kind::Ambiguous,
            Self::MissingFiles { .. } => Kind::MissingRevision,
            Self::Database(error) => error.kind(),
            Self::Dialect(error) => error.kind(),
            Self::Revision(error) => error.kind(),
            Self::Run(error) => error.kind(),
            Self::Diff(error) => error.kind(),
            Self::Migration(error) => error.kind(),
        }
    }

    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Empty => "begin a new project: `sandshift init`",
            Self::Already { .. } => "see where it is: `sandshift status`",
            Self::HasRevisions { .. } => {
                "record which of them the database has: `sandshift stamp REVISION`; or adopt into a \
                 folder of its own: `sandshift -C DIR adopt`"
            }
            Self::Several { tools } => {
                let tool = tools.first().map_or("TOOL", String::as_str);
                return Some(format!("say which one is meant: `sandshift adopt --from {tool}`"));
            }
            Self::NoHistory { found, .. } => {
                return Some(match found.first() {
                    Some(tool) => {
                        format!("there is one of `{tool}`: `sandshift adopt --from {tool}`")
                    }
                    None => "leave `--from` out to make a baseline of what is there".to_owned(),
                });
            }
            Self::Failed { tool, .. } => {
                return Some(format!("repair it with `{tool}` first, then adopt again"));
            }
            Self::NoFolder { .. } => "name the folder: `sandshift adopt --folder DIR`",
            Self::MissingFiles { .. } => {
                "restore the files, name another folder with `--folder DIR`, or go on without them: \
                 `--allow-missing`"
            }
            Self::Gap { .. } => "apply them with the other tool first, then adopt again",
            Self::Edited { .. } => {
                "restore the files, or take them as they are now: `--allow-edited`"
            }
            Self::Database(error) => return error.hint(),
            Self::Dialect(error) => return error.hint(),
            Self::Revision(error) => return error.hint(),
            Self::Run(error) => return error.hint(),
            Self::Diff(error) => return error.hint(),
            Self::Migration(error) => return error.hint(),
        };
        Some(hint.to_owned())
    }

    fn place(&self) -> Place {
        match self {
            Self::Revision(error) => error.place(),
            Self::Run(error) => error.place(),
            _ => Place::default(),
        }
    }
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn are(versions: &[String]) -> String {
    let verb = if versions.len() == 1 { "is" } else { "are" };
    format!("{} {verb}", list(versions))
}

fn were(files: &[PathBuf]) -> String {
    let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    let verb = if files.len() == 1 { "was" } else { "were" };
    format!("{} {verb}", list(&names))
}
