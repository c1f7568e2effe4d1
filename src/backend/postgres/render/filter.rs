//! Conditions behind `WHERE`.

use sandshift_model::query::Filter;

use crate::backend::dialect::DialectError;
use crate::backend::postgres::literal::literal;
use crate::backend::postgres::names::quoted;
use crate::backend::postgres::parameters;

/// ` WHERE …`, or nothing when every row is meant.
pub(in crate::backend::postgres) fn clause(filter: &Filter) -> Result<String, DialectError> {
    let condition = match filter {
        Filter::Equal(pairs) => {
            let mut parts = Vec::new();
            for (column, value) in pairs {
                let column = quoted(column)?;
                parts.push(match value.is_null() {
                    true => format!("{column} IS NULL"),
                    false => format!("{column} = {}", literal(value)?),
                });
            }
            parts.join(" AND ")
        }
        Filter::Sql { condition, parameters } => parameters::fill(condition, parameters)?,
    };
    Ok(if condition.is_empty() { condition } else { format!(" WHERE {condition}") })
}
