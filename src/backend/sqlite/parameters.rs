//! SQL text of the author's, with literals in the place of its `?` placeholders.

use sandshift_model::value::Value;

use super::literal::literal;
use crate::backend::dialect::DialectError;
use crate::backend::lexis::Lexis;
use crate::backend::placeholder;

/// The text with each `?` replaced by the literal of its value; quotes and comments are left alone.
///
/// # Errors
///
/// [`DialectError::Parameters`] when the numbers differ or a placeholder has a number,
/// [`DialectError::Value`] when a value does not fit.
pub(super) fn with_parameters(sql: &str, parameters: &[Value]) -> Result<String, DialectError> {
    let literals: Vec<String> = parameters.iter().map(literal).collect::<Result<_, _>>()?;
    placeholder::bind(sql, &Lexis::SQLITE, &literals)
        .map_err(|error| DialectError::Parameters { reason: error.to_string() })
}
