//! Looking at kept rows.

use sandshift_model::ident::ObjectName;
use sandshift_model::operation::RowChange;

use super::keep::key;
use super::{Image, NEW, OLD, SIDE, Side, quoted};
use crate::backend::dialect::{Dialect, DialectError};

/// The query for the number of rows that an undo table keeps.
///
/// # Errors
///
/// [`DialectError`] when the name does not fit.
pub fn count_all(dialect: &dyn Dialect, undo_table: &ObjectName) -> Result<String, DialectError> {
    let (table, after) = (dialect.quote_object(undo_table)?, Side::After.number());
    Ok(format!("SELECT count(*) FROM {table} WHERE {SIDE} <> {after}"))
}

/// The query for rows that were kept for an operation, at most so many: the key, then the columns as they
/// were, and behind them for rows that were updated as they became.
///
/// # Errors
///
/// [`DialectError`] when a name does not fit.
pub fn rows(
    dialect: &dyn Dialect,
    image: Image<'_>,
    change: RowChange,
    most: u64,
) -> Result<String, DialectError> {
    let undo = dialect.quote_object(image.undo_table)?;
    let of_key = key(dialect, image, OLD)?;
    let mut selected = vec![of_key.clone()];
    let mut from = format!("{undo} AS {OLD}");
    if !image.columns.is_empty() {
        selected.push(quoted(dialect, OLD, image.columns)?);
    }
    if change == RowChange::Updated {
        selected.push(quoted(dialect, NEW, image.columns)?);
        from.push_str(&format!(
            " JOIN {undo} AS {NEW} ON {} AND {}",
            image.rows_of(NEW, Side::After),
            image.same_key(dialect, NEW, OLD)?
        ));
    }
    Ok(format!(
        "SELECT {} FROM {from} WHERE {} ORDER BY {of_key} LIMIT {most}",
        selected.join(", "),
        image.rows_of(OLD, Side::of(change)),
    ))
}
