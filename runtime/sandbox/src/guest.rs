//! A migration program, whatever its language.

use std::sync::{Arc, Mutex};

use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::query::Row;
use serde::{Deserialize, Serialize};

use crate::error::GuestError;
use crate::host::{Host, Inserted, Level, RowOutcome};

/// A host as guests hold it. A guest locks it for the length of one call and never while its
/// own code runs, but for row functions, which must not call the host at all.
pub type SharedHost = Arc<Mutex<dyn Host>>;

/// The functions that a migration may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Entry {
    /// Applies the revision.
    Up,
    /// Undoes it.
    Down,
    /// Checks the result of `up`, inside the same transaction.
    Verify,
    /// Declares a whole schema, on an empty database; stands in no migration.
    Schema,
}

impl Entry {
    /// The function's name in every language.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Verify => "verify",
            Self::Schema => "schema",
        }
    }

    /// The entry of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let all = [Self::Up, Self::Down, Self::Verify, Self::Schema];
        all.into_iter().find(|entry| entry.name() == name)
    }
}

/// What a program may do otherwise for what its calls tell it. The less it heeds, the more of them the host may
/// send to a database together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Heeds {
    /// Nothing: it goes on to its end, or stops at the first error.
    Nothing,
    /// Answers; it catches no error.
    Answers,
    /// Errors too.
    #[default]
    Errors,
}

/// A compiled migration program. Compiling runs nothing of it.
pub trait Guest: Send {
    /// Tells whether the program has this function.
    fn has(&self, entry: Entry) -> bool;

    /// What it may do otherwise for what its calls tell it.
    fn heeds(&self) -> Heeds {
        Heeds::Errors
    }

    /// Runs one function to its end.
    ///
    /// # Errors
    ///
    /// [`GuestError::Missing`] without the function; any other variant when it did not finish.
    /// What it did before is the host's to undo.
    fn call(&mut self, entry: Entry, host: SharedHost) -> Result<(), GuestError>;
}

/// A function from the old values of rows to what becomes of them.
pub trait RowFunction: Sync {
    /// A place to ask it, for one thread; the thread makes it itself.
    ///
    /// # Errors
    ///
    /// [`GuestError`] when there is no room for it.
    fn worker(&self) -> Result<Box<dyn RowWorker + '_>, GuestError>;

    /// Tells whether it may remember something from row to row, so that one worker has to see all
    /// rows in their order.
    fn remembers(&self) -> bool;
}

/// One thread's place to ask a [`RowFunction`].
pub trait RowWorker {
    /// Says what becomes of rows, one answer for each in their order. A row may hold more values
    /// than there are columns; those are the host's.
    ///
    /// # Errors
    ///
    /// [`GuestError::Thrown`] when the guest refuses a row; any other variant when it broke the
    /// contract or a limit.
    fn rows(&mut self, columns: &[Ident], rows: &[Row]) -> Result<Vec<RowOutcome>, GuestError>;

    /// As [`Self::rows`], but hands on each answer as soon as it is there.
    ///
    /// # Errors
    ///
    /// As [`Self::rows`]; the answers that were handed on are then worth nothing.
    fn each(
        &mut self,
        columns: &[Ident],
        rows: &[Row],
        take: &mut dyn FnMut(RowOutcome),
    ) -> Result<(), GuestError> {
        self.rows(columns, rows)?.into_iter().for_each(take);
        Ok(())
    }

    /// Takes out the rows of other tables that it asked for since the last time.
    fn take_inserted(&mut self) -> Vec<Inserted> {
        Vec::new()
    }

    /// Takes out what it has said since the last time.
    fn take_lines(&mut self) -> Vec<(Level, String)>;
}

/// A module of row transforms, for scripts that leave the work on rows to it. It has no way to
/// the host.
pub trait RowModule: Send {
    /// The names of its transforms.
    fn names(&self) -> &[String];

    /// What another process needs to run it there; none where it runs in this one.
    fn parts(&self) -> Option<&ModuleParts> {
        None
    }

    /// One of its transforms, with the tables that it may look values up in. Each worker has a memory of
    /// its own, so that no thread sees what another one left behind.
    fn function<'m>(
        &'m self,
        name: &'m str,
        tables: Arc<[LookupTable]>,
    ) -> Box<dyn RowFunction + 'm>;
}

/// A module that was compiled and not loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModuleParts {
    /// The module.
    pub bytes: Vec<u8>,
    /// Its machine code.
    pub code: Vec<u8>,
}

/// A table that was read before the first row of a transform.
#[derive(Debug, Clone, PartialEq)]
pub struct LookupTable {
    /// Its name.
    pub name: ObjectName,
    /// The names of the columns that were read.
    pub columns: Vec<String>,
    /// Its rows.
    pub rows: Vec<Row>,
}
