//! Laws that hold for any operation on any catalog that operations can make.

use proptest::prelude::*;
use sandshift_model::catalog::Catalog;
use sandshift_model::dependents::enum_of;
use sandshift_model::mentions::names;
use sandshift_model::operation::{Inverse, Operate, Operation};
use serde_json::{Value, json};

use crate::samples::{after, in_order, named, op};

fn table() -> impl Strategy<Value = Value> {
    prop::sample::select(vec!["t", "u", "v"]).prop_map(named)
}

fn column_name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["a", "b", "c", "d"])
}

fn label() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["x", "y", "z"])
}

fn ty() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![
        json!("integer"),
        json!("big_integer"),
        json!("interval"),
        json!({ "string": { "length": 20 } }),
        json!({ "enum": { "name": "e" } }),
    ])
}

fn column() -> impl Strategy<Value = Value> {
    let extra = prop::sample::select(vec![
        json!({}),
        json!({ "default": { "literal": { "text": "x" } } }),
        json!({ "generated": { "expression": "a + 1", "stored": false } }),
    ]);
    (column_name(), ty(), any::<bool>(), extra).prop_map(|(name, ty, nullable, mut extra)| {
        extra["name"] = json!(name);
        extra["type"] = ty;
        extra["nullable"] = json!(nullable);
        extra
    })
}

fn expression() -> impl Strategy<Value = String> {
    prop_oneof![
        column_name().prop_map(|c| format!("{c} > 1 AND 'b' <> 'a'")),
        (column_name(), column_name()).prop_map(|(c, d)| format!("lower({c}) <> \"{d}\"")),
    ]
}

fn constraint() -> impl Strategy<Value = Value> {
    let columns = || prop::collection::vec(column_name(), 1..3);
    let body = prop_oneof![
        columns().prop_map(|c| json!({ "constraint": "primary_key", "columns": c })),
        columns().prop_map(|c| json!({ "constraint": "unique", "columns": c })),
        (expression(), any::<bool>())
            .prop_map(|(e, n)| json!({ "constraint": "check", "expression": e, "not_valid": n })),
        (column_name(), table(), prop::collection::vec(column_name(), 0..2)).prop_map(
            |(c, table, referred)| {
                json!({ "constraint": "foreign_key", "columns": [c], "references": table,
                    "referred_columns": referred })
            }
        ),
    ];
    (body, label()).prop_map(|(mut body, name)| {
        body["name"] = json!(name);
        body
    })
}

fn index() -> impl Strategy<Value = Value> {
    (table(), label(), column_name(), expression(), any::<bool>(), prop::option::of(expression()))
        .prop_map(|(table, name, column, expression, unique, filter)| {
            json!({ "name": format!("i{name}"), "table": table, "unique": unique, "filter": filter,
                "keys": [{ "on": { "column": column } }, { "on": { "expression": expression } }] })
        })
}

fn on_tables() -> impl Strategy<Value = Value> {
    prop_oneof![
        (table(), prop::collection::vec(column(), 1..4), any::<bool>())
            .prop_map(|(table, columns, quiet)| json!({ "op": "create_table",
                "table": { "name": table, "columns": columns }, "if_not_exists": quiet })),
        (table(), any::<bool>(), any::<bool>()).prop_map(|(table, quiet, cascade)| {
            json!({ "op": "drop_table", "table": table, "if_exists": quiet, "cascade": cascade })
        }),
        (table(), table()).prop_map(|(table, new)| {
            json!({ "op": "rename_table", "table": table, "new_name": new["name"] })
        }),
        (table(), label()).prop_map(|(table, name)| {
            let definition = format!("CREATE TRIGGER {name} ON {}", table["name"]);
            json!({ "op": "create_trigger",
                "trigger": { "name": name, "table": table, "definition": definition } })
        }),
        (table(), column()).prop_map(|(table, column)| {
            json!({ "op": "add_column", "table": table, "column": column })
        }),
        (table(), column_name(), any::<bool>()).prop_map(|(table, column, quiet)| {
            json!({ "op": "drop_column", "table": table, "column": column, "if_exists": quiet })
        }),
        (table(), column_name(), column_name()).prop_map(|(table, column, new)| {
            json!({ "op": "rename_column", "table": table, "column": column, "new_name": new })
        }),
        (table(), column_name(), ty(), any::<bool>()).prop_map(|(table, column, ty, nullable)| {
            json!({ "op": "alter_column", "table": table, "column": column, "nullable": nullable,
                "type": { "type": ty }, "default": "remove" })
        }),
    ]
}

