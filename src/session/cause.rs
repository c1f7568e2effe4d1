//! What stopped a program: the guest, the host behind it, or its source.

use sandshift_model::ident::IdentError;
use sandshift_model::origin::Origin;
use sandshift_sandbox::error::{GuestError, ProcessFault, Resource};
use thiserror::Error;

use super::error::SessionError;
use crate::error::{Coded, Kind};

/// What stopped a program.
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

    /// The SQL text that failed, if one did.
    #[must_use]
    pub fn sql(&self) -> Option<&str> {
        match self {
            Self::Session(error) => error.sql(),
            Self::Guest(_) | Self::Source(_) => None,
        }
    }
}

impl Coded for Cause {
    fn code(&self) -> &'static str {
        match self {
            Self::Guest(error) => code_of(error),
            Self::Session(error) => error.code(),
            Self::Source(error) => error.code(),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Guest(error) => kind_of(error),
            Self::Source(error) => error.kind(),
            Self::Session(error) => error.kind(),
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Guest(GuestError::Misuse { hint, .. }) => hint.clone(),
            Self::Guest(GuestError::Limit { .. }) => Some(
                "let the migration do less at once, or raise the limit under `[limits]` in \
                 `sandshift.toml`"
                    .to_owned(),
            ),
            Self::Guest(GuestError::Process { fault, .. }) => Some(process_hint(*fault).to_owned()),
            Self::Guest(GuestError::Name { error, .. }) => {
                let hint = match error {
                    IdentError::Empty => "give a name",
                    IdentError::Nul { .. } => "take the character out of the name",
                    IdentError::TooLong { .. } => "choose a shorter name",
                };
                Some(hint.to_owned())
            }
            Self::Guest(_) => None,
            Self::Session(error) => error.hint(),
            Self::Source(error) => error.hint(),
        }
    }
}

fn process_hint(fault: ProcessFault) -> &'static str {
    match fault {
        ProcessFault::NoWalls => {
            "run it on Linux, or give the project the profile `trusted` if all who write its migrations are"
        }
        ProcessFault::Forbidden | ProcessFault::Rubbish => {
            "no engine does that by itself: have a look at who wrote the migration before it runs again"
        }
        ProcessFault::Died => "see whether the machine was short of memory, and run it again",
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
        GuestError::Cancelled { .. } => "run::cancelled",
        GuestError::Process { fault, .. } => match fault {
            ProcessFault::NoWalls => "sandbox::no_walls",
            ProcessFault::Forbidden => "sandbox::child_forbidden",
            ProcessFault::Rubbish => "sandbox::child_rubbish",
            ProcessFault::Died => "sandbox::child_died",
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
        GuestError::Cancelled { .. } => Kind::Cancelled,
        GuestError::Process { fault, .. } => match fault {
            ProcessFault::NoWalls | ProcessFault::Forbidden | ProcessFault::Rubbish => {
                Kind::Refused
            }
            ProcessFault::Died => Kind::ScriptFailed,
        },
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
