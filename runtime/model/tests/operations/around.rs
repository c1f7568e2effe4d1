//! The tables around a table decide what becomes of its keys, indexes and columns.

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::ObjectName;
use sandshift_model::operation::{Operate, Operation, Touched};
use serde_json::{Value, json};

use crate::samples::{apply, name, named, op, shop};

/// The shop, and a table that has nothing to do with it.
fn catalog() -> Catalog {
    let mut catalog = shop();
    let apart = json!({
        "name": named("notes"),
        "columns": [
            { "name": "id", "type": "integer", "nullable": false },
            { "name": "person_id", "type": "integer", "nullable": true },
        ],
    });
    apply(&mut catalog, json!({ "op": "create_table", "table": apart })).unwrap();
    catalog
}

/// What can be done to the keys, indexes and columns of a table, whether or not it fits.
fn operations(table: &str) -> Vec<Operation> {
    let table = named(table);
    let mut operations = Vec::new();
    for column in ["id", "person_id", "email", "age", "nowhere"] {
        operations.push(json!({ "op": "drop_column", "table": table, "column": column }));
        operations.push(json!({ "op": "create_index", "index":
            { "name": "ix_new", "table": table, "keys": [{ "on": { "column": column } }] } }));
        for other in ["persons", "orders", "notes", "nothing"] {
            let body = json!({ "name": "fk_new", "constraint": "foreign_key", "columns": [column],
                "references": named(other), "referred_columns": ["id"] });
            operations.push(json!({ "op": "add_constraint", "table": table, "constraint": body }));
        }
        let body = json!({ "name": "pk_new", "constraint": "primary_key", "columns": [column] });
        operations.push(json!({ "op": "add_constraint", "table": table, "constraint": body }));
    }
    for part in
        ["pk_persons", "uq_persons_email", "ck_persons_1", "fk_orders_person", "ix_persons_age"]
    {
        operations.extend([
            json!({ "op": "drop_constraint", "table": table, "name": part }),
            json!({ "op": "rename_constraint", "table": table, "name": part, "new_name": "fresh" }),
            json!({ "op": "drop_index", "table": table, "name": part }),
        ]);
    }
    operations.into_iter().map(|json: Value| op(json)).collect()
}

#[test]
fn an_operation_does_to_a_table_among_those_around_it_what_it_does_among_all() {
    let (mut fit, mut refused) = (0, 0);
    for table in ["persons", "orders", "notes"] {
        for operation in operations(table) {
            let table = name(table);
            let (mut whole, mut part) = (catalog(), around(&operation, &table));
            let outcome = operation.apply_to(&mut whole);
            assert_eq!(operation.apply_to(&mut part), outcome, "{operation:?}");
            assert_eq!(part.table(&table), whole.table(&table), "{operation:?}");
            *(if outcome.is_ok() { &mut fit } else { &mut refused }) += 1;
        }
    }
    assert!(fit > 30 && refused > 30, "{fit} fit, {refused} were refused");
}

fn around(operation: &Operation, table: &ObjectName) -> Catalog {
    let touched = operation.touches();
    let others = touched.iter().filter_map(|touched| match touched {
        Touched::Table(name) => Some(name),
        _ => None,
    });
    let names: Vec<&ObjectName> = others.chain([table]).collect();
    catalog().around(&names)
}

#[test]
fn tables_that_stand_apart_are_left_out() {
    let catalog = catalog();
    let names = |of: &str| -> Vec<String> {
        catalog.around(&[&name(of)]).tables.keys().map(ToString::to_string).collect()
    };
    assert_eq!(names("persons"), ["orders", "persons"]);
    assert_eq!(names("orders"), ["orders", "persons"]);
    assert_eq!(names("notes"), ["notes"]);
    assert!(names("nothing").is_empty());
}
