//! What can go wrong between a guest and its host.

use std::error::Error;

use sandshift_model::ident::IdentError;
use sandshift_model::origin::Origin;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why the host did not do what a guest asked for.
#[derive(Debug, Error)]
#[error("{message}")]
pub struct HostError {
    /// The class of the failure.
    pub fault: Fault,
    /// What happened, as a lower case fragment.
    pub message: String,
    /// The whole story for the person who reads the report; the host's own error.
    #[source]
    pub cause: Option<Box<dyn Error + Send + Sync>>,
}

/// The class of a host failure, as far as a guest may care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// A statement failed in the database; `db.attempt` may recover from it.
    Sql,
    /// The database cannot do it.
    Unsupported,
    /// Not allowed.
    Refused,
    /// A name, value, table or column is not what it should be.
    BadInput,
    /// The migration has to start again under other circumstances; a guest never sees this.
    Restart,
    /// Anything else that ends the migration.
    Fatal,
}

impl HostError {
    /// A failure without a deeper cause.
    #[must_use]
    pub fn new(fault: Fault, message: impl Into<String>) -> Self {
        Self { fault, message: message.into(), cause: None }
    }

    /// A failure with the host's own error behind it, whose text becomes the message.
    #[must_use]
    pub fn caused(fault: Fault, cause: impl Error + Send + Sync + 'static) -> Self {
        Self { fault, message: cause.to_string(), cause: Some(Box::new(cause)) }
    }
}

/// What a guest can use too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Resource {
    /// Time, operations or nested calls: the guest may never end.
    Time,
    /// Memory, or the size of its values.
    Memory,
    /// The length of what it consists of or says: source text, functions, log lines.
    Length,
}

/// What went wrong with the process that a guest of the shared profile runs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProcessFault {
    /// It cannot be shut in, so that it was not begun.
    NoWalls,
    /// It asked the system for something that it may not have, and was ended for it.
    Forbidden,
    /// It does not speak as such a process has to.
    Rubbish,
    /// It ended before its time.
    Died,
}

/// Why a guest did not finish.
#[derive(Debug, Error)]
pub enum GuestError {
    /// The source does not compile.
    #[error("{message}")]
    Syntax {
        /// What the compiler says, as a lower case fragment.
        message: String,
        /// Where.
        origin: Origin,
    },
    /// The program threw, or an assertion failed.
    #[error("{message}")]
    Thrown {
        /// What it said.
        message: String,
        /// Where.
        origin: Origin,
    },
    /// The program misused the language or the host API: a wrong argument, an unknown function.
    #[error("{message}")]
    Misuse {
        /// What is wrong.
        message: String,
        /// What to write instead, if that is known.
        hint: Option<String>,
        /// Where.
        origin: Origin,
    },
    /// The program names an object as no database can.
    #[error("{call}: {error}")]
    Name {
        /// The function that was called, in backticks.
        call: String,
        /// What is wrong with the name.
        #[source]
        error: IdentError,
        /// Where.
        origin: Origin,
    },
    /// The program went over a limit.
    #[error("the migration went over its limit of {limit}")]
    Limit {
        /// What it used too much of.
        resource: Resource,
        /// The limit with its value, such as `30 s of script time`.
        limit: String,
        /// Where it stood.
        origin: Origin,
    },
    /// Somebody wanted it to stop.
    #[error("the run was cancelled")]
    Cancelled {
        /// Where it stood.
        origin: Origin,
    },
    /// The process that it runs in failed.
    #[error("{message}")]
    Process {
        /// How.
        fault: ProcessFault,
        /// What is known of it.
        message: String,
        /// The last call of the host.
        origin: Origin,
    },
    /// The host refused or failed.
    #[error("{error}")]
    Host {
        /// The host's error.
        #[source]
        error: HostError,
        /// Which call of the program it was.
        origin: Origin,
    },
    /// The program has no such entry.
    #[error("the migration has no `{entry}`")]
    Missing {
        /// `up`, `down` or `verify`.
        entry: &'static str,
    },
}

impl GuestError {
    /// Where in the source it happened.
    #[must_use]
    pub fn origin(&self) -> Origin {
        match self {
            Self::Syntax { origin, .. }
            | Self::Thrown { origin, .. }
            | Self::Misuse { origin, .. }
            | Self::Name { origin, .. }
            | Self::Limit { origin, .. }
            | Self::Cancelled { origin }
            | Self::Process { origin, .. }
            | Self::Host { origin, .. } => *origin,
            Self::Missing { .. } => Origin::default(),
        }
    }
}
