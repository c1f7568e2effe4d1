//! The other half of a database: one connection, and what goes over it.

use std::fmt;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::ObjectName;
use sandshift_model::query::Row;
use thiserror::Error;

use super::backup::Backups;
use super::dialect::Dialect;
use super::table_rows::TableRows;
use super::together::Together;
use super::walls::{Identity, Walls};
use crate::error::{Coded, Kind};

/// Gets the column names and one row; `false` ends the query early.
pub type RowSink<'a> = &'a mut dyn FnMut(&[String], Row) -> bool;

/// One connection to one database, used by one thread, blocking.
///
/// Every text goes to the server as it stands: literals are in place, nothing is bound, and no
/// statement is prepared and kept, so no plan can grow stale after a schema change.
pub trait Connection: TableRows + Backups + Send + fmt::Debug {
    /// How this database spells things.
    fn dialect(&self) -> &'static dyn Dialect;

    /// What answers at the other end.
    fn server(&self) -> &Server;

    /// Runs one statement and gives the number of rows that it inserted, matched or deleted.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] of any class.
    fn execute(&mut self, sql: &str) -> Result<u64, DatabaseError>;

    /// Runs one statement of the house itself, a frame or bookkeeping, in which texts of a migration stand as
    /// literals alone: where a server takes more turns for a text that must not be two statements, it
    /// takes one for this.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] of any class.
    fn execute_own(&mut self, sql: &str) -> Result<u64, DatabaseError> {
        self.execute(sql)
    }

    /// Runs statements of the house itself one after the other, in one turn where a server takes several, and
    /// gives the count of each.
    ///
    /// # Errors
    ///
    /// The number of the one that failed, behind which none was run, with a [`DatabaseError`] of any class.
    fn execute_own_together(&mut self, texts: &[&str]) -> Result<Vec<u64>, (usize, DatabaseError)> {
        let mut counts = Vec::with_capacity(texts.len());
        for text in texts {
            counts.push(self.execute_own(text).map_err(|error| (counts.len(), error))?);
        }
        Ok(counts)
    }

    /// Where several statements of a migration go in one turn; none where each goes by itself.
    fn together(&mut self) -> Option<&mut dyn Together> {
        None
    }

    /// Runs one statement and hands out its rows as they come.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] of any class.
    fn query(&mut self, sql: &str, on_row: RowSink<'_>) -> Result<(), DatabaseError>;

    /// As [`Connection::query`], for a query of the house itself about its own tables, which have no types of
    /// anybody else's making.
    ///
    /// # Errors
    ///
    /// As [`Connection::query`].
    fn query_own(&mut self, sql: &str, on_row: RowSink<'_>) -> Result<(), DatabaseError> {
        self.query(sql, on_row)
    }

    /// Reads what the database holds, but for tables of our own bookkeeping (their names begin
    /// with `sandshift_`) and the server's own schemas.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] of any class.
    fn inspect(&mut self) -> Result<Catalog, DatabaseError>;

    /// Reads what operations speak of: as [`Connection::inspect`], but natives may be missing, which is far less
    /// where the server has many kinds of them.
    ///
    /// # Errors
    ///
    /// As [`Connection::inspect`].
    fn inspect_for_operations(&mut self) -> Result<Catalog, DatabaseError> {
        self.inspect()
    }

    /// Tells whether there is a table of this name.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] of any class.
    fn has_table(&mut self, name: &ObjectName) -> Result<bool, DatabaseError>;

    /// Tells whether a transaction is open, as the server sees it (raw SQL may have ended ours).
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] of any class.
    fn in_transaction(&mut self) -> Result<bool, DatabaseError>;

    /// The tables and the like that the open transaction has locked, each with the kind of its lock in the
    /// database's own words; nothing where the database does not tell.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] of any class.
    fn held_locks(&mut self) -> Result<Vec<(String, String)>, DatabaseError> {
        Ok(Vec::new())
    }

    /// Clears away what an earlier, failed run of this statement left behind: an INVALID index
    /// of a failed `CREATE INDEX CONCURRENTLY`. Gives a line for the log when there was something.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] of any class.
    fn clear_leftovers(&mut self, _sql: &str) -> Result<Option<String>, DatabaseError> {
        Ok(None)
    }

    /// Marks this session as the one that works on the database, once the session of the runner before has
    /// ended: a server carries out what a killed program has sent to it, and may not have read it yet. To be called
    /// by whoever holds the lock of [`Connection::lock`], and before anything is read.
    ///
    /// # Errors
    ///
    /// [`Class::Busy`] when that session still works after this time; [`DatabaseError`] when the server
    /// does not say.
    fn take_over(&mut self, _wait: Duration) -> Result<(), DatabaseError> {
        Ok(())
    }

