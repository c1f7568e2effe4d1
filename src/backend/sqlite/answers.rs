//! New values of rows as functions that an UPDATE asks.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rusqlite::functions::FunctionFlags;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql};
use sandshift_model::query::Row;
use sandshift_model::value::Value;

use crate::backend::table_rows::Update;

/// Tells whether a row changes.
pub(super) const CHANGES: &str = "sandshift_changes";
/// The new value of a column of a row.
pub(super) const VALUE: &str = "sandshift_value";

/// The new values of some rows, by their row numbers.
#[derive(Debug)]
pub(super) struct Answers {
    /// Ascending.
    numbers: Vec<i64>,
    /// In the order of the page.
    values: Arc<Vec<Row>>,
    /// The page was read downwards, and the engine asks upwards.
    is_downwards: bool,
    /// The row that was asked about last: the next question is about it or the one behind it.
    at: AtomicUsize,
}

/// The new value of a column of a row.
struct Answer {
    values: Arc<Vec<Row>>,
    row: usize,
    column: usize,
}

impl ToSql for Answer {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let value = self.values.get(self.row).and_then(|row| row.get(self.column));
        value.map(stored).ok_or_else(unexpected)
    }
}

impl Answers {
    /// The answers of an update; `number` gives the row number of a row of the page.
    pub(super) fn new(update: &Update, number: impl Fn(usize) -> i64) -> Self {
        let mut numbers: Vec<i64> = update.rows.iter().map(|at| number(*at)).collect();
        let is_downwards = numbers.first() > numbers.last();
        if is_downwards {
            numbers.reverse();
        }
        let values = Arc::clone(&update.values);
        Self { numbers, values, is_downwards, at: AtomicUsize::new(0) }
    }

    /// Goes to a row; none when it is not here.
    fn find(&self, number: i64) -> Option<usize> {
        let here = |at: usize| self.numbers.get(at) == Some(&number);
        let last = self.at.load(Ordering::Relaxed);
        if here(last) {
            return Some(last);
        }
        let next = last + 1;
        let at = if here(next) { next } else { self.numbers.binary_search(&number).ok()? };
        self.at.store(at, Ordering::Relaxed);
        Some(at)
    }

    fn answer(&self, column: usize, number: i64) -> Option<Answer> {
        let at = self.find(number)?;
        let row = if self.is_downwards { self.numbers.len() - 1 - at } else { at };
        Some(Answer { values: Arc::clone(&self.values), row, column })
    }
}

/// Runs an UPDATE over the rows from the first to the last of these answers.
pub(super) fn write(handle: &Connection, sql: &str, answers: Answers) -> rusqlite::Result<u64> {
    let (Some(first), Some(last)) = (answers.numbers.first(), answers.numbers.last()) else {
        return Ok(0);
    };
    let range = [*first, *last];
    let answers = Arc::new(answers);
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DIRECTONLY;
    let asked = Arc::clone(&answers);
    handle.create_scalar_function(CHANGES, 1, flags, move |call| {
        Ok(asked.find(call.get(0)?).is_some())
    })?;
    handle.create_scalar_function(VALUE, 2, flags, move |call| {
        let (column, number): (i64, i64) = (call.get(0)?, call.get(1)?);
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        answers.answer(column, number).ok_or_else(unexpected)
    })?;
    let written = handle.prepare(sql).and_then(|mut statement| statement.execute(range));
    handle.remove_function(CHANGES, 1)?;
    handle.remove_function(VALUE, 2)?;
    written.map(|rows| rows as u64)
}

/// A value as SQLite stores the literal of it.
pub(super) fn stored(value: &Value) -> ToSqlOutput<'_> {
    ToSqlOutput::Borrowed(match value {
        Value::Null => ValueRef::Null,
        Value::Bool(truth) => ValueRef::Integer(i64::from(*truth)),
        Value::Int(number) => ValueRef::Integer(*number),
        // What is above is refused before it comes here.
        Value::Uint(number) => ValueRef::Integer(i64::try_from(*number).unwrap_or(i64::MAX)),
        Value::Real(number) => ValueRef::Real(*number),
        Value::Bytes(bytes) => ValueRef::Blob(bytes),
        text => ValueRef::Text(text.as_text().unwrap_or_default().as_bytes()),
    })
}

fn unexpected() -> rusqlite::Error {
    rusqlite::Error::UserFunctionError("a row was not expected".into())
}
