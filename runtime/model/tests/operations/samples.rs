//! Small catalogs and operations that the tests share.

use sandshift_model::catalog::{Catalog, CatalogError};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::operation::{Inverse, Operate, Operation};
use serde_json::json;

pub(crate) fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

pub(crate) fn name(name: &str) -> ObjectName {
    ObjectName::bare(ident(name))
}

/// An operation from its JSON form.
pub(crate) fn op(json: serde_json::Value) -> Operation {
    serde_json::from_value(json.clone()).unwrap_or_else(|error| panic!("{error}: {json}"))
}

pub(crate) fn named(table: &str) -> serde_json::Value {
    json!({ "name": table })
}

/// Tables `persons` and `orders`, the latter with a foreign key to the former.
pub(crate) fn shop() -> Catalog {
    let mut catalog = Catalog::default();
    let enum_type = json!({ "name": "status", "values": ["new", "paid"] });
    apply(&mut catalog, json!({ "op": "create_enum", "enum_type": enum_type })).unwrap();
    let persons = json!({
        "name": named("persons"),
        "columns": [
            { "name": "id", "type": "integer", "nullable": false },
            { "name": "email", "type": { "string": { "length": 100 } }, "nullable": false },
            { "name": "age", "type": "integer", "nullable": true },
        ],
        "constraints": [
            { "name": "pk_persons", "constraint": "primary_key", "columns": ["id"] },
            { "name": "uq_persons_email", "constraint": "unique", "columns": ["email"] },
            { "name": "ck_persons_1", "constraint": "check", "expression": "age > 0 AND email <> 'age'" },
        ],
        "indexes": [{
            "name": "ix_persons_age",
            "table": named("persons"),
            "keys": [{ "on": { "column": "age" } }, { "on": { "expression": "lower(email)" } }],
            "filter": "email IS NOT NULL",
        }],
    });
    apply(&mut catalog, json!({ "op": "create_table", "table": persons })).unwrap();
    let orders = json!({
        "name": named("orders"),
        "columns": [
            { "name": "id", "type": "integer", "nullable": false },
            { "name": "person_id", "type": "integer", "nullable": true },
            { "name": "status", "type": { "enum": { "name": "status" } }, "nullable": false,
              "default": { "literal": { "text": "new" } } },
        ],
        "constraints": [{
            "name": "fk_orders_person", "constraint": "foreign_key", "columns": ["person_id"],
            "references": named("persons"), "referred_columns": ["id"],
        }],
    });
    apply(&mut catalog, json!({ "op": "create_table", "table": orders })).unwrap();
    let trigger = json!({
        "name": "touch", "table": named("persons"),
        "definition": "CREATE TRIGGER touch AFTER UPDATE ON persons BEGIN SELECT 1; END",
    });
    apply(&mut catalog, json!({ "op": "create_trigger", "trigger": trigger })).unwrap();
    catalog
}

pub(crate) fn apply(catalog: &mut Catalog, json: serde_json::Value) -> Result<(), CatalogError> {
    op(json).apply_to(catalog)
}

/// The catalog after an operation that must fit.
pub(crate) fn after(before: &Catalog, operation: &Operation) -> Catalog {
    let mut catalog = before.clone();
    operation.apply_to(&mut catalog).unwrap_or_else(|error| panic!("{error}: {operation:?}"));
    catalog
}

/// Makes sure that an operation fails with this message and changes nothing.
#[track_caller]
pub(crate) fn refuses(before: &Catalog, json: serde_json::Value, message: &str) {
    let mut catalog = before.clone();
    assert_eq!(apply(&mut catalog, json).unwrap_err().to_string(), message);
    assert_eq!(catalog, *before);
}

/// Makes sure that the inverse of an operation brings the whole catalog back, but for the order
/// within a table, and gives what stays lost.
#[track_caller]
pub(crate) fn comes_back(before: &Catalog, json: serde_json::Value) -> Option<String> {
    let operation = op(json);
    let (reason, operations) = match operation.inverse(before) {
        Inverse::Exact(operations) => (None, operations),
        Inverse::Lossy { reason, operations } => (Some(reason), operations),
        Inverse::None { reason } => panic!("no way back: {reason}"),
    };
    let mut catalog = after(before, &operation);
    for operation in &operations {
        catalog = after(&catalog, operation);
    }
    assert_eq!(in_order(catalog), in_order(before.clone()));
    reason
}

/// The catalog with the parts of each table in an order of their own.
pub(crate) fn in_order(mut catalog: Catalog) -> Catalog {
    for table in catalog.tables.values_mut() {
        table.columns.sort_by_key(|column| format!("{column:?}"));
        table.constraints.sort_by_key(|constraint| format!("{constraint:?}"));
        table.indexes.sort_by_key(|index| format!("{index:?}"));
    }
    catalog
}
