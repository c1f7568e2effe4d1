//! Rows by their keys, many in one question.

use sandshift_model::ident::Ident;
use sandshift_model::statement::Statement;
use sandshift_model::value::Value;

use super::dialect::{Dialect, DialectError};

/// Lets a SELECT without a condition and without an order give only the rows where `column` has one of these values,
/// of which there is one at least.
///
/// # Errors
///
/// [`DialectError`] when a name or value does not fit.
pub fn among(
    dialect: &dyn Dialect,
    select: &Statement,
    column: &Ident,
    values: &[Value],
) -> Result<Statement, DialectError> {
    let values: Vec<String> =
        values.iter().map(|value| dialect.literal(value)).collect::<Result<_, _>>()?;
    let (column, values) = (dialect.quote(column)?, values.join(", "));
    Ok(Statement { sql: format!("{} WHERE {column} IN ({values})", select.sql), ..select.clone() })
}
