use sandshift_model::constraint::{Constraint, ConstraintBody};
use sandshift_model::operation::{Inverse, Operate, Touched};
use serde_json::{Value, json};

use crate::samples::{after, comes_back, ident, name, named, op, refuses, shop};

fn add(table: &str, constraint: Value) -> Value {
    json!({ "op": "add_constraint", "table": named(table), "constraint": constraint })
}

fn drop(table: &str, name: &str) -> Value {
    json!({ "op": "drop_constraint", "table": named(table), "name": name })
}

fn index(unique: bool) -> Value {
    json!({ "name": "ix", "table": named("orders"), "unique": unique,
        "keys": [{ "on": { "column": "status" } }] })
}

#[test]
fn constraints_go_and_come_back() {
    for name in ["uq_persons_email", "ck_persons_1"] {
        assert_eq!(comes_back(&shop(), drop("persons", name)), None, "{name}");
    }
    let unused = after(&shop(), &op(drop("orders", "fk_orders_person")));
    assert_eq!(comes_back(&unused, drop("persons", "pk_persons")), None);
    refuses(&shop(), drop("persons", "nope"), "there is no constraint `persons.nope`");
    let mut missing = drop("persons", "nope");
    missing["if_exists"] = json!(true);
    assert_eq!(comes_back(&shop(), missing), None);
}

#[test]
fn a_primary_key_takes_null_from_its_columns_and_the_way_back_returns_it() {
    let mut before = shop();
    before.table_mut(&name("orders")).unwrap().columns[0].nullable = true;
    let key = json!({ "name": "pk_orders", "constraint": "primary_key", "columns": ["id"] });
    let catalog = after(&before, &op(add("orders", key.clone())));
    assert!(!catalog.table(&name("orders")).unwrap().columns[0].nullable);
    assert_eq!(comes_back(&before, add("orders", key.clone())), None);
    let second = json!({ "name": "pk", "constraint": "primary_key", "columns": ["id"] });
    refuses(&catalog, add("orders", second), "there is already a primary key of `orders`");
}

#[test]
fn a_primary_key_without_its_name_is_found_by_our_convention() {
    let mut before = after(&shop(), &op(drop("orders", "fk_orders_person")));
    before.table_mut(&name("persons")).unwrap().constraints[0].name = Some(ident("PRIMARY"));
    assert_eq!(comes_back(&before, drop("persons", "pk_persons")), None);
    refuses(&before, drop("persons", "pk"), "there is no constraint `persons.pk`");
}

#[test]
fn a_foreign_key_needs_what_it_points_to_and_touches_it() {
    let key = |table: &str, column: &str| {
        json!({ "name": "fk", "constraint": "foreign_key", "columns": ["person_id"],
            "references": named(table), "referred_columns": [column] })
    };
    refuses(&shop(), add("orders", key("nope", "id")), "there is no table `nope`");
    refuses(&shop(), add("orders", key("persons", "no")), "there is no column `persons.no`");
    let touched = op(add("orders", key("persons", "id"))).touches();
    assert!(touched.contains(&Touched::Table(name("persons"))));
    assert_eq!(comes_back(&shop(), add("orders", key("persons", "id"))), None);
}

#[test]
fn a_constraint_without_a_name_has_no_way_back() {
    let check = json!({ "constraint": "check", "expression": "age < 200" });
    assert!(matches!(op(add("persons", check)).inverse(&shop()), Inverse::None { .. }));
}

#[test]
fn a_name_is_given_to_one_constraint_only() {
    let check = json!({ "name": "ck_persons_1", "constraint": "check", "expression": "age < 200" });
    let message = "there is already a constraint `persons.ck_persons_1`";
    refuses(&shop(), add("persons", check), message);
    let rename = json!({ "op": "rename_constraint", "table": named("persons"),
        "name": "pk_persons", "new_name": "ck_persons_1" });
    refuses(&shop(), rename, message);
}

