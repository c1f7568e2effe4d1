//! What can stop a run.

use std::path::PathBuf;

use sandshift_model::origin::Origin;
use sandshift_sandbox::error::GuestError;
use thiserror::Error;

use super::derived::Obstacles;
use super::program::ProgramError;
use super::sql_guest::SqlSourceError;
use crate::error::{Coded, Kind, Place};
use crate::revision::{Direction, RevisionError, RevisionId};
use crate::session::ending::Left;
use crate::session::error::SessionError;

/// Why a run stopped.
#[derive(Debug, Error)]
pub enum RunError {
    /// The files, the graph, or the target.
    #[error(transparent)]
    Revision(#[from] RevisionError),
    /// The database, outside of any migration.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// A migration.
    #[error("{0}")]
    Migration(Box<Failure>),
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

/// A migration that stopped.
#[derive(Debug, Error)]
#[error("{cause}")]
pub struct Failure {
    /// The revision.
    pub revision: RevisionId,
    /// Its direction.
    pub direction: Direction,
    /// Its file; none when the source came from the journal.
    pub file: Option<PathBuf>,
    /// Where in the file.
    pub origin: Origin,
    /// What happened.
    #[source]
    pub cause: Cause,
    /// What is left of it in the database.
    pub left: Left,
    /// The revisions that were done before it in this run, which stay done.
    pub done_before: Vec<RevisionId>,
}

/// What stopped a migration.
#[derive(Debug, Error)]
pub enum Cause {
    /// The guest.
    #[error(transparent)]
    Guest(GuestError),
    /// The database, or the gate before it.
    #[error(transparent)]
    Session(Box<SessionError>),
    /// The SQL file cannot be taken apart.
    #[error("{0}")]
    Source(String, &'static str, Option<String>),
}

impl Failure {
    /// The SQL text that failed, if one did.
    #[must_use]
    pub fn sql(&self) -> Option<&str> {
        match &self.cause {
            Cause::Session(error) => error.sql(),
            _ => None,
        }
    }
}

impl Cause {
    /// What stopped a guest: the host's own error where it was the host.
    pub(crate) fn of_guest(error: GuestError) -> (Self, Origin) {
        let origin = error.origin();
        if let GuestError::Host { error: host, .. } = error {
            let message = host.message.clone();
            return match host.cause.map(|cause| cause.downcast::<SessionError>()) {
                Some(Ok(session)) => {
                    let origin = session.origin().unwrap_or(origin);
                    (Self::Session(session), origin)
                }
                _ => {
                    let error = GuestError::Misuse { message, hint: None, origin };
                    (Self::Guest(error), origin)
                }
            };
        }
        (Self::Guest(error), origin)
    }

    /// What stopped a compiler.
    pub(super) fn of_program(error: ProgramError) -> (Self, Origin) {
        match error {
            ProgramError::Guest(error) => Self::of_guest(error),
            ProgramError::Sql(SqlSourceError::Parts(error)) => {
                let line = error.place().line.unwrap_or(0);
                let cause = Self::Source(error.to_string(), error.code(), error.hint());
                (cause, Origin::new(line, 0))
            }
            ProgramError::Sql(SqlSourceError::Split { error, lines_above }) => {
                let place = error.place();
                let line = place.line.unwrap_or(0) + lines_above;
                let cause = Self::Source(error.to_string(), error.code(), error.hint());
                (cause, Origin::new(line, place.column.unwrap_or(0)))
            }
            ProgramError::NotText => {
                let hint = Some("save the file as UTF-8".to_owned());
                let message = "the source is not UTF-8 text".to_owned();
                (Self::Source(message, "script::not_text", hint), Origin::default())
            }
            ProgramError::NoEngine => {
                let hint = Some("write the migration in rhai or SQL".to_owned());
                let message = "this version cannot run WebAssembly migrations yet".to_owned();
                (Self::Source(message, "script::no_engine", hint), Origin::default())
            }
        }
    }
}

fn list(revisions: &[(RevisionId, PathBuf)]) -> String {
    revisions.iter().map(|(id, _)| format!("`{id}`")).collect::<Vec<_>>().join(", ")
}

fn obstacle(obstacles: &Obstacles) -> String {
    match obstacles.none.as_slice() {
        [] => "the journal kept no way back".to_owned(),
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

impl Coded for Failure {
    fn code(&self) -> &'static str {
        match &self.cause {
            Cause::Guest(GuestError::Syntax { .. }) => "script::syntax",
            Cause::Guest(GuestError::Thrown { .. }) => "script::thrown",
            Cause::Guest(GuestError::Misuse { .. }) => "script::misuse",
            Cause::Guest(GuestError::Limit { .. }) => "script::limit",
            Cause::Guest(GuestError::Missing { .. }) => "script::missing_entry",
            Cause::Guest(GuestError::Host { .. }) => "script::host",
            Cause::Session(error) => error.code(),
            Cause::Source(_, code, _) => code,
        }
    }

    fn kind(&self) -> Kind {
        match &self.cause {
            Cause::Guest(GuestError::Syntax { .. }) | Cause::Source(..) => Kind::ScriptSyntax,
            Cause::Guest(GuestError::Limit { .. }) => Kind::ScriptLimit,
            Cause::Guest(_) => Kind::ScriptFailed,
            Cause::Session(error) => error.kind(),
        }
    }

    fn hint(&self) -> Option<String> {
        match &self.cause {
            Cause::Guest(GuestError::Misuse { hint, .. }) => hint.clone(),
            Cause::Guest(GuestError::Limit { .. }) => Some(
                "let the migration do less at once, or raise the limit under `[limits]` in \
                 `sandshift.toml`"
                    .to_owned(),
            ),
            Cause::Guest(_) => None,
            Cause::Session(error) => error.hint(),
            Cause::Source(_, _, hint) => hint.clone(),
        }
    }

    fn place(&self) -> Place {
        let some = |number: u32| (number > 0).then_some(number);
        Place {
            file: self.file.clone(),
            line: some(self.origin.line),
            column: some(self.origin.column),
        }
    }
}

impl Coded for RunError {
    fn code(&self) -> &'static str {
        match self {
            Self::Revision(error) => error.code(),
            Self::Session(error) => error.code(),
            Self::Migration(failure) => failure.code(),
            Self::Edited { .. } => "state::edited",
            Self::Unfinished { .. } => "state::unfinished",
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
            Self::Migration(failure) => failure.kind(),
            Self::Edited { .. } | Self::Unfinished { .. } => Kind::State,
            Self::Irreversible { .. }
            | Self::NoWayBack { .. }
            | Self::Loss { .. }
            | Self::NoSource { .. } => Kind::Irreversible,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Revision(error) => error.hint(),
            Self::Session(error) => error.hint(),
            Self::Migration(failure) => failure.hint(),
            Self::Edited { .. } => Some(
                "put the change into a new revision (`sandshift revision -m …`); if it changes \
                 nothing in the database, go on with `sandshift run --allow-edited`"
                    .to_owned(),
            ),
            Self::Unfinished { .. } => Some(
                "bring the database to the state before or after the revision by hand, then \
                 `sandshift unlock` forgets the half run; if the database is now after the \
                 revision, `sandshift stamp REVISION` records it"
                    .to_owned(),
            ),
            Self::Irreversible { .. } => {
                Some("restore a backup from before the revision".to_owned())
            }
            Self::NoWayBack { .. } => {
                Some("write a `down` function for the revision, then roll back again".to_owned())
            }
            Self::Loss { .. } => Some(
                "go on with `sandshift rollback --allow-loss`, or write a `down` that restores \
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
            Self::Migration(failure) => failure.place(),
            Self::Edited { revisions } => {
                Place { file: revisions.first().map(|(_, file)| file.clone()), ..Place::default() }
            }
            _ => Place::default(),
        }
    }
}
