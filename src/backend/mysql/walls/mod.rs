//! The walls around migrations on MySQL and MariaDB.
//!
//! The account is the first wall: it may touch the tables of the grant and the bookkeeping, which `preflight` looks at.
//! What a privilege cannot hold there is held by the words of a text (`texts`), by a look at the session behind each
//! text, and by a watchdog on a session of its own.

pub(super) mod preflight;
mod texts;

use std::fmt;

use super::classify::classify;
use super::flavour::Flavour;
use crate::backend::connection::{Class, DatabaseError};
use crate::backend::statement_class::Class as Kind;
use crate::backend::walls::{Identity, Walls, denied};
use crate::backend::watchdog::Watchdog;

/// What a text must leave as it was.
pub(super) fn state(flavour: Flavour) -> String {
    format!(
        "SELECT CURRENT_USER(), DATABASE(), @@sql_mode, @@autocommit, @@character_set_client, \
         @@collation_connection, @@foreign_key_checks, @@unique_checks, @@{}",
        flavour.isolation()
    )
}

/// Walls that are up, with what they know.
pub(super) struct WallsUp {
    pub(super) walls: Walls,
    watchdog: Option<Watchdog>,
    pub(super) identity: Identity,
    /// What the session was before a text.
    pub(super) before: Option<Vec<Option<String>>>,
    /// A transaction was open before a text.
    pub(super) was_open: bool,
    /// The text commits by itself, as its kind does.
    commits: bool,
}

impl fmt::Debug for WallsUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WallsUp").field("walls", &self.walls).finish_non_exhaustive()
    }
}

impl WallsUp {
    pub(super) fn new(walls: &Walls, watchdog: Option<Watchdog>) -> Self {
        Self {
            walls: walls.clone(),
            watchdog,
            identity: Identity::House,
            before: None,
            was_open: false,
            commits: false,
        }
    }

    /// Looks at a text before it is sent.
    pub(super) fn look_at(&mut self, sql: &str) -> Result<(), DatabaseError> {
        let looked = match self.identity {
            Identity::House | Identity::Keeping => return Ok(()),
            Identity::Operation => texts::allow_operation(sql),
            Identity::RawSql => texts::allow_text(sql, self.walls.raw),
        };
        self.commits |= classify(sql) == Kind::Ddl;
        looked.map_err(|what| denied(format!("{what} is not granted")))
    }

    /// Begins to watch.
    pub(super) fn begin(&mut self, identity: Identity) {
        (self.identity, self.commits) = (identity, false);
        if let (Some(dog), Some(time)) = (&self.watchdog, self.walls.statement_time)
            && identity != Identity::House
        {
            dog.set(time);
        }
    }

    /// Ends the watch. A statement that was told to stop may have come to its end: SLEEP does.
    pub(super) fn end(&mut self) -> Result<(), DatabaseError> {
        self.identity = Identity::House;
        let Some(dog) = &self.watchdog else { return Ok(()) };
        dog.lift();
        if dog.is_over() { Err(self.walls.over_time()) } else { Ok(()) }
    }

    /// Compares what the session is with what it was.
    pub(super) fn compare(
        &self,
        before: &[Option<String>],
        after: Option<Vec<Option<String>>>,
        is_open: bool,
    ) -> Result<(), DatabaseError> {
        let is_same = after.as_deref() == Some(before);
        if is_same && (is_open || !self.was_open || self.commits) {
            return Ok(());
        }
        Err(DatabaseError {
            advice: Some("leave transaction, account and settings to the host".to_owned()),
            ..DatabaseError::new(
                Class::Escaped,
                "the statement has changed the transaction or the settings of the session",
            )
        })
    }

    /// A failure with what the walls know of it.
    pub(super) fn explain(&self, mut error: DatabaseError) -> DatabaseError {
        let is_over = self.watchdog.as_ref().is_some_and(Watchdog::is_over);
        if is_over && matches!(error.class, Class::Ended | Class::Unreachable) {
            return self.walls.over_time();
        }
        // Denied: a database, a table, a column, a privilege of the server, a routine.
        let is_denied = ["1044", "1142", "1143", "1227", "1370"];
        if error.code.as_deref().is_some_and(|code| is_denied.contains(&code))
            && self.identity != Identity::House
        {
            error.class = Class::Denied;
        }
        error
    }
}