#[test]
fn renamed_constraints_and_indexes_come_back() {
    let rename = json!({ "op": "rename_constraint", "table": named("persons"),
        "name": "ck_persons_1", "new_name": "ck_age" });
    assert_eq!(comes_back(&shop(), rename), None);
    let rename = json!({ "op": "rename_index", "name": "ix_persons_age", "new_name": "ix" });
    assert_eq!(comes_back(&shop(), rename), None);
}

#[test]
fn validating_goes_back_by_making_the_constraint_anew() {
    let check = json!({ "name": "ck", "constraint": "check", "expression": "age < 200", "not_valid": true });
    let before = after(&shop(), &op(add("persons", check)));
    let validate = json!({ "op": "validate_constraint", "table": named("persons"), "name": "ck" });
    let valid = after(&before, &op(validate.clone()));
    assert_ne!(valid, before);
    assert_eq!(comes_back(&before, validate.clone()), None);
    assert_eq!(op(validate).inverse(&valid), Inverse::Exact(Vec::new()));
}

#[test]
fn indexes_go_and_come_back_with_their_whole_definition() {
    let create = json!({ "op": "create_index", "index": index(false), "concurrently": true });
    assert_eq!(comes_back(&shop(), create), None);
    let drop = json!({ "op": "drop_index", "name": "ix_persons_age" });
    assert_eq!(comes_back(&shop(), drop), None);
    let again = json!({ "op": "drop_index", "name": "nope" });
    refuses(&shop(), again, "there is no index `nope`");
}

#[test]
fn an_index_is_created_once_on_columns_that_exist() {
    let create = json!({ "op": "create_index", "index": index(false) });
    let before = after(&shop(), &op(create.clone()));
    refuses(
        &before,
        create.clone(),
        "there is already an index `ix`".replace("an ", "a ").as_str(),
    );
    let mut if_not_exists = create.clone();
    if_not_exists["if_not_exists"] = json!(true);
    assert_eq!(comes_back(&before, if_not_exists), None);
    let mut missing = create;
    missing["index"]["keys"][0]["on"]["column"] = json!("nope");
    refuses(&shop(), missing, "there is no column `orders.nope`");
}

#[test]
fn an_index_name_that_two_tables_have_needs_its_table() {
    let mut before = after(&shop(), &op(json!({ "op": "create_index", "index": index(false) })));
    let mut other = index(false);
    other["table"] = named("persons");
    other["keys"][0]["on"]["column"] = json!("age");
    before = after(&before, &op(json!({ "op": "create_index", "index": other })));
    let message = "both `orders` and `persons` have an index `ix`, and the table is not given";
    refuses(&before, json!({ "op": "drop_index", "name": "ix" }), message);
    let drop = json!({ "op": "drop_index", "name": "ix", "table": named("orders") });
    assert_eq!(comes_back(&before, drop), None);
}

#[test]
fn a_unique_index_and_a_unique_constraint_are_found_for_each_other() {
    let before = after(&shop(), &op(json!({ "op": "create_index", "index": index(true) })));
    assert_eq!(comes_back(&before, drop("orders", "ix")), None);
    let drop = json!({ "op": "drop_index", "name": "uq_persons_email" });
    let unique =
        Constraint::named(ident("uq_persons_email"), ConstraintBody::unique(vec![ident("email")]));
    assert!(
        !after(&shop(), &op(drop.clone())).tables[&name("persons")].constraints.contains(&unique)
    );
    assert_eq!(comes_back(&shop(), drop), None);
}

#[test]
fn a_key_that_a_foreign_key_points_to_stays() {
    let message = "constraint `pk_persons` of `persons` cannot be dropped while a foreign key of \
                   `orders` points to its columns";
    refuses(&shop(), drop("persons", "pk_persons"), message);

    let id = json!({ "name": "uq_id", "constraint": "unique", "columns": ["id"] });
    comes_back(&after(&shop(), &op(add("persons", id))), drop("persons", "pk_persons"));
}
