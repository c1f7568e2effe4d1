use sandshift_model::constraint::ConstraintBody;
use serde_json::json;

use crate::samples::{after, comes_back, ident, name, named, op, refuses, shop};

#[test]
fn a_renamed_table_takes_everything_that_names_it_along() {
    let rename = json!({ "op": "rename_table", "table": named("persons"), "new_name": "people" });
    let catalog = after(&shop(), &op(rename.clone()));
    let orders = catalog.table(&name("orders")).unwrap();
    let ConstraintBody::ForeignKey(key) = &orders.constraints[0].body else { panic!() };
    assert_eq!(key.references, name("people"));
    assert_eq!(catalog.table(&name("people")).unwrap().indexes[0].table, name("people"));
    let trigger = &catalog.triggers[&(name("people"), ident("touch"))];
    assert!(trigger.definition.contains("ON people BEGIN"));
    assert_eq!(comes_back(&shop(), rename), None);
}

#[test]
fn a_table_is_not_renamed_to_a_name_that_is_taken() {
    let rename = json!({ "op": "rename_table", "table": named("persons"), "new_name": "orders" });
    refuses(&shop(), rename, "there is already a table `orders`");
}

#[test]
fn a_table_that_others_point_to_is_dropped_only_by_cascade() {
    let drop = json!({ "op": "drop_table", "table": named("persons") });
    let message = "table `persons` cannot be dropped while a foreign key of `orders` points to it";
    refuses(&shop(), drop, message);

    let drop = json!({ "op": "drop_table", "table": named("persons"), "cascade": true });
    let catalog = after(&shop(), &op(drop.clone()));
    assert!(catalog.triggers.is_empty());
    assert!(catalog.table(&name("orders")).unwrap().constraints.is_empty());
    // The rows of `persons` are gone, so the key that comes back is not checked against `orders`.
    let mut unchecked = shop();
    let orders = unchecked.table_mut(&name("orders")).unwrap();
    let ConstraintBody::ForeignKey(key) = &mut orders.constraints[0].body else { panic!() };
    key.not_valid = true;
    assert_eq!(comes_back(&unchecked, drop).unwrap(), "the rows of `persons` are gone");
}

#[test]
fn dropping_a_missing_table_if_it_exists_does_and_undoes_nothing() {
    let drop = json!({ "op": "drop_table", "table": named("nope"), "if_exists": true });
    assert_eq!(comes_back(&shop(), drop), None);
    refuses(
        &shop(),
        json!({ "op": "drop_table", "table": named("nope") }),
        "there is no table `nope`",
    );
}

#[test]
fn a_table_is_created_once() {
    let table = json!({ "name": named("persons"), "columns": [] });
    let create = json!({ "op": "create_table", "table": table.clone() });
    refuses(&shop(), create, "there is already a table `persons`");
    let create = json!({ "op": "create_table", "table": table, "if_not_exists": true });
    assert_eq!(comes_back(&shop(), create), None);
}

#[test]
fn a_table_has_no_column_twice_and_no_key_on_a_missing_column() {
    let id = json!({ "name": "id", "type": "integer", "nullable": true });
    let table = json!({ "name": named("t"), "columns": [
        id, { "name": "ID", "type": "text", "nullable": true },
    ] });
    refuses(
        &shop(),
        json!({ "op": "create_table", "table": table }),
        "there is already a column `t.ID`",
    );
    let table = json!({ "name": named("t"), "columns": [id], "constraints": [
        { "constraint": "primary_key", "columns": ["key"] },
    ] });
    refuses(&shop(), json!({ "op": "create_table", "table": table }), "there is no column `t.key`");
}

#[test]
fn a_table_may_point_to_itself() {
    let table = json!({ "name": named("t"), "columns": [
        { "name": "id", "type": "integer", "nullable": false },
        { "name": "up", "type": "integer", "nullable": true },
    ], "constraints": [{
        "name": "fk", "constraint": "foreign_key", "columns": ["up"],
        "references": named("t"), "referred_columns": ["id"],
    }] });
    let create = json!({ "op": "create_table", "table": table });
    assert_eq!(comes_back(&shop(), create.clone()), None);
    let before = after(&shop(), &op(create));
    assert!(comes_back(&before, json!({ "op": "drop_table", "table": named("t") })).is_some());
}

#[test]
fn the_comment_of_a_table_comes_back() {
    let set = json!({ "op": "set_table_comment", "table": named("persons"), "comment": "people" });
    assert_eq!(comes_back(&shop(), set), None);
}
