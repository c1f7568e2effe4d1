//! SQL text of the author's, with literals in the place of its `?` placeholders.

use sandshift_model::types::PerDialect;
use sandshift_model::value::Value;

use super::literal::operand;
use super::names::TITLE;
use crate::backend::dialect::DialectError;
use crate::backend::lexis::Lexis;
use crate::backend::placeholder;

/// The text for PostgreSQL with its parameters in place, without a semicolon at its end.
pub(super) fn fill(sql: &PerDialect, parameters: &[Value]) -> Result<String, DialectError> {
    let text = sql.get("postgres").ok_or(DialectError::NoVariant { database: TITLE })?;
    let text = text.trim().trim_end_matches(';').trim_end();
    let literals: Result<Vec<String>, DialectError> = parameters.iter().map(operand).collect();
    placeholder::bind(text, &Lexis::POSTGRES, &literals?)
        .map_err(|error| DialectError::Parameters { reason: error.to_string() })
}
