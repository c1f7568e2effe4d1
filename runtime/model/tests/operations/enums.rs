use sandshift_model::ident::Ident;
use sandshift_model::operation::{Inverse, Operate};
use serde_json::{Value, json};

use crate::samples::{after, comes_back, ident, name, op, refuses, shop};

fn values(catalog: &sandshift_model::catalog::Catalog, name: &Ident) -> Vec<String> {
    catalog.enums[name].values.clone()
}

fn add(value: &str, position: Value) -> Value {
    json!({ "op": "add_enum_value", "name": "status", "value": value, "position": position })
}

#[test]
fn a_new_value_goes_where_it_was_asked_for() {
    let status = ident("status");
    for (position, expected) in [
        (json!("last"), ["new", "paid", "x"]),
        (json!({ "before": "new" }), ["x", "new", "paid"]),
        (json!({ "after": "new" }), ["new", "x", "paid"]),
    ] {
        assert_eq!(values(&after(&shop(), &op(add("x", position))), &status), expected);
    }
    refuses(&shop(), add("paid", json!("last")), "there is already a enum value `status.paid`");
    let before = add("x", json!({ "before": "nope" }));
    refuses(&shop(), before, "there is no enum value `status.nope`");
    assert!(matches!(op(add("x", json!("last"))).inverse(&shop()), Inverse::None { .. }));
}

#[test]
fn a_renamed_value_is_followed_by_defaults() {
    let rename =
        json!({ "op": "rename_enum_value", "name": "status", "value": "new", "new_value": "open" });
    let catalog = after(&shop(), &op(rename.clone()));
    let status = &catalog.table(&name("orders")).unwrap().columns[2];
    let default = serde_json::to_value(&status.default).unwrap();
    assert_eq!(default, json!({ "literal": { "text": "open" } }));
    assert_eq!(comes_back(&shop(), rename), None);
    let taken =
        json!({ "op": "rename_enum_value", "name": "status", "value": "new", "new_value": "paid" });
    refuses(&shop(), taken, "there is already a enum value `status.paid`");
}

#[test]
fn an_enum_in_use_is_not_dropped() {
    let drop = json!({ "op": "drop_enum", "name": "status" });
    refuses(&shop(), drop.clone(), "enum `status` cannot be dropped while `orders.status` uses it");
    let mut unused = shop();
    unused.tables.clear();
    assert_eq!(comes_back(&unused, drop), None);
    let missing = json!({ "op": "drop_enum", "name": "nope", "if_exists": true });
    assert_eq!(comes_back(&unused, missing), None);
}

#[test]
fn an_enum_is_created_once_with_different_values() {
    let create = |name: &str, values: [&str; 2]| json!({ "op": "create_enum", "enum_type": { "name": name, "values": values } });
    refuses(&shop(), create("status", ["a", "b"]), "there is already a enum `status`");
    refuses(&shop(), create("mood", ["a", "a"]), "enum `mood` has the value `a` twice");
    assert_eq!(comes_back(&shop(), create("mood", ["a", "b"])), None);
}

#[test]
fn a_column_needs_its_enum() {
    let column = json!({ "name": "mood", "type": { "array": { "enum": { "name": "mood" } } }, "nullable": true });
    let add = json!({ "op": "add_column", "table": { "name": "orders" }, "column": column });
    refuses(&shop(), add, "there is no enum `mood`");
}
