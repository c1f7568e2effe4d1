//! Finding rows that somebody else has changed since they were kept.

use sandshift_model::operation::RowChange;

use super::keep::key;
use super::{Image, NEW, OLD, Side};
use crate::backend::dialect::{Dialect, DialectError};

/// The query for the rows that are not any more as an operation left them: whether a row is there,
/// 1 or 0, then its key; none where no row can be in the way.
///
/// # Errors
///
/// [`DialectError`] when a name does not fit.
pub fn conflicts(
    dialect: &dyn Dialect,
    image: Image<'_>,
    change: RowChange,
) -> Result<Option<String>, DialectError> {
    let name = dialect.quote(&image.table.name.name)?;
    let (table, undo) =
        (dialect.quote_object(&image.table.name)?, dialect.quote_object(image.undo_table)?);
    let (kept, of_key) = (image.same_key(dialect, NEW, OLD)?, key(dialect, image, OLD)?);
    let there = image.same_key(dialect, &name, OLD)?;
    Ok(match change {
        RowChange::Dropped => None,
        RowChange::Updated => {
            let missing = match image.key.first() {
                Some(first) => format!("{name}.{} IS NULL", dialect.quote(first)?),
                None => "1 = 0".to_owned(),
            };
            Some(format!(
                "SELECT CASE WHEN {missing} THEN 0 ELSE 1 END, {of_key} FROM {undo} AS {OLD} \
                 JOIN {undo} AS {NEW} ON {} AND {kept} LEFT JOIN {table} ON {there} \
                 WHERE {} AND ({missing} OR NOT ({})) ORDER BY {of_key}",
                image.rows_of(NEW, Side::After),
                image.rows_of(OLD, Side::Before),
                image.unchanged(dialect, NEW)?,
            ))
        }
        RowChange::Deleted => Some(format!(
            "SELECT 1, {of_key} FROM {undo} AS {OLD} JOIN {table} ON {there} WHERE {} ORDER BY {of_key}",
            image.rows_of(OLD, Side::Deleted),
        )),
        RowChange::Inserted => Some(format!(
            "SELECT 1, {of_key} FROM {undo} AS {OLD} JOIN {table} ON {there} WHERE {} AND NOT ({}) \
             ORDER BY {of_key}",
            image.rows_of(OLD, Side::Inserted),
            image.unchanged(dialect, OLD)?,
        )),
    })
}

/// The query for the number of rows that were kept to be put back.
///
/// # Errors
///
/// As [`conflicts`].
pub fn count(
    dialect: &dyn Dialect,
    image: Image<'_>,
    change: RowChange,
) -> Result<String, DialectError> {
    let undo = dialect.quote_object(image.undo_table)?;
    Ok(format!(
        "SELECT count(*) FROM {undo} AS {OLD} WHERE {}",
        image.rows_of(OLD, Side::of(change))
    ))
}
