//! The list of undo tables.

use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::operation::Operation;
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;

use crate::backend::connection::Connection;
use crate::session::bookkeeping::{self, column, key, moment, text};
use crate::session::error::SessionError;

/// The table that lists the undo tables.
pub const UNDO: &str = "sandshift_undo";

const COLUMNS: [&str; 4] = ["undo_table", "revision", "table_name", "created_at"];

/// One undo table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoTable {
    /// Its name.
    pub name: ObjectName,
    /// The revision whose rows it keeps.
    pub revision: String,
    /// The table whose rows it keeps.
    pub table: String,
    /// When it was made: microseconds since 1970-01-01 UTC; 0 when the database does not say.
    pub created_micros: i64,
}

/// The list itself.
pub(in crate::session) fn table() -> Table {
    bookkeeping::table(
        UNDO,
        vec![
            key("undo_table", text(100)),
            column("revision", text(255)),
            column("table_name", ColumnType::Text),
            moment("created_at"),
        ],
    )
}

/// Puts an undo table on the list.
pub(super) fn record(name: &ObjectName, revision: &str, table: &ObjectName) -> Operation {
    let text = |text: String| Value::Text(text);
    let row = vec![text(name.to_string()), text(revision.to_owned()), text(table.to_string())];
    bookkeeping::insert(UNDO, &COLUMNS[..3], row)
}

/// Takes an undo table off the list.
#[must_use]
pub fn forget(name: &ObjectName) -> Operation {
    bookkeeping::delete(UNDO, vec![(COLUMNS[0], Value::Text(name.to_string()))])
}

/// The undo tables of a database, oldest first; none where there is no list.
///
/// # Errors
///
/// [`SessionError::Database`] when they cannot be read.
pub fn all(connection: &mut dyn Connection) -> Result<Vec<UndoTable>, SessionError> {
    let doing = || SessionError::database("reading the list of undo tables");
    if !connection.has_table(&bookkeeping::object(UNDO)).map_err(doing())? {
        return Ok(Vec::new());
    }
    let query = bookkeeping::select(UNDO, &COLUMNS, Vec::new(), &["created_at", "undo_table"]);
    let statement = connection.dialect().select(&query).map_err(super::tables::own)?;
    let mut found = Vec::new();
    connection
        .query_own(&statement.sql, &mut |_, row| {
            let text = |at: usize| row.get(at).and_then(Value::as_text).unwrap_or_default();
            if let Ok(name) = Ident::new(text(0)) {
                found.push(UndoTable {
                    name: ObjectName::bare(name),
                    revision: text(1).to_owned(),
                    table: text(2).to_owned(),
                    created_micros: micros(text(3)),
                });
            }
            true
        })
        .map_err(doing())?;
    Ok(found)
}

/// A moment of a database as microseconds; they write it with a blank or a `T`, with a zone or without,
/// which is UTC then.
fn micros(moment: &str) -> i64 {
    let zoned = moment.replacen(' ', "T", 1);
    let read = zoned.parse::<jiff::Timestamp>().or_else(|_| format!("{zoned}Z").parse());
    read.map(jiff::Timestamp::as_microsecond).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_each_database_writes_them() {
        for text in
            ["2026-01-31 12:00:00", "2026-01-31T12:00:00Z", "2026-01-31 12:00:00.000000+00:00"]
        {
            assert_eq!(micros(text), 1_769_860_800_000_000, "{text}");
        }
        assert_eq!(micros("?"), 0);
    }
}
