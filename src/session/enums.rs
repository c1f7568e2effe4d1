//! The bookkeeping of enums on databases that have no enum types.
//!
//! One row per enum: its labels, and the columns that use it. What changed between two catalogs
//! becomes deletes and inserts, so that every operation that renames, drops or alters keeps it true.

use std::collections::BTreeMap;

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::Ident;
use sandshift_model::object::EnumType;
use sandshift_model::operation::Operation;
use sandshift_model::origin::Origin;
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;

use super::bookkeeping::{self, ENUMS};
use super::error::SessionError;
use crate::backend::connection::Connection;
use crate::backend::dialect::Dialect;

/// The rows of the bookkeeping, by enum; none where the database has enums of its own.
#[derive(Debug, PartialEq)]
pub(super) struct Books(BTreeMap<Ident, Vec<Value>>);

/// The rows of the bookkeeping for the enums of a catalog, as inserts.
#[must_use]
pub(crate) fn rows_of(dialect: &dyn Dialect, catalog: &Catalog) -> Vec<Operation> {
    Books(BTreeMap::new()).turned_into(&Books::of(dialect, catalog))
}

/// Gives the columns that the bookkeeping lists the type of their enum. An operation that changed the labels and was
/// cut short before the books followed leaves columns that look like no enum.
pub(super) fn type_columns(
    dialect: &dyn Dialect,
    connection: &mut dyn Connection,
    catalog: &mut Catalog,
) -> Result<(), SessionError> {
    let query = bookkeeping::select(ENUMS, &["name", "columns"], Vec::new(), &["name"]);
    let statement = dialect.select(&query).map_err(|source| SessionError::Dialect {
        operation: "query",
        origin: Origin::default(),
        source,
    })?;
    let mut listed = Vec::new();
    connection
        .query(&statement.sql, &mut |_, row| {
            if let [Value::Text(name), Value::Text(columns)] = row.as_slice() {
                let columns: Vec<[String; 2]> = serde_json::from_str(columns).unwrap_or_default();
                listed.extend(columns.into_iter().map(|column| (name.clone(), column)));
            }
            true
        })
        .map_err(SessionError::database("reading the books of enums"))?;
    for (name, [table, column]) in listed {
        let (Ok(name), Ok(column)) = (Ident::new(name), Ident::new(column)) else { continue };
        let mut tables = catalog.tables.values_mut();
        let table = tables.find(|one| one.name.name.as_str() == table);
        if let Some(column) = table.and_then(|table| table.column_mut(&column)) {
            column.ty = ColumnType::Enum { name };
        }
    }
    Ok(())
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
