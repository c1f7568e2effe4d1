//! The rows of one table, read page by page in the order of a key and written back.

use std::sync::Arc;

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::query::{Filter, Row};

use super::connection::DatabaseError;

/// What is read of a table.
#[derive(Debug, Clone)]
pub struct RowsPlan {
    /// The table.
    pub table: ObjectName,
    /// What is known of it.
    pub catalog: Catalog,
    /// The columns that are read, those of the key among them.
    pub columns: Vec<Ident>,
    /// Columns without NULL that no two rows have in common.
    pub key: Vec<Ident>,
    /// Which rows.
    pub filter: Filter,
    /// Only rows behind this key; none for all.
    pub behind: Option<Row>,
    /// From the highest key to the lowest; only where the order is that of the key.
    pub descending: bool,
    /// How rows are found.
    pub access: Access,
}

/// How the rows of a plan are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// In whatever order is the fastest.
    Fastest,
    /// In the order of the key: it is remembered how far one came.
    InOrder,
    /// Only by keys that are known, with [`TableRows::read_again`].
    Keys,
}

impl RowsPlan {
    /// The key of a row that was read.
    #[must_use]
    pub fn key_of(&self, row: &Row) -> Row {
        let place = |name| self.columns.iter().position(|column| column == name);
        let value = |name| place(name).and_then(|at| row.get(at)).cloned();
        self.key.iter().filter_map(value).collect()
    }
}

/// Rows of a page that change in the same columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Update {
    /// The columns.
    pub columns: Vec<Ident>,
    /// Where the rows stand in the page, ascending.
    pub rows: Vec<usize>,
    /// Their new values, a row for each; shared with functions that a database asks for them.
    pub values: Arc<Vec<Row>>,
}

/// What becomes of the rows of a page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PageChanges {
    /// Rows that change.
    pub updates: Vec<Update>,
    /// Where the rows stand that go, ascending.
    pub deletes: Vec<usize>,
}

impl PageChanges {
    /// How many rows change or go.
    #[must_use]
    pub fn count(&self) -> u64 {
        let updated: usize = self.updates.iter().map(|update| update.rows.len()).sum();
        (updated + self.deletes.len()) as u64
    }
}

/// How long a page may become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageSize {
    /// Rows.
    pub rows: usize,
    /// Bytes of texts and the like; the row that reaches them is the last one.
    pub bytes: usize,
}

/// Reads and writes the rows of one table at a time, in the fastest form that the database has.
///
/// Between two of these calls the connection may be used for other statements.
pub trait TableRows {
    /// Counts the rows of a plan.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] of any class.
    fn count_rows(&mut self, plan: &RowsPlan) -> Result<u64, DatabaseError>;

    /// Begins with a table.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] of any class.
    fn open_rows(&mut self, plan: RowsPlan) -> Result<(), DatabaseError>;

    /// The rows of the next page, none at the end. A row holds the columns of the plan, and behind them what
    /// this database finds it again by.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] of any class.
    fn next_rows(&mut self, size: PageSize) -> Result<Vec<Row>, DatabaseError>;

    /// Reads rows once more, those that are still there and meet the filter, and keeps other sessions
    /// from changing them until the transaction ends. Of a row its key is enough.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] of any class.
    fn read_again(&mut self, rows: &[Row]) -> Result<Vec<Row>, DatabaseError>;

    /// Writes what becomes of rows that were read, and gives the number of rows that were found.
    /// It is smaller than asked for when another session has changed or deleted one since; what
    /// this call did has to be undone then.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] of any class.
    fn write_rows(&mut self, rows: &[Row], changes: &PageChanges) -> Result<u64, DatabaseError>;

    /// Ends with the table.
    fn close_rows(&mut self);
}