    /// Keeps what a statement would use up although its transaction is rolled back: numbers of
    /// sequences. Called inside the transaction of a rehearsal, before the statement.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] of any class.
    fn keep_numbers(&mut self, _sql: &str) -> Result<(), DatabaseError> {
        Ok(())
    }

    /// Lets statements wait for a lock of another session at most so long, in whole seconds where the
    /// server counts no others.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] of any class.
    fn limit_lock_wait(&mut self, _wait: Duration) -> Result<(), DatabaseError> {
        Ok(())
    }

    /// Lets statements wait as long as before [`Connection::limit_lock_wait`].
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] of any class, in a transaction that failed among others.
    fn restore_lock_wait(&mut self) -> Result<(), DatabaseError> {
        Ok(())
    }

    /// All that the same statement may come out differently for, beside what the database holds: the
    /// server's exact version, encodings, collations, settings. None where nobody has said what that is.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] of any class.
    fn surroundings(&mut self) -> Result<Option<String>, DatabaseError> {
        Ok(None)
    }

    /// Tells whether the tables that [`Dialect::plain`] tells of would be made here just so: nothing is
    /// in their way, and no setting makes them come out differently.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] of any class.
    fn makes_plain_tables(&mut self) -> Result<bool, DatabaseError> {
        Ok(false)
    }

    /// Keeps other runners away from this database until the guard is dropped, on a connection
    /// of its own. Waits at most `wait`, polling.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] with class [`Class::Busy`] when the wait is over.
    fn lock(&self, wait: Duration) -> Result<Box<dyn Lock>, DatabaseError>;

    /// Puts walls up around what migrations send over this connection; those that are made from it by
    /// [`Connection::again`] and [`Connection::scratch`] have them too.
    ///
    /// # Errors
    ///
    /// [`Class::Denied`] where the walls would not hold: there are none, or the login may do more than they allow.
    fn wall_in(&mut self, _walls: &Walls) -> Result<(), DatabaseError> {
        Err(DatabaseError::new(
            Class::Denied,
            "this database has no walls to put around migrations",
        ))
    }

    /// Sends what follows in this name, until [`Connection::speak_for_house`].
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] of any class, with walls only.
    fn speak_as(&mut self, _identity: Identity) -> Result<(), DatabaseError> {
        Ok(())
    }

    /// Sends what follows in the name of the house again, and makes sure that what was sent, if it came to its
    /// end, has not left the walls.
    ///
    /// # Errors
    ///
    /// [`Class::Escaped`] when it has.
    fn speak_for_house(&mut self, _did_end: bool) -> Result<(), DatabaseError> {
        Ok(())
    }

    /// Remembers which objects there are before a migration; nothing without walls.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] of any class.
    fn note_objects(&mut self) -> Result<(), DatabaseError> {
        Ok(())
    }

    /// Examines what a migration has made since [`Connection::note_objects`] and what works only later, in sessions
    /// of others: triggers, views, defaults and the like. To be called before the commit.
    ///
    /// # Errors
    ///
    /// [`Class::Denied`] for one that would reach further than the migration itself.
    fn examine_objects(&mut self) -> Result<(), DatabaseError> {
        Ok(())
    }

    /// Ends from another thread the statement that this connection carries out meanwhile, and does
    /// nothing when it carries out none.
    fn interrupter(&self) -> Interrupter;

    /// A second connection to the same database.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] of any class.
    fn again(&self) -> Result<Box<dyn Connection>, DatabaseError>;

    /// A throw-away copy of the database, schema and rows, gone when the connection is dropped.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] of any class.
    fn scratch(&mut self) -> Result<Box<dyn Connection>, DatabaseError>;

    /// An empty database of the same engine and with the same settings, gone when the connection is
    /// dropped. On a server its name holds [`SCRATCH`]; what a killed process left behind is
    /// dropped by the next one that makes one beside the same database.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] of any class; its advice says what to do without the privilege.
    fn blank(&mut self) -> Result<Box<dyn Connection>, DatabaseError>;

    /// Closes the connection, and with it a scratch database. Where a server takes long for that, it may
    /// go on while others work.
    fn leave(self: Box<Self>) -> Leaving {
        drop(self);
        Leaving::default()
    }
}

