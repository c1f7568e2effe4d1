//! Rows that are written in batches, so that neither side holds all of them.

use std::mem;

use crate::batch::batch_of;
#[cfg(target_arch = "wasm32")]
use crate::host::Imports as _;
use crate::host::Shared;
use crate::names::names;
use crate::operation::{delete_by_key, insert, update_by_key};
use crate::{Error, ObjectName, Operation, Result, Value};

/// Rows of a batch, unless [`Writer::batch`] says otherwise.
const BATCH_ROWS: usize = 500;

/// Collects rows and writes them batch by batch; [`Writer::finish`] writes the last one.
#[must_use = "`finish` writes the last rows"]
pub struct Writer {
    host: Shared,
    table: ObjectName,
    work: Work,
    columns: Vec<String>,
    rows: Vec<Vec<Value>>,
    batch_rows: usize,
    written: u64,
}

enum Work {
    Insert,
    /// The columns of the key.
    Update(Vec<String>),
    Delete,
}

impl Writer {
    pub(crate) fn insert(host: Shared, table: ObjectName, columns: Vec<String>) -> Self {
        Self::new(host, table, Work::Insert, columns)
    }

    pub(crate) fn update<K: Into<String>, S: Into<String>>(
        host: Shared,
        table: ObjectName,
        key: impl IntoIterator<Item = K>,
        changed: impl IntoIterator<Item = S>,
    ) -> Self {
        let key = names(key);
        let columns = key.iter().cloned().chain(names(changed)).collect();
        Self::new(host, table, Work::Update(key), columns)
    }

    pub(crate) fn delete(host: Shared, table: ObjectName, key: Vec<String>) -> Self {
        Self::new(host, table, Work::Delete, key)
    }

    fn new(host: Shared, table: ObjectName, work: Work, columns: Vec<String>) -> Self {
        Self { host, table, work, columns, rows: Vec::new(), batch_rows: BATCH_ROWS, written: 0 }
    }

    /// So many rows at a time, 1 to 100000.
    pub fn batch(mut self, rows: usize) -> Self {
        self.batch_rows = rows.max(1);
        self
    }

    /// Adds a row: one value for each column, the key in front.
    ///
    /// # Errors
    ///
    /// When the number of values is another one.
    pub fn push(&mut self, values: impl IntoIterator<Item = Value>) -> Result {
        let row: Vec<Value> = values.into_iter().collect();
        if row.len() != self.columns.len() {
            let (given, wanted) = (row.len(), self.columns.join(", "));
            return Err(Error::new(format!("a row has {given} values; its columns are {wanted}")));
        }
        self.rows.push(row);
        if self.rows.len() >= self.batch_rows {
            self.write();
        }
        Ok(())
    }

    /// Writes what is left; gives the rows that were inserted, matched or deleted in all.
    pub fn finish(mut self) -> u64 {
        self.write();
        self.written
    }

    fn write(&mut self) {
        if self.rows.is_empty() {
            return;
        }
        let batch = batch_of(&self.columns, mem::take(&mut self.rows));
        let table = self.table.clone();
        let operation: Operation = match &self.work {
            Work::Insert => insert(table, batch).into(),
            Work::Update(key) => update_by_key(table, key.clone(), batch).into(),
            Work::Delete => delete_by_key(table, batch).into(),
        };
        self.written += self.host.apply(operation);
    }
}
