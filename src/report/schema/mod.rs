//! What a database holds, in the forms that people and programs read; pure functions of a catalog.

use sandshift_model::catalog::Catalog;
use sandshift_model::column::DefaultValue;
use sandshift_model::types::ColumnType;

use crate::backend::dialect::Dialect;

pub mod details;
pub mod document;
pub mod mermaid;
pub mod overview;

/// A type in the database's own words; by its neutral name where the database has none.
fn type_words(dialect: &dyn Dialect, ty: &ColumnType, catalog: &Catalog) -> String {
    dialect.column_type(ty, catalog).unwrap_or_else(|_| ty.to_string())
}

/// A default as SQL.
fn default_words(dialect: &dyn Dialect, default: &DefaultValue) -> String {
    match default {
        DefaultValue::Now => "current_timestamp".to_owned(),
        DefaultValue::Expression(expression) => expression.clone(),
        DefaultValue::Literal(value) => {
            // A value that came out of the database goes back into it.
            dialect.literal(value).unwrap_or_else(|_| format!("({})", value.kind()))
        }
    }
}
