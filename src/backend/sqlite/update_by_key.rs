//! Updates of single rows by their keys, many in one statement.

use sandshift_model::operation::UpdateByKey;
use sandshift_model::statement::Statement;

use super::names::{quote, quote_object};
use super::rows::chunks;
use crate::backend::dialect::DialectError;

/// What the rows of new values are called within the statement.
const VALUES: &str = "sandshift_rows";

/// The statements that update rows by their keys, none for no rows.
///
/// `UPDATE … FROM (VALUES …)` needs SQLite 3.33 and is as fast as one prepared UPDATE per row.
pub(super) fn update_by_key(operation: &UpdateByKey) -> Result<Vec<Statement>, DialectError> {
    let UpdateByKey { table, key, columns, rows } = operation;
    if columns.is_empty() {
        return Ok(Vec::new());
    }
    let target = quote_object(table)?;
    // SQLite calls the columns of VALUES column1, column2, ….
    let value = |at: usize| format!("{VALUES}.column{}", at + 1);
    let sets: Vec<String> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| format!("{} = {}", quote(column), value(key.len() + at)))
        .collect();
    let conditions: Vec<String> = key
        .iter()
        .enumerate()
        .map(|(at, column)| {
            // `IS` finds the rows whose key holds NULL; `=` is what everybody expects to read.
            let nullable = rows.iter().any(|row| row.get(at).is_some_and(|v| v.is_null()));
            let equals = if nullable { "IS" } else { "=" };
            format!("{target}.{} {equals} {}", quote(column), value(at))
        })
        .collect();
    if conditions.is_empty() {
        let reason = format!("an update of `{table}` by key has no key");
        return Err(sandshift_model::catalog::CatalogError::Invalid { reason }.into());
    }
    let (sets, conditions) = (sets.join(", "), conditions.join(" AND "));
    let sql = |values: &String| {
        format!(
            "UPDATE {target} SET {sets}\nFROM (VALUES\n{values}) AS {VALUES}\nWHERE {conditions}"
        )
    };
    let chunks = chunks(table, rows, key.len() + columns.len())?;
    Ok(chunks.iter().map(|values| Statement::rows(sql(values))).collect())
}
