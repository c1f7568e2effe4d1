//! A migration that stopped, and what stopped it.

use std::path::PathBuf;

use sandshift_model::ident::IdentError;
use sandshift_model::origin::Origin;
use sandshift_sandbox::error::{GuestError, Resource};
use thiserror::Error;

use super::program::ProgramError;
use crate::error::{Coded, Kind, Place};
use crate::revision::{Direction, RevisionId};
use crate::session::ending::Left;
use crate::session::error::SessionError;

/// A migration that stopped.
#[derive(Debug, Error)]
#[error("{cause}{}", in_call(*origin))]
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

/// Where a program stood that has no lines.
fn in_call(origin: Origin) -> String {
    origin.call.map(|call| format!(", {call}")).unwrap_or_default()
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
    /// The source cannot be taken apart.
    #[error("{0}")]
    Source(Box<dyn Coded>),
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
            ProgramError::Source(error) => {
                let place = error.place();
                let origin = Origin::new(place.line.unwrap_or(0), place.column.unwrap_or(0));
                (Self::Source(error), origin)
            }
        }
    }
}

impl Coded for Failure {
    fn code(&self) -> &'static str {
        match &self.cause {
            Cause::Guest(error) => code_of(error),
            Cause::Session(error) => error.code(),
            Cause::Source(error) => error.code(),
        }
    }

    fn kind(&self) -> Kind {
        match &self.cause {
            Cause::Guest(error) => kind_of(error),
            Cause::Source(error) => error.kind(),
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
            Cause::Guest(GuestError::Name { error, .. }) => {
                let hint = match error {
                    IdentError::Empty => "give a name",
                    IdentError::Nul { .. } => "take the character out of the name",
                    IdentError::TooLong { .. } => "choose a shorter name",
                };
                Some(hint.to_owned())
            }
            Cause::Guest(_) => None,
            Cause::Session(error) => error.hint(),
            Cause::Source(error) => error.hint(),
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

fn code_of(error: &GuestError) -> &'static str {
    match error {
        GuestError::Syntax { .. } => "script::syntax",
        GuestError::Thrown { .. } => "script::thrown",
        GuestError::Misuse { .. } => "script::misuse",
        GuestError::Name { error, .. } => match error {
            IdentError::Empty => "operation::name_empty",
            IdentError::Nul { .. } => "operation::name_nul",
            IdentError::TooLong { .. } => "operation::name_too_long",
        },
        GuestError::Limit { resource, .. } => match resource {
            Resource::Time => "script::time_limit",
            Resource::Memory => "script::memory_limit",
            Resource::Length => "script::length_limit",
        },
        GuestError::Missing { .. } => "script::missing_entry",
        GuestError::Host { .. } => "script::host",
    }
}

fn kind_of(error: &GuestError) -> Kind {
    match error {
        GuestError::Syntax { .. } => Kind::ScriptSyntax,
        GuestError::Thrown { .. } | GuestError::Host { .. } => Kind::ScriptFailed,
        GuestError::Misuse { .. } | GuestError::Missing { .. } => Kind::ScriptMisuse,
        GuestError::Name { error, .. } => match error {
            IdentError::Empty => Kind::ScriptMisuse,
            IdentError::Nul { .. } => Kind::Nul,
            IdentError::TooLong { .. } => Kind::NameTooLong,
        },
        GuestError::Limit { resource, .. } => match resource {
            Resource::Time | Resource::Length => Kind::ScriptLimit,
            Resource::Memory => Kind::ScriptMemory,
        },
    }
}