/// The end of a connection, which is waited for when this is dropped.
#[derive(Debug, Default)]
pub struct Leaving(Option<JoinHandle<()>>);

impl Leaving {
    /// Closes a connection on a thread of its own.
    pub(super) fn beside(connection: impl Connection + 'static) -> Self {
        Self(Some(thread::spawn(move || drop(connection))))
    }
}

impl Drop for Leaving {
    fn drop(&mut self) {
        // A thread that only closes has nothing to tell.
        let _ = self.0.take().map(JoinHandle::join);
    }
}

/// What stands in the name of every scratch database, behind the name of the database that it
/// belongs to.
pub const SCRATCH: &str = "_sandshift_scratch_";

/// A name for a scratch database that nobody else has, of at most so many bytes.
pub(super) fn scratch_name(database: &str, most_bytes: usize) -> String {
    let id = uuid::Uuid::new_v4().simple().to_string();
    let tail = format!("{SCRATCH}{}", &id[..12]);
    let mut end = database.len().min(most_bytes - tail.len());
    while !database.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{tail}", &database[..end])
}

/// A held lock; dropping it lets go.
pub trait Lock: Send + fmt::Debug {
    /// Makes sure that the lock is still held; called before each commit.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] when it was lost.
    fn check(&mut self) -> Result<(), DatabaseError>;

    /// Tells whether another session may get it while this one believes to hold it.
    fn can_pass_on(&self) -> bool {
        true
    }
}

/// Ends the statement of a connection from another thread; whoever calls it may call it again.
pub type Interrupter = Box<dyn Fn() -> Result<(), DatabaseError> + Send>;

/// What answers at the other end of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// The product with its version, such as `PostgreSQL 15.18` or `MariaDB 10.11.6`.
    pub version: String,
    /// The database for people: a URL without its password, or a file.
    pub address: String,
}

/// The class of a database failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// The statement is at fault.
    Statement,
    /// The server cannot be reached, or the connection broke.
    Unreachable,
    /// User or password are refused.
    Login,
    /// The database can be read but not written.
    ReadOnly,
    /// The disk is full or fails.
    Storage,
    /// The file is damaged or is no database.
    Corrupt,
    /// Somebody else holds a lock.
    Busy,
    /// The transaction lost against another one and may be tried again.
    Retry,
    /// Somebody ended the statement: this run itself, a person, or a limit of the server on time.
    Ended,
    /// The walls of the session keep the statement from what it would do.
    Denied,
    /// The statement was ended because it took longer than statements of a migration may.
    OverTime,
    /// The statement has changed the transaction or the session behind the back of the house.
    Escaped,
}

/// A failure of the database, in its own words.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct DatabaseError {
    /// The class.
    pub class: Class,
    /// What the database says; never holds a password.
    pub message: String,
    /// The database's code: SQLSTATE, MySQL error number, or SQLite result code.
    pub code: Option<String>,
    /// Where in the statement, in characters from 1, when the database says so.
    pub position: Option<usize>,
    /// What to do about it, when we know.
    pub advice: Option<String>,
}

impl DatabaseError {
    /// A failure of which only class and message are known.
    #[must_use]
    pub fn new(class: Class, message: impl Into<String>) -> Self {
        Self { class, message: message.into(), code: None, position: None, advice: None }
    }
}

impl Coded for DatabaseError {
    fn code(&self) -> &'static str {
        match self.class {
            Class::Statement => "database::statement",
            Class::Unreachable => "database::unreachable",
            Class::Login => "database::login",
            Class::ReadOnly => "database::read_only",
            Class::Storage => "database::storage",
            Class::Corrupt => "database::corrupt",
            Class::Busy => "database::busy",
            Class::Retry => "database::conflict",
            Class::Ended => "database::ended",
            Class::Denied => "database::denied",
            Class::OverTime => "database::statement_time",
            Class::Escaped => "database::escaped",
        }
    }

    fn kind(&self) -> Kind {
        match self.class {
            Class::Statement | Class::Retry | Class::Ended => Kind::Sql,
            Class::Unreachable => Kind::Unreachable,
            Class::Login => Kind::Login,
            Class::ReadOnly => Kind::ReadOnly,
            Class::Storage => Kind::Storage,
            Class::Corrupt => Kind::Corrupt,
            Class::Busy => Kind::Locked,
            Class::Denied => Kind::Denied,
            Class::OverTime => Kind::ScriptLimit,
            Class::Escaped => Kind::TransactionControl,
        }
    }

    fn hint(&self) -> Option<String> {
        self.advice.clone()
    }
}
