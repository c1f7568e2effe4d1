//! Rows that are read.

use std::rc::Rc;

use crate::bindings::contract::sandshift::guest::query::TableRows;
#[cfg(target_arch = "wasm32")]
use crate::host::Imports as _;
use crate::host::{Answer, Shared};
use crate::names::names;
use crate::value::ValueError;
use crate::{Batch, Error, Filter, FromValue, ObjectName, Result, Value, batch};

/// Rows that one call of the host brings, unless [`RowsQuery::batch`] says otherwise.
const BATCH_ROWS: u32 = 1_000;

/// A question for rows of one table; reading begins with the loop over it.
#[must_use = "nothing is read before it is iterated"]
pub struct RowsQuery {
    host: Shared,
    rows: TableRows,
    batch_rows: u32,
}

impl RowsQuery {
    pub(crate) fn new(host: Shared, table: ObjectName) -> Self {
        let rows = TableRows {
            table,
            columns: Vec::new(),
            filter: Filter::EveryRow,
            order: Vec::new(),
            limit: None,
        };
        Self { host, rows, batch_rows: BATCH_ROWS }
    }

    /// These columns alone.
    pub fn columns<S: Into<String>>(mut self, columns: impl IntoIterator<Item = S>) -> Self {
        self.rows.columns = names(columns);
        self
    }

    /// Only rows whose columns have these values: `row! { kind: "NAN" }`.
    pub fn matching(mut self, condition: impl Into<Filter>) -> Self {
        self.rows.filter = condition.into();
        self
    }

    /// In the order of these columns.
    pub fn order<S: Into<String>>(mut self, columns: impl IntoIterator<Item = S>) -> Self {
        self.rows.order = names(columns);
        self
    }

    /// At most so many rows.
    pub fn limit(mut self, rows: u64) -> Self {
        self.rows.limit = Some(rows);
        self
    }

    /// So many rows at a time, 1 to 100000.
    pub fn batch(mut self, rows: u32) -> Self {
        self.batch_rows = rows;
        self
    }

    /// The first row.
    #[must_use]
    pub fn first(self) -> Option<Row> {
        self.limit(1).into_iter().next()
    }

    /// The rows as batches, column by column: faster than one row after the other.
    pub fn batches(self) -> impl Iterator<Item = Batch> {
        let answer = self.host.open(&self.rows);
        std::iter::from_fn(move || answer.next(self.batch_rows))
    }
}

impl IntoIterator for RowsQuery {
    type Item = Row;
    type IntoIter = Rows;

    fn into_iter(self) -> Rows {
        Rows::new(self.host.open(&self.rows), self.batch_rows)
    }
}

/// Rows of an answer, one after the other; the host brings them in batches.
pub struct Rows {
    answer: Box<dyn Answer>,
    batch_rows: u32,
    names: Rc<[String]>,
    /// The values of each column that were not handed out yet.
    columns: Vec<std::vec::IntoIter<Value>>,
}

impl Rows {
    pub(crate) fn new(answer: Box<dyn Answer>, batch_rows: u32) -> Self {
        Self { answer, batch_rows, names: Rc::from([]), columns: Vec::new() }
    }

    pub(crate) fn of_default_size(answer: Box<dyn Answer>) -> Self {
        Self::new(answer, BATCH_ROWS)
    }

    fn next_of_batch(&mut self) -> Option<Row> {
        let values: Option<Vec<Value>> = self.columns.iter_mut().map(Iterator::next).collect();
        let values = values.filter(|values| !values.is_empty())?;
        Some(Row { names: self.names.clone(), values })
    }
}

impl Iterator for Rows {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        loop {
            if let Some(row) = self.next_of_batch() {
                return Some(row);
            }
            let next = self.answer.next(self.batch_rows)?;
            self.names = next.columns.iter().map(|column| column.name.clone()).collect();
            self.columns = next
                .columns
                .into_iter()
                .map(|column| batch::values_of(column).into_iter())
                .collect();
        }
    }
}

/// One row, by the names of its columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    names: Rc<[String]>,
    values: Vec<Value>,
}

impl Row {
    /// The value of a column in the type that is asked for.
    ///
    /// # Errors
    ///
    /// When there is no such column, or its value is of another kind; NULL needs an [`Option`].
    pub fn get<T: FromValue>(&self, column: &str) -> Result<T> {
        let value = self.value(column)?.clone();
        T::from_value(value).map_err(|error| Error::new(format!("column `{column}`: {error}")))
    }

    /// The text of a column where it stands, for whatever is written as text (JSON, decimals, dates,
    /// uuids); [`None`] for NULL. Costs less than a [`String`] of its own.
    ///
    /// # Errors
    ///
    /// When there is no such column, or its value is no text.
    pub fn text(&self, column: &str) -> Result<Option<&str>> {
        let value = self.value(column)?;
        let text = value.as_text();
        if text.is_none() && !value.is_null() {
            let error = ValueError::new("a text", value);
            return Err(Error::new(format!("column `{column}`: {error}")));
        }
        Ok(text)
    }

    /// The value of a column as it is.
    ///
    /// # Errors
    ///
    /// When there is no such column.
    pub fn value(&self, column: &str) -> Result<&Value> {
        let at = self.names.iter().position(|name| name == column);
        at.and_then(|at| self.values.get(at)).ok_or_else(|| {
            Error::new(format!(
                "the row has no column `{column}`; it has {}",
                self.names.join(", ")
            ))
        })
    }

    /// All values, in the order of the columns.
    #[must_use]
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    #[cfg_attr(target_arch = "wasm32", allow(dead_code, reason = "transforms alone need it"))]
    pub(crate) fn new(names: Rc<[String]>, values: Vec<Value>) -> Self {
        Self { names, values }
    }
}
