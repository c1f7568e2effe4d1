//! The statements of a run that took effect, as the journal has them.

use sandshift_model::value::Value;

use super::books::{rows, text};
use super::error::RunError;
use crate::backend::connection::Connection;
use crate::session::RanStatement;
use crate::session::bookkeeping::{self, JOURNAL, STATEMENTS};
use crate::session::statement_rows::read;

/// The statements of the run with this id, in order; they are in its own row, or have rows of their own.
///
/// # Errors
///
/// [`RunError`] when they cannot be read.
pub fn statements(
    connection: &mut dyn Connection,
    run: &str,
) -> Result<Vec<RanStatement>, RunError> {
    let id = || Value::Text(run.to_owned());
    let in_one = bookkeeping::select(JOURNAL, &["statements"], vec![("id", id())], &[]);
    let in_one = rows(connection, &in_one)?.pop().map(|row| text(&row, 0)).unwrap_or_default();
    if !in_one.is_empty() {
        return Ok(read(&in_one));
    }
    let columns = ["line", "row_count", "duration_micros", "statement"];
    let filter = vec![("run_id", id()), ("outcome", Value::Text("done".to_owned()))];
    let query = bookkeeping::select(STATEMENTS, &columns, filter, &["ordinal"]);
    let number = |value: Option<&Value>| match value {
        Some(Value::Int(number)) => u64::try_from(*number).unwrap_or(0),
        _ => 0,
    };
    let found = rows(connection, &query)?.into_iter().map(|row| RanStatement {
        line: u32::try_from(number(row.first())).unwrap_or(0),
        rows: number(row.get(1)),
        micros: number(row.get(2)),
        statement: text(&row, 3),
    });
    Ok(found.collect())
}
