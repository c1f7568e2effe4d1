//! An answer that a guest reads in batches.

use sandshift_model::query::Row;
use sandshift_model::value::Value;

use crate::error::GuestError;
use crate::spool::Rows;

/// Rows that one batch may have.
pub(super) const BATCH_ROWS: u32 = 100_000;

/// An open answer.
pub struct Cursor {
    rows: Rows,
}

impl Cursor {
    pub(super) fn new(rows: Rows) -> Self {
        Self { rows }
    }

    pub(super) fn names(&self) -> &[String] {
        self.rows.names()
    }

    /// The next rows, as many as were asked for and as fit the limits; empty at the end.
    pub(super) fn next(&mut self, most: u32, text_bytes: usize) -> Result<Vec<Row>, GuestError> {
        let mut rows = Vec::new();
        let mut bytes = 0;
        while rows.len() < most as usize && bytes < text_bytes {
            let Some(row) = self.rows.next_row()? else { break };
            bytes += row.iter().map(Value::held_bytes).sum::<usize>();
            rows.push(row);
        }
        Ok(rows)
    }
}
