//! Rows in and out: INSERT, UPDATE and DELETE by a condition, and the conditions themselves.

use sandshift_model::catalog::CatalogError;
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::operation::{Assignment, DeleteRows, InsertRows, UpdateRows};
use sandshift_model::query::{Filter, Query, Row};
use sandshift_model::statement::{Effect, Statement};
use sandshift_model::types::PerDialect;

use super::cursor::Cursor;
use super::execute::effect;
use super::expression::closed;
use super::literal::literal;
use super::names::{quote, quote_all, quote_object};
use super::parameters::with_parameters;
use super::{NAME, TITLE};
use crate::backend::dialect::DialectError;
use crate::backend::keyset::ordered;

/// Rows in one statement at most.
const STATEMENT_ROWS: usize = 500;

/// Bytes of rows in one statement at most, unless a single row is longer.
const STATEMENT_BYTES: usize = 256 * 1024;

/// The statements that insert rows, none for no rows.
pub(super) fn insert(operation: &InsertRows) -> Result<Vec<Statement>, DialectError> {
    let table = quote_object(&operation.table)?;
    let columns = quote_all(&operation.columns);
    let width = operation.columns.len();
    let chunks = chunks(&operation.table, &operation.rows, width)?;
    let sql = |values: &String| format!("INSERT INTO {table} ({columns}) VALUES\n{values}");
    Ok(chunks.iter().map(|values| Statement::rows(sql(values))).collect())
}

/// Rows as the text behind VALUES, cut into pieces that SQLite parses quickly.
///
/// # Errors
///
/// [`DialectError::Catalog`] when a row has not `width` values.
pub(super) fn chunks(
    table: &ObjectName,
    rows: &[Row],
    width: usize,
) -> Result<Vec<String>, DialectError> {
    let mut chunks = Vec::new();
    let mut chunk = String::new();
    let mut count = 0;
    for row in rows {
        if row.len() != width || width == 0 {
            let values = row.len();
            let reason = format!("a row for `{table}` has {values} values for {width} columns");
            return Err(CatalogError::Invalid { reason }.into());
        }
        let mut values = String::new();
        for value in row {
            values.push_str(if values.is_empty() { "" } else { ", " });
            values.push_str(&literal(value)?);
        }
        let full = count == STATEMENT_ROWS || chunk.len() + values.len() > STATEMENT_BYTES;
        if full && count > 0 {
            chunks.push(std::mem::take(&mut chunk));
            count = 0;
        }
        if count > 0 {
            chunk.push_str(",\n");
        }
        chunk.extend(["(", &values, ")"]);
        count += 1;
    }
    if count > 0 {
        chunks.push(chunk);
    }
    Ok(chunks)
}

/// The statement that updates rows by a condition.
pub(super) fn update(operation: &UpdateRows) -> Result<Vec<Statement>, DialectError> {
    if operation.set.is_empty() {
        return Ok(Vec::new());
    }
    let mut sets = Vec::new();
    for (column, assignment) in &operation.set {
        let value = match assignment {
            Assignment::Value(value) => literal(value)?,
            Assignment::Expression(text) => closed(variant(text)?)?.to_owned(),
        };
        sets.push(format!("{} = {value}", quote(column)));
    }
    let (table, sets) = (quote_object(&operation.table)?, sets.join(", "));
    let condition = condition(&operation.filter)?;
    Ok(vec![Statement::rows(format!("UPDATE {table} SET {sets}{condition}"))])
}

/// The statement that deletes rows by a condition.
pub(super) fn delete(operation: &DeleteRows) -> Result<Vec<Statement>, DialectError> {
    let table = quote_object(&operation.table)?;
    let condition = condition(&operation.filter)?;
    Ok(vec![Statement::rows(format!("DELETE FROM {table}{condition}"))])
}

/// A query as one SELECT.
pub(super) fn select(query: &Query) -> Result<Statement, DialectError> {
    let (table, columns, filter, order, descending, limit) = match query {
        Query::Sql { sql, parameters } => {
            return Ok(Statement::read(with_parameters(reading(variant(sql)?)?, parameters)?));
        }
        Query::Table { table, columns, filter, order, descending, limit, nulls_first: _ } => {
            (table, columns, filter, order, *descending, limit)
        }
    };
    let columns = if columns.is_empty() { "*".to_owned() } else { quote_all(columns) };
    let mut sql = format!("SELECT {columns} FROM {}{}", quote_object(table)?, condition(filter)?);
    if !order.is_empty() {
        let names: Vec<String> = order.iter().map(quote).collect();
        sql.push_str(&format!(" ORDER BY {}", ordered(&names, descending)));
    }
    if let Some(limit) = limit {
        sql.push_str(&format!(" LIMIT {limit}"));
    }
    Ok(Statement::read(sql))
}

/// The text of a query without the semicolon that people like to put behind it.
///
/// # Errors
///
/// [`DialectError::Catalog`] when it holds several statements, or one that does not read.
fn reading(sql: &str) -> Result<&str, DialectError> {
    if effect(sql) == Effect::Read {
        return closed(Cursor::new(sql).rest());
    }
    Err(CatalogError::Invalid { reason: "a query can only be a SELECT".to_owned() }.into())
}

/// ` WHERE …`, or nothing for every row.
pub(super) fn condition(filter: &Filter) -> Result<String, DialectError> {
    match filter {
        Filter::Equal(pairs) if pairs.is_empty() => Ok(String::new()),
        Filter::Equal(pairs) => {
            let parts = pairs.iter().map(equal).collect::<Result<Vec<_>, _>>()?;
            Ok(format!(" WHERE {}", parts.join(" AND ")))
        }
        Filter::Sql { condition, parameters } => {
            Ok(format!(" WHERE {}", with_parameters(closed(variant(condition)?)?, parameters)?))
        }
    }
}

fn equal((column, value): &(Ident, sandshift_model::value::Value)) -> Result<String, DialectError> {
    let column = quote(column);
    Ok(if value.is_null() {
        format!("{column} IS NULL")
    } else {
        format!("{column} = {}", literal(value)?)
    })
}

/// The text for SQLite.
///
/// # Errors
///
/// [`DialectError::NoVariant`] when there is none.
pub(super) fn variant(text: &PerDialect) -> Result<&str, DialectError> {
    text.get(NAME).ok_or(DialectError::NoVariant { database: TITLE })
}
