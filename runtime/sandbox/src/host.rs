//! What a guest may call: the narrow waist between programs and databases.
//!
//! A new operation never adds a function here; it is one more variant of
//! [`Operation`], handed to [`Host::apply`].

use std::ops::AddAssign;
use std::sync::Arc;

use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::operation::Operation;
use sandshift_model::origin::Origin;
use sandshift_model::query::{Filter, Query, Row};
use sandshift_model::table::Table;
use sandshift_model::types::PerDialect;
use sandshift_model::value::Value;
use serde::{Deserialize, Serialize};

use crate::error::{GuestError, HostError};
use crate::guest::{RowFunction, RowModule};

/// What stays the same for a whole migration, so that it runs the same when run again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The dialect's name: `sqlite`, `postgres` or `mysql`.
    pub dialect: String,
    /// The revision that runs.
    pub revision: String,
    /// The moment that `now()` gives: microseconds since 1970-01-01 UTC.
    pub now_micros: i64,
    /// Where `uuid4()` and `uuid7()` start from; 32 random bytes in hexadecimal.
    pub seed: String,
}

/// How loud a log line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Level {
    /// For the author.
    Debug,
    /// For whoever watches the run.
    Info,
    /// Something looks wrong.
    Warn,
}

/// What came of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Applied {
    /// Rows inserted, matched by an update, or deleted; 0 for schema changes.
    pub rows: u64,
}

/// A row transform as a guest describes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TransformSpec {
    /// The table.
    pub table: ObjectName,
    /// The columns that the row function sees; empty for all.
    pub read: Vec<Ident>,
    /// The columns that it may change; empty for all but the key.
    pub write: Vec<Ident>,
    /// The columns that identify a row; empty for the primary key.
    pub key: Vec<Ident>,
    /// Which rows.
    pub filter: Filter,
    /// In which order of their keys; none for whatever is the fastest.
    pub order: Option<Order>,
    /// Rows in one page, 1–100 000.
    pub batch_rows: u32,
    /// Threads that ask the row function at once, 1–256; none for as many as there are cores.
    pub parallel: Option<u32>,
    /// What is kept together.
    pub commit: Commit,
    /// Milliseconds that its row work waits for a lock of another session; none for as long as others do.
    pub lock_millis: Option<u32>,
    /// What becomes of rows that the function refuses.
    pub refused: Refused,
}

/// The order of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Order {
    /// From the lowest to the highest.
    Ascending,
    /// From the highest to the lowest.
    Descending,
}

/// What becomes of rows that a row function refuses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refused {
    /// The first one ends the transform.
    Fail,
    /// They stay as they are; their keys and the reasons go into a table.
    Collect {
        /// The table, which is made where there is none.
        into: ObjectName,
        /// So many are taken, over all runs of the transform; one more ends it.
        most: u64,
    },
}

/// What of a transform is committed together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Commit {
    /// All of it, with the migration around it.
    Migration,
    /// Each page with its checkpoint, so that a run that was interrupted goes on behind the last
    /// page that was committed.
    Batch(Pace),
}

/// How fast a transform goes that commits page by page.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Pace {
    /// Milliseconds that a page should take; pages become shorter or longer until they do. None for
    /// pages of always as many rows.
    pub target_millis: Option<u32>,
    /// Milliseconds of rest behind each page.
    pub pause_millis: u32,
    /// Seconds since midnight UTC between which it may work; the second may be the smaller one. None
    /// for always.
    pub window: Option<(u32, u32)>,
    /// It waits while this is too high.
    pub load: Option<Load>,
}

/// A question to the database that tells how busy it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Load {
    /// A SELECT that gives one number: seconds of replica lag, running sessions, anything.
    pub sql: PerDialect,
    /// The highest number at which the transform goes on.
    pub most: f64,
}

/// What a row function says about one row.
#[derive(Debug, Clone, PartialEq)]
pub enum RowOutcome {
    /// The row stays as it is.
    Keep,
    /// Columns change; others stay.
    Change {
        /// Which ones, each once; rows that change alike may share the list.
        columns: Arc<[Ident]>,
        /// Their values, as many.
        values: Row,
    },
    /// The row goes.
    Delete,
    /// The row stays as it is, and this is why.
    Refuse(String),
}

/// A row that a row function wants inserted into another table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inserted {
    /// Which of the rows at hand asked for it, from 0.
    pub by: usize,
    /// The table.
    pub table: ObjectName,
    /// Its values.
    pub values: Vec<(Ident, Value)>,
}