fn on_parts() -> impl Strategy<Value = Value> {
    prop_oneof![
        (table(), constraint()).prop_map(|(table, constraint)| {
            json!({ "op": "add_constraint", "table": table, "constraint": constraint })
        }),
        (table(), label()).prop_map(|(table, name)| {
            json!({ "op": "drop_constraint", "table": table, "name": name })
        }),
        (table(), label(), label()).prop_map(|(table, name, new)| {
            json!({ "op": "rename_constraint", "table": table, "name": name, "new_name": new })
        }),
        (table(), label()).prop_map(|(table, name)| {
            json!({ "op": "validate_constraint", "table": table, "name": name })
        }),
        index().prop_map(|index| json!({ "op": "create_index", "index": index })),
        label().prop_map(|name| json!({ "op": "drop_index", "name": format!("i{name}") })),
        (label(), label()).prop_map(|(name, new)| {
            json!({ "op": "rename_index", "name": format!("i{name}"), "new_name": format!("i{new}") })
        }),
        prop::collection::vec(label(), 0..3).prop_map(|values| {
            json!({ "op": "create_enum", "enum_type": { "name": "e", "values": values } })
        }),
        (label(), label()).prop_map(|(value, new)| {
            json!({ "op": "rename_enum_value", "name": "e", "value": value, "new_value": new })
        }),
        label().prop_map(|value| json!({ "op": "add_enum_value", "name": "e", "value": value })),
        Just(json!({ "op": "drop_enum", "name": "e" })),
        label().prop_map(|name| {
            json!({ "op": "create_view", "or_replace": true,
                "view": { "name": named(name), "query": "SELECT 1" } })
        }),
    ]
}

fn operations() -> impl Strategy<Value = Vec<Operation>> {
    let any = prop_oneof![3 => on_tables(), 2 => on_parts()].prop_map(op);
    prop::collection::vec(any, 1..40)
}

/// Tells whether a database would take the expressions: the catalog does not read them, but a
/// column that is named in one before it exists breaks the laws rightly.
fn expressions_are_sound(catalog: &Catalog) -> bool {
    catalog.tables.values().all(|table| {
        let text = serde_json::to_value(&**table).unwrap();
        let mut found = Vec::new();
        collect(&text, &mut found);
        let known = found.iter().flat_map(|e| names(e)).all(|n| table.position_of(&n).is_some());
        // A default of a computed column, or of the wrong enum, is refused as well.
        known && table.columns.iter().all(|c| c.default.is_none() || enum_of(&c.ty).is_none())
    })
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match value.as_str() {
                    Some(text) if key == "expression" || key == "filter" => {
                        found.push(text.to_owned());
                    }
                    _ => collect(value, found),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, found)),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_operation_and_its_inverse_give_the_catalog_back(operations in operations()) {
        let mut catalog = Catalog::default();
        for operation in operations {
            let before = catalog.clone();
            let inverse = operation.inverse(&before);
            let _ = (operation.hazards(&before), operation.touches(), operation.describe());
            if operation.apply_to(&mut catalog).is_err() {
                prop_assert_eq!(&catalog, &before, "a refused operation changed something");
                continue;
            }
            if !expressions_are_sound(&catalog) {
                catalog = before;
                continue;
            }
            if let Inverse::Exact(back) | Inverse::Lossy { operations: back, .. } = inverse {
                let returned = back.iter().fold(catalog.clone(), |c, operation| after(&c, operation));
                prop_assert_eq!(in_order(returned), in_order(before), "{:?}", operation);
            }
        }
    }

    #[test]
    fn an_operation_survives_json(operations in operations()) {
        for operation in operations {
            let text = serde_json::to_string(&operation).unwrap();
            prop_assert_eq!(serde_json::from_str::<Operation>(&text).unwrap(), operation);
        }
    }

    #[test]
    fn any_text_is_read_and_written_back(text in "\\PC{0,40}", quotes in "[a-z'\"`\\[\\]$\\\\/*. (-]{0,40}") {
        for text in [text, quotes] {
            let same = sandshift_model::mentions::rename(&text, |_| false, &crate::samples::ident("x"));
            prop_assert_eq!(same, text);
        }
    }
}
