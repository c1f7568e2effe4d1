//! New values of rows as functions that an UPDATE asks.

use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::{self, ToSqlOutput};
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
    values: Vec<Row>,
    /// The row that was asked about last: the next question is about it or the one behind it.
    at: usize,
}

impl Answers {
    /// The answers of an update; `number` gives the row number of a row of the page.
    pub(super) fn new(update: &Update, number: impl Fn(usize) -> i64) -> Self {
        let mut numbers: Vec<i64> = update.rows.iter().map(|at| number(*at)).collect();
        let mut values = update.values.clone();
        // A page may have been read downwards, and the engine asks upwards.
        if numbers.first() > numbers.last() {
            numbers.reverse();
            values.reverse();
        }
        Self { numbers, values, at: 0 }
    }

    /// Goes to a row; tells whether it is here.
    fn find(&mut self, number: i64) -> bool {
        let here = |at: usize| self.numbers.get(at) == Some(&number);
        if here(self.at) {
            return true;
        }
        if here(self.at + 1) {
            self.at += 1;
            return true;
        }
        match self.numbers.binary_search(&number) {
            Ok(at) => {
                self.at = at;
                true
            }
            Err(_) => false,
        }
    }

    fn value(&mut self, column: usize, number: i64) -> Option<types::Value> {
        if !self.find(number) {
            return None;
        }
        self.values.get(self.at)?.get(column).map(stored)
    }
}

/// Runs an UPDATE over the rows from the first to the last of these answers.
pub(super) fn write(handle: &Connection, sql: &str, answers: Answers) -> rusqlite::Result<u64> {
    let (Some(first), Some(last)) = (answers.numbers.first(), answers.numbers.last()) else {
        return Ok(0);
    };
    let range = [*first, *last];
    let answers = Arc::new(Mutex::new(answers));
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DIRECTONLY;
    let asked = Arc::clone(&answers);
    handle.create_scalar_function(CHANGES, 1, flags, move |call| {
        let number = call.get(0)?;
        Ok(asked.lock().unwrap_or_else(PoisonError::into_inner).find(number))
    })?;
    handle.create_scalar_function(VALUE, 2, flags, move |call| {
        let (column, number): (i64, i64) = (call.get(0)?, call.get(1)?);
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
        let missing = || rusqlite::Error::UserFunctionError("a row was not expected".into());
        answers.value(column, number).map(ToSqlOutput::Owned).ok_or_else(missing)
    })?;
    let written = handle.prepare(sql).and_then(|mut statement| statement.execute(range));
    handle.remove_function(CHANGES, 1)?;
    handle.remove_function(VALUE, 2)?;
    written.map(|rows| rows as u64)
}

/// A value as SQLite stores the literal of it.
pub(super) fn stored(value: &Value) -> types::Value {
    match value {
        Value::Null => types::Value::Null,
        Value::Bool(truth) => types::Value::Integer(i64::from(*truth)),
        Value::Int(number) => types::Value::Integer(*number),
        // What is above is refused before it comes here.
        Value::Uint(number) => types::Value::Integer(i64::try_from(*number).unwrap_or(i64::MAX)),
        Value::Real(number) => types::Value::Real(*number),
        Value::Bytes(bytes) => types::Value::Blob(bytes.clone()),
        text => types::Value::Text(text.as_text().unwrap_or_default().to_owned()),
    }
}