/// What came of a transform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TransformReport {
    /// Rows read.
    pub read: u64,
    /// Rows written, because at least one value differs.
    pub changed: u64,
    /// Rows deleted.
    pub deleted: u64,
    /// Rows inserted into other tables.
    pub inserted: u64,
    /// Rows refused.
    pub refused: u64,
}

impl AddAssign for TransformReport {
    fn add_assign(&mut self, more: Self) {
        let Self { read, changed, deleted, inserted, refused } = more;
        self.read += read;
        self.changed += changed;
        self.deleted += deleted;
        self.inserted += inserted;
        self.refused += refused;
    }
}

/// One step of a savepoint; they nest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Savepoint {
    /// Opens one.
    Open,
    /// Keeps what was done since the innermost one was opened.
    Release,
    /// Undoes what was done since the innermost one was opened, and closes it.
    Undo,
}

/// Which side of the migration's transaction the next operations are on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Side {
    /// Inside, the usual.
    Inside,
    /// Outside: what was done so far is committed, each statement commits by itself.
    Outside,
}

/// Gets the names of the columns and one row; an error stops the query and becomes its error.
pub type OnRow<'a> = &'a mut dyn FnMut(&[String], Row) -> Result<(), GuestError>;

/// Why a call with a guest function in it did not finish.
#[derive(Debug)]
pub enum CallError {
    /// The host's fault.
    Host(HostError),
    /// The guest's function failed.
    Guest(GuestError),
}

impl From<HostError> for CallError {
    fn from(error: HostError) -> Self {
        Self::Host(error)
    }
}

impl From<GuestError> for CallError {
    fn from(error: GuestError) -> Self {
        Self::Guest(error)
    }
}

/// What a guest may ask of the world.
///
/// All of it happens on the run's own thread, one call after the other; only the workers of a
/// [`RowFunction`] run beside it, and they have no way to the host.
pub trait Host: Send {
    /// Does one operation.
    ///
    /// An operation may be held back and run together with the next ones (several changes to one
    /// table become one rebuild on SQLite); an error of it may then come from a later call, or
    /// from the end of the migration, and still names this origin.
    ///
    /// # Errors
    ///
    /// [`HostError`] when the database cannot do it, when it is not allowed, or when it failed.
    fn apply(&mut self, operation: Operation, origin: Origin) -> Result<Applied, HostError>;

    /// Reads rows, as a stream: memory does not grow with the answer.
    ///
    /// # Errors
    ///
    /// The host's error, or the one that `on_row` gave.
    fn query(&mut self, query: &Query, origin: Origin, on_row: OnRow<'_>) -> Result<(), CallError>;

    /// Describes a table as it is now; none when there is no such table.
    ///
    /// # Errors
    ///
    /// [`HostError`] when the catalog cannot be read.
    fn inspect(&mut self, table: &ObjectName, origin: Origin) -> Result<Option<Table>, HostError>;

    /// Runs a row function over a table, on several threads where the function lets it.
    ///
    /// # Errors
    ///
    /// The host's error, or the one that the row function gave; none of the rows is then changed.
    fn transform(
        &mut self,
        spec: &TransformSpec,
        origin: Origin,
        function: &dyn RowFunction,
    ) -> Result<TransformReport, CallError>;

    /// Opens a module of row transforms by the name of its file, which lies in the folder
    /// `modules` beside the migration.
    ///
    /// # Errors
    ///
    /// The host's error when there is no such file or the name leads elsewhere; the guest's when
    /// the module breaks the contract.
    fn module(&mut self, file: &str) -> Result<Box<dyn RowModule>, CallError>;

    /// Opens or closes a savepoint.
    ///
    /// # Errors
    ///
    /// [`HostError`] when none is open, or the database fails.
    fn savepoint(&mut self, step: Savepoint, origin: Origin) -> Result<(), HostError>;

    /// Leaves the migration's transaction, or comes back to a new one.
    ///
    /// # Errors
    ///
    /// [`HostError`] inside a savepoint, or when the database fails.
    fn side(&mut self, side: Side, origin: Origin) -> Result<(), HostError>;

    /// A parameter of the run (`-x name=value` or the settings file); none when it was not given.
    fn param(&self, name: &str) -> Option<String>;

    /// Says something to whoever watches.
    fn log(&mut self, level: Level, message: &str);

    /// Says how far a long piece of work is.
    fn progress(&mut self, done: u64, total: Option<u64>);

    /// What stays the same for this migration.
    fn facts(&self) -> &Facts;
}
