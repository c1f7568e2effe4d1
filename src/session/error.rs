//! What can go wrong between a host call and the database.

use sandshift_model::origin::Origin;
use sandshift_sandbox::error::{Fault, GuestError, HostError};
use thiserror::Error;

use crate::backend::connection::{Class, DatabaseError};
use crate::backend::dialect::DialectError;
use crate::error::{Coded, Kind};
use crate::policy::denial::Denial;

/// Why an operation, a query or a bookkeeping step did not happen.
#[derive(Debug, Clone, Error)]
pub enum SessionError {
    /// The operation has no text on this database, or contradicts what is there.
    #[error("{operation}: {source}")]
    Dialect {
        /// The operation's name, as guests call it.
        operation: &'static str,
        /// Where the script asked for it.
        origin: Origin,
        /// Why.
        #[source]
        source: DialectError,
    },
    /// A statement failed.
    #[error("{source}")]
    Statement {
        /// The statement, as it was sent.
        sql: String,
        /// Where the script asked for it.
        origin: Origin,
        /// What the database says.
        #[source]
        source: DatabaseError,
    },
    /// The database refused a row of a transform.
    #[error("{row}: {source}")]
    Row {
        /// The row with its key and its new values, as a sentence.
        row: String,
        /// Where the script asked for it.
        origin: Origin,
        /// What the database says.
        #[source]
        source: DatabaseError,
    },
    /// Something around the statements failed: connecting, reading the catalog, committing.
    #[error("{doing}: {source}")]
    Database {
        /// What was being done, such as `reading the heads`.
        doing: &'static str,
        /// What the database says.
        #[source]
        source: DatabaseError,
    },
    /// The SQL text is not allowed.
    #[error("{reason}")]
    Refused {
        /// Why, as a lower case fragment.
        reason: String,
        /// What to do instead.
        advice: String,
        /// A stable code.
        code: &'static str,
        /// The kind, which decides the exit code.
        kind: Kind,
        /// Where the script asked for it.
        origin: Origin,
    },
    /// The operator does not allow it, or the migration's budget is used up.
    #[error("{denial}")]
    Denied {
        /// What, and why.
        denial: Box<Denial>,
        /// Where the script asked for it.
        origin: Origin,
    },
    /// A dry run without a database was asked to read one.
    #[error("`{call}` reads the database, and an offline dry run has none")]
    Offline {
        /// The call, such as `db.query`.
        call: &'static str,
    },
    /// The migration must start again under other circumstances.
    #[error("the migration has to start again: {0:?}")]
    Restart(Restart),
    /// Raw SQL ended the transaction of the migration.
    #[error("the statement ended the transaction of the migration")]
    Escaped {
        /// The statement.
        sql: String,
    },
    /// The rows that record the state are not what they must be.
    #[error("{reason}")]
    Tampered {
        /// What was expected and found, as a lower case fragment.
        reason: String,
    },
    /// The bookkeeping was written by a newer version.
    #[error(
        "the bookkeeping of this database has format {found}; this version knows up to {known}"
    )]
    Newer {
        /// The format found.
        found: String,
        /// The newest format that this version knows.
        known: u32,
    },
    /// Rows that were to be restored have been changed by somebody else since.
    #[error("{conflicts}")]
    Conflicts {
        /// The rows.
        conflicts: Conflicts,
        /// Where the migration changed them.
        origin: Origin,
    },
    /// Somebody wanted the run to stop.
    #[error("the run was cancelled")]
    Cancelled,
    /// The lock is gone that kept other runners away.
    #[error("the lock of this run is lost: {reason}")]
    LockLost {
        /// How that is known, as a lower case fragment.
        reason: String,
    },
    /// A check before the commit found something.
    #[error("{meaning}: {row}")]
    Check {
        /// What a row of the check means.
        meaning: String,
        /// The first row.
        row: String,
    },
}

/// What to do after a run that somebody stopped.
pub const AGAIN: &str = "give the same command again to go on";

/// Under which other circumstances a migration must start again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restart {
    /// With foreign keys switched off before the transaction.
    ForeignKeysOff,
    /// On a scratch copy of the database, because a transaction cannot hold the rehearsal.
    OnScratch,
}

impl Restart {
    /// The restart that stopped a guest, if that is what did.
    pub(crate) fn of_guest(error: &GuestError) -> Option<Self> {
        let GuestError::Host { error, .. } = error else { return None };
        match error.cause.as_ref()?.downcast_ref::<SessionError>()? {
            SessionError::Restart(restart) => Some(*restart),
            _ => None,
        }
    }
}

/// Rows that are not any more as the migration left them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflicts {
    /// Their table.
    pub table: String,
    /// How many there are.
    pub rows: u64,
    /// The keys of the first ones, for people.
    pub keys: Vec<String>,
}

impl std::fmt::Display for Conflicts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { table, rows, keys } = self;
        let (noun, verb) = if *rows == 1 { ("row", "was") } else { ("rows", "were") };
        write!(f, "{rows} {noun} of `{table}` {verb} changed by somebody else since")?;
        if !keys.is_empty() {
            write!(f, ": {}", keys.join("; "))?;
        }
        match rows.saturating_sub(keys.len() as u64) {
            0 => Ok(()),
            _ if keys.is_empty() => Ok(()),
            more => write!(f, "; and {more} more"),
        }
    }
}

