//! Where statements go: to the database, to a rehearsal, or only on record.
//!
//! The mode of a run is the sink it was given; nothing else in the house asks which one it is.

use std::fmt;

use sandshift_model::statement::{Effect, Statement, Surroundings};

use super::error::{Restart, SessionError};
use crate::backend::connection::{Connection, DatabaseError};
use crate::backend::together::Together;
use crate::backend::walls::{Identity, speaking};
use crate::error::Kind;

/// A place for statements to go.
pub trait Sink: Send + fmt::Debug {
    /// Takes one statement of a migration, in somebody's name, and gives the number of rows it touched.
    ///
    /// # Errors
    ///
    /// The database's error, or [`SessionError::Restart`] when this sink cannot hold it.
    fn run(&mut self, statement: &Statement, identity: Identity) -> Result<u64, SinkError>;

    /// Takes a statement that frames a migration: a setting, a transaction's begin or end.
    ///
    /// # Errors
    ///
    /// The database's error.
    fn frame(&mut self, sql: &str) -> Result<(), DatabaseError>;

    /// Takes a statement of the bookkeeping and gives the number of rows it touched.
    ///
    /// # Errors
    ///
    /// As [`Sink::run`].
    fn book(&mut self, statement: &Statement) -> Result<u64, SinkError> {
        self.run(statement, Identity::House)
    }

    /// Takes a statement that keeps rows of a migration, and gives the number of rows it touched.
    ///
    /// # Errors
    ///
    /// As [`Sink::run`].
    fn keep(&mut self, statement: &Statement) -> Result<u64, SinkError> {
        self.run(statement, Identity::Keeping)
    }

    /// Takes statements of the bookkeeping one after the other and gives the number of rows that each touched.
    ///
    /// # Errors
    ///
    /// The number of the one that was not taken, and as [`Sink::run`].
    fn book_together(&mut self, statements: &[Statement]) -> Result<Vec<u64>, (usize, SinkError)> {
        let taken = statements.iter().enumerate();
        taken.map(|(at, statement)| self.book(statement).map_err(|error| (at, error))).collect()
    }

    /// Where several statements of a migration go in one turn; none where each goes by itself.
    fn together(&mut self) -> Option<&mut dyn Together> {
        None
    }

    /// The connection to read from; none when there is no database.
    fn reader(&mut self) -> Option<&mut dyn Connection>;

    /// Tells whether what this sink takes is kept: progress rows of the journal are written only then.
    fn keeps(&self) -> bool;

    /// Tells whether this sink takes the statement without trying it.
    fn passes_over(&self, _statement: &Statement) -> bool {
        false
    }

    /// Tells whether a migration can be undone alone, to start again under other circumstances.
    fn can_start_again(&self) -> bool {
        true
    }
}

/// Why a sink did not take a statement.
#[derive(Debug)]
pub enum SinkError {
    /// The database's error.
    Database(DatabaseError),
    /// The sink cannot hold it; another one can.
    Restart(Restart),
    /// It would commit the transaction that is to be rolled back.
    Commits,
}

impl From<DatabaseError> for SinkError {
    fn from(error: DatabaseError) -> Self {
        Self::Database(error)
    }
}

impl SinkError {
    /// The error of the session that it becomes.
    pub(crate) fn into_session(
        self,
        sql: &str,
        origin: sandshift_model::origin::Origin,
    ) -> SessionError {
        match self {
            Self::Database(source) => {
                SessionError::Statement { sql: sql.to_owned(), origin, source }
            }
            Self::Restart(restart) => SessionError::Restart(restart),
            Self::Commits => SessionError::Refused {
                reason: "this statement commits by itself, and nothing of a `verify` may stay"
                    .to_owned(),
                advice: "let `verify` only read".to_owned(),
                code: "session::verify_commits",
                kind: Kind::Refused,
                origin,
            },
        }
    }
}

/// Executes everything: a real run, or one on a scratch copy.
#[derive(Debug)]
pub struct Live {
    /// The connection.
    pub connection: Box<dyn Connection>,
    /// The work is kept: false on a scratch copy.
    pub keeps: bool,
}

