//! Rows page by page, as plain statements.

use sandshift_model::query::Row;

use super::connection::MysqlConnection;
use crate::backend::connection::{Class, DatabaseError};
use crate::backend::keyset::{Keyset, count};
use crate::backend::table_rows::{PageChanges, PageSize, RowsPlan, TableRows};

/// A SELECT sees the rows as they were when the transaction first read, and an UPDATE as they are
/// now; only a row that is locked while it is read is the same for both.
const LOCK: &str = " FOR UPDATE";

impl TableRows for MysqlConnection {
    fn count_rows(&mut self, plan: &RowsPlan) -> Result<u64, DatabaseError> {
        count(self, plan)
    }

    fn open_rows(&mut self, plan: RowsPlan) -> Result<(), DatabaseError> {
        self.rows = Some(Keyset::new(plan, Vec::new(), LOCK));
        Ok(())
    }

    fn next_rows(&mut self, size: PageSize) -> Result<Vec<Row>, DatabaseError> {
        let mut rows = self.rows.take().ok_or_else(not_open)?;
        let page = rows.next(self, size);
        self.rows = Some(rows);
        page
    }

    fn read_again(&mut self, rows: &[Row]) -> Result<Vec<Row>, DatabaseError> {
        let open = self.rows.take().ok_or_else(not_open)?;
        let again = open.again(self, rows, LOCK);
        self.rows = Some(open);
        again
    }

    fn write_rows(&mut self, rows: &[Row], changes: &PageChanges) -> Result<u64, DatabaseError> {
        let open = self.rows.take().ok_or_else(not_open)?;
        let written = open.write(self, rows, changes);
        self.rows = Some(open);
        written
    }

    fn close_rows(&mut self) {
        self.rows = None;
    }
}

fn not_open() -> DatabaseError {
    DatabaseError::new(Class::Statement, "no table is open to read its rows")
}
