//! The bookkeeping of enums on databases that have no enum types.
//!
//! One row per enum: its labels, and the columns that use it. What changed between two catalogs
//! becomes deletes and inserts, so that every operation that renames, drops or alters keeps it true.

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::Ident;
use sandshift_model::operation::Operation;
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;

use super::bookkeeping::{self, ENUMS};
use crate::backend::dialect::Dialect;

/// What to write after an operation turned one catalog into the other.
#[must_use]
pub(super) fn bookkeeping(
    dialect: &dyn Dialect,
    before: &Catalog,
    after: &Catalog,
) -> Vec<Operation> {
    if !dialect.emulates_enums() || (before.enums.is_empty() && after.enums.is_empty()) {
        return Vec::new();
    }
    let mut operations = Vec::new();
    for name in
        before.enums.keys().chain(after.enums.keys().filter(|n| !before.enums.contains_key(*n)))
    {
        let (old, new) = (row(before, name), row(after, name));
        if old == new {
            continue;
        }
        if old.is_some() {
            operations
                .push(bookkeeping::delete(ENUMS, vec![("name", Value::Text(name.to_string()))]));
        }
        if let Some(row) = new {
            operations.push(bookkeeping::insert(ENUMS, &["name", "labels", "columns"], row));
        }
    }
    operations
}

/// The row of one enum; none when the catalog does not have it.
fn row(catalog: &Catalog, name: &Ident) -> Option<Vec<Value>> {
    let labels = &catalog.enums.get(name)?.values;
    let mut columns: Vec<[&str; 2]> = Vec::new();
    for table in catalog.tables.values() {
        let users =
            table.columns.iter().filter(|c| c.ty == ColumnType::Enum { name: name.clone() });
        columns.extend(users.map(|c| [table.name.name.as_str(), c.name.as_str()]));
    }
    let json = |value: serde_json::Value| Value::Text(value.to_string());
    Some(vec![
        Value::Text(name.to_string()),
        json(serde_json::json!(labels)),
        json(serde_json::json!(columns)),
    ])
}
