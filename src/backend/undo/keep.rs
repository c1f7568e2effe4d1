//! Keeping rows.

use sandshift_model::column::Column;
use sandshift_model::ident::Ident;
use sandshift_model::query::{Filter, Row};

use super::{Image, OLD, OPERATION, SIDE, Side, quoted};
use crate::backend::dialect::{Dialect, DialectError};

/// Which rows are kept.
#[derive(Debug, Clone, Copy)]
pub enum Which<'w> {
    /// Those of a filter.
    Filter(&'w Filter),
    /// Those of a condition in the database's own words, in which the table may have another name.
    Condition {
        /// What stands between the table and its condition, such as ` AS p`; empty for nothing.
        alias: &'w str,
        /// The condition; empty for every row.
        condition: &'w str,
    },
    /// Those of these keys, of which there is at least one.
    Keys(&'w [Row]),
    /// Those that were kept before the operation.
    KeptBefore,
}

/// The statement that keeps rows.
///
/// # Errors
///
/// [`DialectError`] when a name or value does not fit.
pub fn keep(
    dialect: &dyn Dialect,
    image: Image<'_>,
    side: Side,
    which: Which<'_>,
) -> Result<String, DialectError> {
    let undo = dialect.quote_object(image.undo_table)?;
    let (mut names, mut values) = (Vec::new(), Vec::new());
    let qualifier = match which {
        Which::KeptBefore => format!("{}.", dialect.quote(&image.table.name.name)?),
        _ => String::new(),
    };
    for column in image.all() {
        let column = column?;
        let name = dialect.quote(&column.name)?;
        values.push(dialect.kept(column, format!("{qualifier}{name}")));
        names.push(name);
    }
    let (names, values) = (names.join(", "), values.join(", "));
    let (operation, number) = (image.operation, side.number());
    Ok(format!(
        "INSERT INTO {undo} ({OPERATION}, {SIDE}, {names}) SELECT {operation}, {number}, {values}{}{}",
        from(dialect, image, which)?,
        if side == Side::After || side == Side::Inserted { "" } else { dialect.holds_rows() },
    ))
}

/// The query for the number of rows that would be kept, and for their bytes.
///
/// # Errors
///
/// As [`keep`].
pub fn measure(
    dialect: &dyn Dialect,
    image: Image<'_>,
    which: Which<'_>,
) -> Result<String, DialectError> {
    let bytes =
        |column: Result<&Column, DialectError>| Ok(dialect.bytes(&dialect.quote(&column?.name)?));
    let bytes = image.all().map(bytes).collect::<Result<Vec<_>, DialectError>>()?.join(" + ");
    Ok(format!("SELECT count(*), coalesce(sum({bytes}), 0){}", from(dialect, image, which)?))
}

/// The statement that forgets what was kept for an operation.
///
/// # Errors
///
/// As [`keep`].
pub fn forget(dialect: &dyn Dialect, image: Image<'_>) -> Result<String, DialectError> {
    let undo = dialect.quote_object(image.undo_table)?;
    Ok(format!("DELETE FROM {undo} WHERE {OPERATION} = {}", image.operation))
}

/// The query for the number of rows that are kept as they were before an operation.
///
/// # Errors
///
/// As [`keep`].
pub fn kept_rows(dialect: &dyn Dialect, image: Image<'_>) -> Result<String, DialectError> {
    let undo = dialect.quote_object(image.undo_table)?;
    Ok(format!(
        "SELECT count(*) FROM {undo} AS {OLD} WHERE {} OR {}",
        image.rows_of(OLD, Side::Before),
        image.rows_of(OLD, Side::Deleted)
    ))
}

fn from(dialect: &dyn Dialect, image: Image<'_>, which: Which<'_>) -> Result<String, DialectError> {
    let table = dialect.quote_object(&image.table.name)?;
    Ok(match which {
        Which::Filter(filter) => format!(" FROM {table}{}", dialect.condition(filter)?),
        Which::Condition { alias, condition: "" } => format!(" FROM {table}{alias}"),
        Which::Condition { alias, condition } => format!(" FROM {table}{alias} WHERE {condition}"),
        Which::Keys(keys) => format!(" FROM {table} WHERE {}", among(dialect, image.key, keys)?),
        Which::KeptBefore => {
            let name = dialect.quote(&image.table.name.name)?;
            format!(
                " FROM {table}, {} AS {OLD} WHERE {} AND {}",
                dialect.quote_object(image.undo_table)?,
                image.rows_of(OLD, Side::Before),
                image.same_key(dialect, &name, OLD)?,
            )
        }
    })
}

/// A condition for rows by their keys.
fn among(dialect: &dyn Dialect, key: &[Ident], rows: &[Row]) -> Result<String, DialectError> {
    if let [name] = key {
        let literals =
            rows.iter().filter_map(|row| row.first()).map(|value| dialect.literal(value));
        let literals = literals.collect::<Result<Vec<_>, DialectError>>()?.join(", ");
        return Ok(format!("{} IN ({literals})", dialect.quote(name)?));
    }
    let one = |row: &Row| {
        let pairs = key.iter().cloned().zip(row.iter().cloned()).collect();
        let condition = dialect.condition(&Filter::Equal(pairs))?;
        Ok(format!("({})", condition.trim_start_matches(" WHERE ")))
    };
    Ok(rows.iter().map(one).collect::<Result<Vec<_>, DialectError>>()?.join(" OR "))
}

/// The key of a kept row, behind the alias of its undo table.
pub(super) fn key(
    dialect: &dyn Dialect,
    image: Image<'_>,
    alias: &str,
) -> Result<String, DialectError> {
    quoted(dialect, alias, image.key)
}