impl Sink for Live {
    fn run(&mut self, statement: &Statement, identity: Identity) -> Result<u64, SinkError> {
        let sql = &statement.sql;
        Ok(speaking(&mut *self.connection, identity, |connection| connection.execute(sql))?)
    }

    fn keep(&mut self, statement: &Statement) -> Result<u64, SinkError> {
        let sql = &statement.sql;
        let keeping = Identity::Keeping;
        Ok(speaking(&mut *self.connection, keeping, |connection| connection.execute_own(sql))?)
    }

    fn book(&mut self, statement: &Statement) -> Result<u64, SinkError> {
        Ok(self.connection.execute_own(&statement.sql)?)
    }

    fn book_together(&mut self, statements: &[Statement]) -> Result<Vec<u64>, (usize, SinkError)> {
        let texts: Vec<&str> = statements.iter().map(|statement| statement.sql.as_str()).collect();
        self.connection.execute_own_together(&texts).map_err(|(at, error)| (at, error.into()))
    }

    fn together(&mut self) -> Option<&mut dyn Together> {
        self.connection.together()
    }

    fn frame(&mut self, sql: &str) -> Result<(), DatabaseError> {
        self.connection.execute_own(sql).map(|_| ())
    }

    fn reader(&mut self) -> Option<&mut dyn Connection> {
        Some(&mut *self.connection)
    }

    fn keeps(&self) -> bool {
        self.keeps
    }
}

/// Executes inside one transaction that the caller opened and will roll back; the frames of the
/// single migrations are swallowed.
#[derive(Debug)]
pub struct Rehearsal {
    /// The connection.
    pub connection: Box<dyn Connection>,
}

impl Sink for Rehearsal {
    fn run(&mut self, statement: &Statement, identity: Identity) -> Result<u64, SinkError> {
        let connection = &mut *self.connection;
        if statement.effect == Effect::Schema && !connection.dialect().rolls_back_schema() {
            return Err(SinkError::Commits);
        }
        match (&statement.rehearsed_as, statement.surroundings) {
            (Some(others), _) => {
                for sql in others {
                    connection.keep_numbers(sql)?;
                    speaking(connection, identity, |connection| connection.execute(sql))?;
                }
                Ok(0)
            }
            (None, Surroundings::Transaction) => {
                let sql = &statement.sql;
                connection.keep_numbers(sql)?;
                Ok(speaking(connection, identity, |connection| connection.execute(sql))?)
            }
            (None, Surroundings::NoTransaction) if connection.dialect().can_copy() => {
                Err(SinkError::Restart(Restart::OnScratch))
            }
            // Nothing can stand in for it, see `passes_over`.
            (None, Surroundings::NoTransaction) => Ok(0),
            (None, Surroundings::ForeignKeysOff) => Err(SinkError::Restart(Restart::OnScratch)),
        }
    }

    fn frame(&mut self, _sql: &str) -> Result<(), DatabaseError> {
        Ok(())
    }

    fn reader(&mut self) -> Option<&mut dyn Connection> {
        Some(&mut *self.connection)
    }

    fn keeps(&self) -> bool {
        false
    }

    fn passes_over(&self, statement: &Statement) -> bool {
        match &statement.rehearsed_as {
            Some(others) => others.is_empty(),
            None => {
                statement.surroundings == Surroundings::NoTransaction
                    && !self.connection.dialect().can_copy()
            }
        }
    }

    fn can_start_again(&self) -> bool {
        false
    }
}

/// Has no database: everything is only put on record.
#[derive(Debug)]
pub struct Record;

impl Sink for Record {
    fn run(&mut self, _statement: &Statement, _identity: Identity) -> Result<u64, SinkError> {
        Ok(0)
    }

    fn frame(&mut self, _sql: &str) -> Result<(), DatabaseError> {
        Ok(())
    }

    fn reader(&mut self) -> Option<&mut dyn Connection> {
        None
    }

    fn keeps(&self) -> bool {
        false
    }
}
