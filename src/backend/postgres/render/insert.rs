//! Inserts rows, many in one statement.

use sandshift_model::catalog::Catalog;
use sandshift_model::column::{Column, DefaultValue};
use sandshift_model::operation::InsertRows;
use sandshift_model::query::Row;
use sandshift_model::statement::Statement;

use crate::backend::dialect::DialectError;
use crate::backend::postgres::literal::{literal, text};
use crate::backend::postgres::names::{list, object, quoted};

/// At most this many rows in one statement.
const CHUNK_ROWS: usize = 500;
/// At most about this many bytes in one statement.
const CHUNK_BYTES: usize = 256 * 1024;

pub(super) fn insert(rows: &InsertRows, before: &Catalog) -> Result<Vec<Statement>, DialectError> {
    let table = object(&rows.table)?;
    if rows.columns.is_empty() {
        let sql = format!("INSERT INTO {table} DEFAULT VALUES");
        return Ok(rows.rows.iter().map(|_| Statement::rows(sql.clone())).collect());
    }
    let known = before.tables.get(&rows.table);
    let filled: Vec<&Column> =
        rows.columns.iter().filter_map(|name| known.and_then(|t| t.column(name))).collect();
    let always = filled.iter().any(|c| c.identity.is_some_and(|identity| identity.always));
    let overriding = if always { " OVERRIDING SYSTEM VALUE" } else { "" };
    let head = format!("INSERT INTO {table} ({}){overriding} VALUES ", list(&rows.columns)?);

    let mut statements: Vec<Statement> = Vec::new();
    for chunk in chunks(&rows.rows, rows.columns.len(), |row, _| tuple(row))? {
        statements.push(Statement::rows(format!("{head}{}", chunk.join(", "))));
    }
    if !statements.is_empty() {
        for column in filled.iter().filter(|column| is_numbered(column)) {
            statements.push(continue_numbering(rows, column)?);
        }
    }
    Ok(statements)
}

/// Rows as texts, split so that no statement grows too large. `render` also gets whether the row
/// is the first of its statement.
pub(super) fn chunks(
    rows: &[Row],
    width: usize,
    render: impl Fn(&Row, bool) -> Result<String, DialectError>,
) -> Result<Vec<Vec<String>>, DialectError> {
    let mut chunks: Vec<Vec<String>> = Vec::new();
    let mut bytes = 0;
    for row in rows {
        if row.len() != width {
            let given = row.len();
            return Err(DialectError::Parameters {
                reason: format!("a row has {given} values for {width} columns"),
            });
        }
        let full = chunks.last().is_none_or(|c| c.len() >= CHUNK_ROWS || bytes >= CHUNK_BYTES);
        if full {
            chunks.push(Vec::new());
            bytes = 0;
        }
        let text = render(row, full)?;
        bytes += text.len();
        if let Some(chunk) = chunks.last_mut() {
            chunk.push(text);
        }
    }
    Ok(chunks)
}

fn tuple(row: &Row) -> Result<String, DialectError> {
    let values: Result<Vec<String>, DialectError> = row.iter().map(literal).collect();
    Ok(format!("({})", values?.join(", ")))
}

/// Whether the column draws its numbers upwards from a sequence.
fn is_numbered(column: &Column) -> bool {
    let serial =
        matches!(&column.default, Some(DefaultValue::Expression(e)) if e.starts_with("nextval("));
    serial || column.identity.is_some_and(|identity| identity.increment.unwrap_or(1) > 0)
}

/// Explicit numbers do not move a sequence, so that the next row without one would collide with
/// them; on SQLite and MySQL the numbering goes on behind them by itself.
fn continue_numbering(rows: &InsertRows, column: &Column) -> Result<Statement, DialectError> {
    let (table, name) = (object(&rows.table)?, quoted(&column.name)?);
    let (of, at) = (text(&table)?, text(column.name.as_str())?);
    Ok(Statement::rows(format!(
        "SELECT setval(s, m) FROM (SELECT pg_get_serial_sequence({of}, {at})::regclass AS s, \
         max({name}) AS m FROM {table}) AS n WHERE m > COALESCE(pg_sequence_last_value(s), 0)"
    )))
}
