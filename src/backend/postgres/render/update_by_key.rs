//! Updates single rows by their keys, many in one statement.

use sandshift_model::catalog::Catalog;
use sandshift_model::operation::UpdateByKey;
use sandshift_model::query::Row;
use sandshift_model::statement::Statement;
use sandshift_model::value::Value;

use super::insert::chunks;
use crate::backend::dialect::DialectError;
use crate::backend::postgres::literal::literal;
use crate::backend::postgres::names::{object, quoted};
use crate::backend::postgres::types::cast_type;

/// `UPDATE … FROM (VALUES …)` when the types of all columns are known: a bare literal in a VALUES
/// list would become text, so the first row carries casts. Else one statement per row, where each
/// literal meets its column.
pub(super) fn update(rows: &UpdateByKey, before: &Catalog) -> Result<Vec<Statement>, DialectError> {
    if rows.key.is_empty() || rows.columns.is_empty() {
        return Ok(Vec::new());
    }
    match casts(rows, before)? {
        Some(casts) => together(rows, &casts),
        None => one_by_one(rows),
    }
}

fn casts(rows: &UpdateByKey, before: &Catalog) -> Result<Option<Vec<String>>, DialectError> {
    let Some(table) = before.tables.get(&rows.table) else { return Ok(None) };
    let mut casts = Vec::new();
    for name in rows.key.iter().chain(&rows.columns) {
        let Some(column) = table.column(name) else { return Ok(None) };
        match cast_type(&column.ty)? {
            Some(cast) => casts.push(cast),
            None => return Ok(None),
        }
    }
    Ok(Some(casts))
}

fn together(rows: &UpdateByKey, casts: &[String]) -> Result<Vec<Statement>, DialectError> {
    let table = object(&rows.table)?;
    let keys: Vec<String> = (1..=rows.key.len()).map(|n| format!("k{n}")).collect();
    let values: Vec<String> = (1..=rows.columns.len()).map(|n| format!("v{n}")).collect();
    let mut set = Vec::new();
    for (name, source) in rows.columns.iter().zip(&values) {
        set.push(format!("{} = n.{source}", quoted(name)?));
    }
    let set = set.join(", ");
    let mut on = Vec::new();
    for (at, (name, source)) in rows.key.iter().zip(&keys).enumerate() {
        // Only the first form finds the rows whose key holds NULL, and only the second an index.
        let nullable = rows.rows.iter().any(|row| row.get(at).is_some_and(Value::is_null));
        let equals = if nullable { "IS NOT DISTINCT FROM" } else { "=" };
        on.push(format!("t.{} {equals} n.{source}", quoted(name)?));
    }
    let on = on.join(" AND ");
    let names = [keys, values].concat().join(", ");

    let tuple = |row: &Row, first: bool| {
        let mut parts = Vec::with_capacity(row.len());
        for (value, cast) in row.iter().zip(casts) {
            let literal = literal(value)?;
            parts.push(match first {
                // The cast binds closer than a minus.
                true if literal.starts_with('-') => format!("({literal})::{cast}"),
                true => format!("{literal}::{cast}"),
                false => literal,
            });
        }
        Ok(format!("({})", parts.join(", ")))
    };
    let chunks = chunks(&rows.rows, casts.len(), tuple)?;
    let statement = |chunk: Vec<String>| {
        let values = chunk.join(", ");
        Statement::rows(format!(
            "UPDATE {table} AS t SET {set} FROM (VALUES {values}) AS n({names}) WHERE {on}"
        ))
    };
    Ok(chunks.into_iter().map(statement).collect())
}

fn one_by_one(rows: &UpdateByKey) -> Result<Vec<Statement>, DialectError> {
    let table = object(&rows.table)?;
    let width = rows.key.len() + rows.columns.len();
    let one = |row: &Row, _first: bool| {
        let (mut set, mut on) = (Vec::new(), Vec::new());
        for (at, (name, value)) in rows.key.iter().chain(&rows.columns).zip(row).enumerate() {
            let (name, is_key) = (quoted(name)?, at < rows.key.len());
            match (is_key, value.is_null()) {
                (true, true) => on.push(format!("{name} IS NULL")),
                (true, false) => on.push(format!("{name} = {}", literal(value)?)),
                (false, _) => set.push(format!("{name} = {}", literal(value)?)),
            }
        }
        Ok(format!("UPDATE {table} SET {} WHERE {}", set.join(", "), on.join(" AND ")))
    };
    let statements = chunks(&rows.rows, width, one)?;
    Ok(statements.into_iter().flatten().map(Statement::rows).collect())
}
