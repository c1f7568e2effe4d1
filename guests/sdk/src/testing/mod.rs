//! Unit tests of migrations, without a database and without a component.
//!
//! ```
//! use sandshift_guest::prelude::*;
//! use sandshift_guest::testing::FakeHost;
//!
//! fn up(db: &Db) -> Result {
//!     for row in db.rows("persons").matching(row! { email: () }) {
//!         db.delete("persons", row! { id: row.get::<i64>("id")? });
//!     }
//!     Ok(())
//! }
//!
//! let host = FakeHost::new()
//!     .holding("persons", [row! { id: 1, email: "ada@example.org" }, row! { id: 2, email: () }]);
//! host.run(up).unwrap();
//! assert_eq!(host.done(), [operation::delete("persons", row! { id: 2 }).into()]);
//! ```

mod answer;
mod host;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::row::NewRow;
use crate::{Batch, Db, Level, ObjectName, Operation, RawDb, Result, SeenTable, Value, batch};

/// A host that keeps what a migration does, and carries nothing out: rows that it inserts are not
/// there when it asks.
#[derive(Debug, Clone, Default)]
pub struct FakeHost(Rc<State>);

#[derive(Debug, Default)]
struct State {
    facts: RefCell<Facts>,
    record: RefCell<Record>,
}

/// What was given.
#[derive(Debug, Default)]
struct Facts {
    dialect: Option<String>,
    parameters: BTreeMap<String, String>,
    now_micros: i64,
    tables: Vec<(ObjectName, Vec<NewRow>)>,
    answers: Vec<(String, Vec<NewRow>)>,
    seen: Vec<SeenTable>,
    refusals: Vec<String>,
}

/// What a migration did.
#[derive(Debug, Default)]
struct Record {
    done: Vec<Operation>,
    statements: Vec<(String, Vec<Value>)>,
    said: Vec<(Level, String)>,
    progress: Vec<(u64, Option<u64>)>,
    uuids: u64,
}

impl FakeHost {
    /// A host of SQLite without tables.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn given(self, change: impl FnOnce(&mut Facts)) -> Self {
        change(&mut self.0.facts.borrow_mut());
        self
    }

    /// Answers as this dialect.
    #[must_use]
    pub fn dialect(self, dialect: &str) -> Self {
        self.given(|facts| facts.dialect = Some(dialect.to_owned()))
    }

    /// Has a parameter.
    #[must_use]
    pub fn param(self, name: &str, value: &str) -> Self {
        self.given(|facts| {
            facts.parameters.insert(name.to_owned(), value.to_owned());
        })
    }

    /// Runs at this moment, in microseconds since 1970-01-01 UTC.
    #[must_use]
    pub fn now_micros(self, micros: i64) -> Self {
        self.given(|facts| facts.now_micros = micros)
    }

    /// Answers questions for the rows of a table from these. Conditions, order, columns and limit
    /// are those of the question.
    #[must_use]
    pub fn holding(
        self,
        table: impl Into<ObjectName>,
        rows: impl IntoIterator<Item = NewRow>,
    ) -> Self {
        self.given(|facts| facts.tables.push((table.into(), rows.into_iter().collect())))
    }

    /// Answers a SELECT of the migration's own with these rows.
    #[must_use]
    pub fn answering(self, sql: &str, rows: impl IntoIterator<Item = NewRow>) -> Self {
        self.given(|facts| facts.answers.push((sql.to_owned(), rows.into_iter().collect())))
    }

    /// Shows this table to a migration that inspects it.
    #[must_use]
    pub fn showing(self, table: SeenTable) -> Self {
        self.given(|facts| facts.seen.push(table))
    }

    /// Refuses the next [`Db::attempt`] for this reason.
    #[must_use]
    pub fn refusing(self, reason: &str) -> Self {
        self.given(|facts| facts.refusals.insert(0, reason.to_owned()))
    }

    /// Runs `up` or one of its kin: `host.run(Persons::up)`.
    ///
    /// # Errors
    ///
    /// That of the migration.
    pub fn run(&self, entry: impl FnOnce(&Db) -> Result) -> Result {
        entry(&self.db())
    }

    /// Runs `up` or one of its kin of a [`crate::RawMigration`].
    ///
    /// # Errors
    ///
    /// That of the migration.
    pub fn run_raw(&self, entry: impl FnOnce(&RawDb) -> Result) -> Result {
        entry(&self.raw_db())
    }

    pub(crate) fn db(&self) -> Db {
        Db::new(self.0.clone())
    }

    pub(crate) fn raw_db(&self) -> RawDb {
        RawDb::new(self.0.clone(), self.0.clone())
    }

    /// The operations so far, in order; those of an attempt that was refused are not among them.
    #[must_use]
    pub fn done(&self) -> Vec<Operation> {
        self.0.record.borrow().done.clone()
    }

    /// The statements of [`RawDb::execute`] so far, in the words for this dialect.
    #[must_use]
    pub fn statements(&self) -> Vec<(String, Vec<Value>)> {
        self.0.record.borrow().statements.clone()
    }

    /// What was said so far.
    #[must_use]
    pub fn said(&self) -> Vec<(Level, String)> {
        self.0.record.borrow().said.clone()
    }

    /// What was said about progress so far.
    #[must_use]
    pub fn progress(&self) -> Vec<(u64, Option<u64>)> {
        self.0.record.borrow().progress.clone()
    }
}

/// Rows as a batch, for tests of row transforms and of what was written; all rows have the columns
/// of the first one.
///
/// ```
/// use sandshift_guest::{row, testing::batch};
///
/// assert_eq!(batch([row! { id: 1 }, row! { id: 2 }]).rows, 2);
/// ```
#[must_use]
pub fn batch(rows: impl IntoIterator<Item = NewRow>) -> Batch {
    let rows: Vec<NewRow> = rows.into_iter().collect();
    let names = rows.first().map(|row| row.0.iter().map(|(name, _)| name.clone()).collect());
    let names: Vec<String> = names.unwrap_or_default();
    let value = |row: &NewRow, name: &String| {
        let cell = row.0.iter().find(|(column, _)| column == name);
        cell.map_or(Value::Null, |(_, value)| value.clone())
    };
    let values =
        rows.iter().map(|row| names.iter().map(|name| value(row, name)).collect()).collect();
    batch::batch_of(&names, values)
}

/// The rows of a batch, one list of values for each.
#[must_use]
pub fn rows_of(batch: Batch) -> Vec<Vec<Value>> {
    let input = crate::transform::Input::new(batch);
    input.rows().iter().map(|row| row.values().to_vec()).collect()
}
