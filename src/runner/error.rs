//! What can stop a run.

use std::path::PathBuf;

use thiserror::Error;

use super::derived::Obstacles;
use super::failure::Failure;
use crate::backend::backup::BackupError;
use crate::error::{Coded, Kind, Place};
use crate::integrity::receipt::ReceiptError;
use crate::policy::error::PolicyError;
use crate::revision::{RevisionError, RevisionId};
use crate::session::error::{AGAIN, SessionError};

/// Why a run stopped.
#[derive(Debug, Error)]
pub enum RunError {
    /// The files, the graph, or the target.
    #[error(transparent)]
    Revision(#[from] RevisionError),
    /// The database, outside of any migration.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// What the operator grants.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The receipt of a rehearsal.
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
    /// A backup.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// A migration.
    #[error("{0}")]
    Migration(Box<Failure>),
    /// Somebody wanted the run to stop, and it did between two migrations.
    #[error("the run was cancelled before `{before}`: {} of {of} revisions are done", done.len())]
    Cancelled {
        /// The revision that would have been next.
        before: RevisionId,
        /// What the run did.
        done: Vec<RevisionId>,
        /// How many it was to do.
        of: usize,
    },
    /// Files of applied revisions were edited.
    #[error("{} after it was applied: {}", if revisions.len() == 1 { "a revision was edited" } else { "revisions were edited" }, list(revisions))]
    Edited {
        /// The revisions with their files.
        revisions: Vec<(RevisionId, PathBuf)>,
    },
    /// An earlier run ended between two statements that commit by themselves.
    #[error("revision `{revision}` was left half done by an earlier run")]
    Unfinished {
        /// The revision.
        revision: String,
        /// The statements that took effect.
        done: Vec<String>,
        /// The statement of which nobody knows.
        in_flight: Option<String>,
    },
    /// Nobody can tell whether the statement took effect that was in flight when a run was killed.
    #[error(
        "nobody can tell whether this statement of revision `{revision}` took effect before the run was killed"
    )]
    InFlight {
        /// The revision.
        revision: String,
        /// The statement.
        sql: String,
        /// Whether the revision was being run or undone.
        direction: String,
    },
    /// A revision is half done, and not all that was done has a way back.
    #[error("what was done of revision `{revision}` cannot be undone: {}", no_way_back(obstacles))]
    HalfNoWayBack {
        /// The revision.
        revision: RevisionId,
        /// Whether it was being run or undone.
        direction: String,
        /// What stands in the way.
        obstacles: Obstacles,
    },
    /// A revision says that it cannot be undone.
    #[error("revision `{revision}` cannot be undone: {reason}")]
    Irreversible {
        /// The revision.
        revision: RevisionId,
        /// Why, as its header says.
        reason: String,
    },
    /// A revision has no `down`, and not all of its operations have a way back.
    #[error("revision `{revision}` has no `down`, and {}", obstacle(obstacles))]
    NoWayBack {
        /// The revision.
        revision: RevisionId,
        /// What stands in the way.
        obstacles: Obstacles,
    },
    /// A revision has no `down`, and its derived way back loses values.
    #[error("undoing revision `{revision}` {}", loss(obstacles))]
    Loss {
        /// The revision.
        revision: RevisionId,
        /// What stays lost.
        obstacles: Obstacles,
    },
    /// Neither a file nor the journal has the source of a revision.
    #[error("revision `{revision}` has no file, and the journal does not hold its source")]
    NoSource {
        /// The revision.
        revision: RevisionId,
    },
}

fn list(revisions: &[(RevisionId, PathBuf)]) -> String {
    revisions.iter().map(|(id, _)| format!("`{id}`")).collect::<Vec<_>>().join(", ")
}

fn obstacle(obstacles: &Obstacles) -> String {
    match obstacles.none.as_slice() {
        [] => "the journal kept no way back".to_owned(),
        _ => no_way_back(obstacles),
    }
}

fn no_way_back(obstacles: &Obstacles) -> String {
    match obstacles.none.as_slice() {
        [] => String::new(),
        [(what, line, why), rest @ ..] => {
            let more =
                if rest.is_empty() { String::new() } else { format!(", and {} more", rest.len()) };
            format!("`{what}` (line {line}) has no way back: {why}{more}")
        }
    }
}

