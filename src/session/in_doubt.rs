//! Commits whose answer did not come: the connection broke, and the database may have kept all or nothing.
//!
//! Nobody can know that from the connection that broke, and to call it rolled back would be a guess.

use sandshift_model::origin::Origin;
use sandshift_model::value::Value;

use super::bookkeeping::{self, JOURNAL};
use super::ending::Left;
use super::error::SessionError;
use super::gate::Gate;
use crate::backend::connection::{Class, Connection, DatabaseError};
use crate::backend::dialect::Dialect;

impl Gate {
    /// Sends the end of the open transaction, which keeps what it did.
    pub(super) fn commit(&mut self, doing: &'static str) -> Result<(), SessionError> {
        self.examine_objects()?;
        for sql in self.scope.frame.commit.clone() {
            let sent = self.frame(&sql, doing);
            if let Err(SessionError::Database { source, .. }) = &sent {
                self.scope.in_doubt |= is_unanswered(source);
            }
            sent?;
        }
        self.scope.open = false;
        Ok(())
    }

    /// Lets walls examine what the migration has made for later.
    fn examine_objects(&mut self) -> Result<(), SessionError> {
        let Some(connection) = self.sink.reader() else { return Ok(()) };
        let doing = SessionError::database("examining what the migration has made");
        connection.examine_objects().map_err(doing)
    }

    /// What is left of a migration that ended with such a commit. One that came through is found over another
    /// connection; where none is found it may still be on its way.
    pub(super) fn left_in_doubt(&mut self) -> Left {
        self.scope.open = false;
        let again = self.sink.reader().and_then(|connection| connection.again().ok());
        let is_done = again.is_some_and(|mut connection| {
            is_done(self.dialect, &mut *connection, &self.run.id).unwrap_or(false)
        });
        if is_done { Left::Committed } else { Left::Unknown }
    }
}

/// Whether the database may have done what it was asked although this came back.
pub(super) fn is_unanswered(error: &DatabaseError) -> bool {
    error.class == Class::Unreachable
}

/// Whether the journal has a run as done.
fn is_done(
    dialect: &dyn Dialect,
    connection: &mut dyn Connection,
    run: &str,
) -> Result<bool, SessionError> {
    let filter =
        vec![("id", Value::Text(run.to_owned())), ("outcome", Value::Text("done".to_owned()))];
    let query = bookkeeping::select(JOURNAL, &["id"], filter, &[]);
    let statement = dialect.select(&query).map_err(|source| SessionError::Dialect {
        operation: "query",
        origin: Origin::default(),
        source,
    })?;
    let mut found = false;
    connection
        .query(&statement.sql, &mut |_, _| {
            found = true;
            false
        })
        .map_err(SessionError::database("looking for what was committed"))?;
    Ok(found)
}
