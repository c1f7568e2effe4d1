//! The walls of a session: what the database itself keeps statements of a migration from.
//!
//! The gate checks what a guest asks for. These walls hold where that check is wrong, or where nobody can tell
//! from a text what it does: they are put up once for a connection, before the first migration, and each statement
//! then says in whose name it is sent. A connection without walls pays nothing for them.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use sandshift_model::ident::ObjectName;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::connection::{Class, Connection, DatabaseError};

/// What the statements of a migration may touch.
pub trait Reach: Send + Sync + fmt::Debug {
    /// Tells whether a column may be read; without one, whether the table may be read at all, as `count(*)`
    /// does. A condition reads the columns that it names.
    fn reads(&self, table: &ObjectName, column: Option<&str>) -> bool;

    /// Tells whether a column may be written; without one, whether whole rows may be, so that they may go.
    fn writes(&self, table: &ObjectName, column: Option<&str>) -> bool;

    /// Tells whether rows may come; SQLite does not tell which of their columns are given.
    fn inserts(&self, table: &ObjectName) -> bool {
        self.writes(table, None)
    }

    /// Tells whether the table itself, its indexes and its triggers may be made, changed and dropped.
    fn defines(&self, table: &ObjectName) -> bool;

    /// Tells whether a function may be called beside those that compute with their arguments alone.
    fn calls(&self, _function: &str) -> bool {
        false
    }
}

/// How much a migration may do in SQL text of its own.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum RawSql {
    /// Nothing but plain expressions over the columns of a table.
    #[default]
    None,
    /// Read.
    Select,
    /// Change rows as well.
    Dml,
    /// Change the schema as well.
    Ddl,
}

impl RawSql {
    /// Its name in a grant.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Select => "select",
            Self::Dml => "dml",
            Self::Ddl => "ddl",
        }
    }
}

/// The walls of one session.
#[derive(Debug, Clone)]
pub struct Walls {
    /// What may be touched.
    pub reach: Arc<dyn Reach>,
    /// How much SQL text of the migration may do.
    pub raw: RawSql,
    /// How long a statement may take.
    pub statement_time: Option<Duration>,
    /// How large the database may become, where it is a file.
    pub most_bytes: Option<u64>,
    /// Where a server keeps the bookkeeping out of the reach of the login; none where there are no logins.
    pub books: Option<Books>,
}

/// Bookkeeping that belongs to another role than the one that logs in.
#[derive(Clone, PartialEq, Eq)]
pub struct Books {
    /// Its schema.
    pub schema: String,
    /// What whoever writes it has to know.
    pub secret: String,
}

impl fmt::Debug for Books {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Books").field("schema", &self.schema).finish_non_exhaustive()
    }
}

impl Walls {
    /// What is told of a statement that took too long.
    pub(super) fn over_time(&self) -> DatabaseError {
        let time = self.statement_time.unwrap_or_default();
        DatabaseError {
            advice: Some(
                "let the statement do less at once, or let the operator grant more time".to_owned(),
            ),
            ..DatabaseError::new(
                Class::OverTime,
                format!("the statement took longer than {time:?}, which is what one may take"),
            )
        }
    }
}

/// What walls refuse.
pub(super) fn denied(message: impl Into<String>) -> DatabaseError {
    DatabaseError {
        advice: Some(
            "leave it out of the migration, or let the operator grant it in the policy".to_owned(),
        ),
        ..DatabaseError::new(Class::Denied, message)
    }
}

/// In whose name a statement is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Identity {
    /// The house: frames, bookkeeping, the catalog.
    #[default]
    House,
    /// An operation, whose text the house has written around names, values and expressions of the migration.
    Operation,
    /// SQL text of the migration.
    RawSql,
    /// The house, which keeps rows of the migration or puts them back.
    Keeping,
}

/// Does something in this name, and makes sure then that nothing has left the walls.
///
/// # Errors
///
/// Those of the work, and [`Class::Escaped`].
pub fn speaking<'c, T>(
    connection: &'c mut (dyn Connection + 'c),
    identity: Identity,
    work: impl FnOnce(&mut (dyn Connection + 'c)) -> Result<T, DatabaseError>,
) -> Result<T, DatabaseError> {
    connection.speak_as(identity)?;
    let done = work(connection);
    let kept = connection.speak_for_house(done.is_ok());
    match (done, kept) {
        (Ok(done), Ok(())) => Ok(done),
        // The database says no more than that somebody ended the statement.
        (_, Err(over)) if over.class == Class::OverTime => Err(over),
        (Err(error), _) | (Ok(_), Err(error)) => Err(error),
    }
}