fn loss(obstacles: &Obstacles) -> String {
    let one =
        |(what, line, lost): &(String, u32, String)| format!("`{what}` (line {line}): {lost}");
    let all: Vec<String> = obstacles.lossy.iter().map(one).collect();
    format!("does not bring everything back: {}", all.join("; "))
}

/// The command that finishes a half-done run.
pub(crate) fn finishing(direction: &str) -> &'static str {
    if direction == "up" { "sandshift run" } else { "sandshift rollback" }
}

impl Coded for RunError {
    fn code(&self) -> &'static str {
        match self {
            Self::Revision(error) => error.code(),
            Self::Session(error) => error.code(),
            Self::Policy(error) => error.code(),
            Self::Receipt(error) => error.code(),
            Self::Backup(error) => error.code(),
            Self::Migration(failure) => failure.code(),
            Self::Cancelled { .. } => "run::cancelled",
            Self::Edited { .. } => "state::edited",
            Self::Unfinished { .. } => "state::unfinished",
            Self::InFlight { .. } => "state::in_flight",
            Self::HalfNoWayBack { .. } => "rollback::half_done",
            Self::Irreversible { .. } => "rollback::irreversible",
            Self::NoWayBack { .. } => "rollback::no_way_back",
            Self::Loss { .. } => "rollback::loss",
            Self::NoSource { .. } => "rollback::no_source",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Revision(error) => error.kind(),
            Self::Session(error) => error.kind(),
            Self::Policy(error) => error.kind(),
            Self::Receipt(error) => error.kind(),
            Self::Backup(error) => error.kind(),
            Self::Migration(failure) => failure.kind(),
            Self::Cancelled { .. } => Kind::Cancelled,
            Self::Edited { .. } | Self::Unfinished { .. } | Self::InFlight { .. } => Kind::State,
            Self::HalfNoWayBack { .. }
            | Self::Irreversible { .. }
            | Self::NoWayBack { .. }
            | Self::Loss { .. }
            | Self::NoSource { .. } => Kind::Irreversible,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Revision(error) => error.hint(),
            Self::Session(error) => error.hint(),
            Self::Policy(error) => error.hint(),
            Self::Receipt(error) => error.hint(),
            Self::Backup(error) => error.hint(),
            Self::Migration(failure) => failure.hint(),
            Self::Cancelled { .. } => Some(AGAIN.to_owned()),
            Self::Edited { .. } => Some(
                "put the change into a new revision (`sandshift revision -m …`); if it changes \
                 nothing in the database, go on with `sandshift run --allow-edited`"
                    .to_owned(),
            ),
            Self::Unfinished { .. } => Some(
                "nothing else can happen before it is finished (`sandshift run`) or what was done is undone \
                 (`sandshift rollback`); a dry run cannot go on behind it"
                    .to_owned(),
            ),
            Self::InFlight { direction, .. } => Some(format!(
                "look at the database: if the statement took effect, `sandshift unlock --assume-done`, else \
                 `sandshift unlock --assume-not-done`; then `{}` goes on",
                finishing(direction)
            )),
            Self::HalfNoWayBack { direction, .. } if direction == "up" => Some(
                "a `down` undoes whole revisions only: finish it with `sandshift run`, then `sandshift rollback`"
                    .to_owned(),
            ),
            Self::HalfNoWayBack { .. } => {
                Some("finish undoing it with `sandshift rollback`".to_owned())
            }
            Self::Irreversible { .. } => {
                Some("restore a backup from before the revision".to_owned())
            }
            Self::NoWayBack { .. } => {
                Some("write a `down` function for the revision, then roll back again".to_owned())
            }
            Self::Loss { .. } => Some(
                "go on with `sandshift rollback --accept-loss`, or write a `down` that restores \
                 the values"
                    .to_owned(),
            ),
            Self::NoSource { .. } => Some("bring the file back from version control".to_owned()),
        }
    }

    fn place(&self) -> Place {
        match self {
            Self::Revision(error) => error.place(),
            Self::Session(error) => error.place(),
            Self::Policy(error) => error.place(),
            Self::Receipt(error) => error.place(),
            Self::Backup(error) => error.place(),
            Self::Migration(failure) => failure.place(),
            Self::Edited { revisions } => {
                Place { file: revisions.first().map(|(_, file)| file.clone()), ..Place::default() }
            }
            _ => Place::default(),
        }
    }
}