impl SessionError {
    /// Wraps a database failure outside of any statement.
    pub fn database(doing: &'static str) -> impl FnOnce(DatabaseError) -> Self {
        move |source| Self::Database { doing, source }
    }

    /// The class as guests see it.
    fn fault(&self) -> Fault {
        match self {
            Self::Statement { source, .. } | Self::Row { source, .. }
                if matches!(source.class, Class::Statement | Class::Ended) =>
            {
                Fault::Sql
            }
            Self::Dialect { source: DialectError::Unsupported { .. }, .. }
            | Self::Dialect { source: DialectError::NoVariant { .. }, .. } => Fault::Unsupported,
            Self::Dialect { .. } => Fault::BadInput,
            Self::Refused { .. }
            | Self::Denied { .. }
            | Self::Offline { .. }
            | Self::Escaped { .. } => Fault::Refused,
            Self::Restart(_) => Fault::Restart,
            _ => Fault::Fatal,
        }
    }

    /// Tells whether the database only says that somebody ended the statement.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        match self {
            Self::Statement { source, .. }
            | Self::Row { source, .. }
            | Self::Database { source, .. } => source.class == Class::Ended,
            _ => false,
        }
    }

    /// The SQL text that failed, if one did.
    #[must_use]
    pub fn sql(&self) -> Option<&str> {
        match self {
            Self::Statement { sql, .. } | Self::Escaped { sql } => Some(sql),
            _ => None,
        }
    }

    /// Where the script asked for it, if it is known.
    #[must_use]
    pub fn origin(&self) -> Option<Origin> {
        match self {
            Self::Dialect { origin, .. }
            | Self::Statement { origin, .. }
            | Self::Row { origin, .. }
            | Self::Conflicts { origin, .. }
            | Self::Denied { origin, .. }
            | Self::Refused { origin, .. } => Some(*origin).filter(|o| o.is_known()),
            _ => None,
        }
    }
}

impl From<SessionError> for HostError {
    fn from(error: SessionError) -> Self {
        Self::caused(error.fault(), error)
    }
}

impl Coded for SessionError {
    fn code(&self) -> &'static str {
        match self {
            Self::Dialect { source, .. } => source.code(),
            Self::Statement { source, .. } | Self::Database { source, .. } => source.code(),
            Self::Row { .. } => "transform::row",
            Self::Refused { code, .. } => code,
            Self::Denied { denial, .. } => denial.code(),
            Self::Offline { .. } => "dry_run::offline_read",
            Self::Restart(_) => "session::restart",
            Self::Escaped { .. } => "sql::transaction_escaped",
            Self::Tampered { .. } => "state::tampered",
            Self::Newer { .. } => "state::newer_format",
            Self::Conflicts { .. } => "rollback::conflict",
            Self::Cancelled => "run::cancelled",
            Self::LockLost { .. } => "lock::lost",
            Self::Check { .. } => "database::check_failed",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Dialect { source, .. } => source.kind(),
            Self::Statement { source, .. }
            | Self::Row { source, .. }
            | Self::Database { source, .. } => source.kind(),
            Self::Refused { kind, .. } => *kind,
            Self::Denied { .. } => Kind::Denied,
            Self::Offline { .. } => Kind::Refused,
            Self::Escaped { .. } => Kind::TransactionControl,
            Self::Restart(_) => Kind::Internal,
            Self::Tampered { .. } => Kind::State,
            Self::Newer { .. } => Kind::Newer,
            Self::Conflicts { .. } => Kind::Irreversible,
            Self::Cancelled => Kind::Cancelled,
            Self::LockLost { .. } => Kind::Locked,
            Self::Check { .. } => Kind::Sql,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Dialect { source, .. } => source.hint(),
            Self::Statement { source, .. }
            | Self::Row { source, .. }
            | Self::Database { source, .. } => source.hint(),
            Self::Refused { advice, .. } => Some(advice.clone()),
            Self::Denied { denial, .. } => Some(denial.advice()),
            Self::Offline { .. } => {
                Some("run the dry run against a database: `sandshift run --dry-run`".to_owned())
            }
            Self::Escaped { .. } => Some(
                "leave transactions to the host: savepoints are `db.attempt(|| …)`, and a \
                 migration without a transaction says `transaction = false` in its header"
                    .to_owned(),
            ),
            Self::Tampered { .. } => Some(
                "look with `sandshift current`, then set the heads right with \
                 `sandshift stamp --purge REVISION`"
                    .to_owned(),
            ),
            Self::Newer { .. } => Some("use the newer version of sandshift".to_owned()),
            Self::Conflicts { .. } => Some(
                "look at these rows, then let them be with `sandshift rollback --on-conflict keep`, \
                 or give them the values from before the migration with `--on-conflict restore`"
                    .to_owned(),
            ),
            Self::Cancelled => Some(AGAIN.to_owned()),
            Self::LockLost { .. } => Some(
                "run again: it goes on from where the database is then; `sandshift status` shows where \
                 that is"
                    .to_owned(),
            ),
            Self::Check { .. } => Some(
                "foreign keys are checked only at the end of a migration that rebuilds a table \
                 others point to; move deletes and updates of such rows to a migration of their own"
                    .to_owned(),
            ),
            Self::Restart(_) => None,
        }
    }
}
