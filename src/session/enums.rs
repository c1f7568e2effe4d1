//! The bookkeeping of enums on databases that have no enum types.
//!
//! One row per enum: its labels, and the columns that use it. What changed between two catalogs
//! becomes deletes and inserts, so that every operation that renames, drops or alters keeps it true.

use std::collections::BTreeMap;

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::Ident;
use sandshift_model::object::EnumType;
use sandshift_model::operation::Operation;
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;

use super::bookkeeping::{self, ENUMS};
use crate::backend::dialect::Dialect;

/// The rows of the bookkeeping, by enum; none where the database has enums of its own.
#[derive(Debug, PartialEq)]
pub(super) struct Books(BTreeMap<Ident, Vec<Value>>);

/// The rows of the bookkeeping for the enums of a catalog, as inserts.
#[must_use]
pub(crate) fn rows_of(dialect: &dyn Dialect, catalog: &Catalog) -> Vec<Operation> {
    Books(BTreeMap::new()).turned_into(&Books::of(dialect, catalog))
}

impl Books {
    /// What the bookkeeping of a catalog holds.
    #[must_use]
    pub(super) fn of(dialect: &dyn Dialect, catalog: &Catalog) -> Self {
        if !dialect.emulates_enums() {
            return Self(BTreeMap::new());
        }
        Self(
            catalog
                .enums
                .iter()
                .map(|(name, kind)| (name.clone(), row(catalog, name, kind)))
                .collect(),
        )
    }

    /// What to write after an operation turned these books into others.
    #[must_use]
    pub(super) fn turned_into(&self, after: &Self) -> Vec<Operation> {
        let mut operations = Vec::new();
        let added = after.0.keys().filter(|name| !self.0.contains_key(*name));
        for name in self.0.keys().chain(added) {
            let (old, new) = (self.0.get(name), after.0.get(name));
            if old == new {
                continue;
            }
            if old.is_some() {
                let key = vec![("name", Value::Text(name.to_string()))];
                operations.push(bookkeeping::delete(ENUMS, key));
            }
            if let Some(row) = new {
                let columns = &["name", "labels", "columns"];
                operations.push(bookkeeping::insert(ENUMS, columns, row.clone()));
            }
        }
        operations
    }
}

/// The row of one enum.
fn row(catalog: &Catalog, name: &Ident, kind: &EnumType) -> Vec<Value> {
    let mut columns: Vec<[&str; 2]> = Vec::new();
    for table in catalog.tables.values() {
        let users =
            table.columns.iter().filter(|c| c.ty == ColumnType::Enum { name: name.clone() });
        columns.extend(users.map(|c| [table.name.name.as_str(), c.name.as_str()]));
    }
    let json = |value: serde_json::Value| Value::Text(value.to_string());
    vec![
        Value::Text(name.to_string()),
        json(serde_json::json!(kind.values)),
        json(serde_json::json!(columns)),
    ]
}
