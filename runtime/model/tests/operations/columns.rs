use sandshift_model::constraint::ConstraintBody;
use sandshift_model::operation::{HazardLevel, Inverse, Operate};
use serde_json::{Value, json};

use crate::samples::{after, comes_back, name, named, op, refuses, shop};

fn alter(facets: Value) -> Value {
    let mut alter = json!({ "op": "alter_column", "table": named("persons"), "column": "age" });
    alter.as_object_mut().unwrap().extend(facets.as_object().unwrap().clone());
    alter
}

fn drop(table: &str, column: &str) -> Value {
    json!({ "op": "drop_column", "table": named(table), "column": column })
}

fn rename(column: &str, new_name: &str) -> Value {
    json!({ "op": "rename_column", "table": named("persons"), "column": column, "new_name": new_name })
}

#[test]
fn a_renamed_column_takes_everything_that_names_it_along() {
    let catalog = after(&shop(), &op(rename("EMAIL", "mail")));
    let persons = catalog.table(&name("persons")).unwrap();
    assert_eq!(persons.constraints[1].body.columns()[0], "mail");
    let check = ConstraintBody::check("age > 0 AND mail <> 'age'");
    assert_eq!(persons.constraints[2].body, check);
    assert_eq!(persons.indexes[0].filter.as_deref(), Some("mail IS NOT NULL"));
    let expression = serde_json::to_value(&persons.indexes[0].keys[1].on).unwrap();
    assert_eq!(expression, json!({ "expression": "lower(mail)" }));
    assert_eq!(comes_back(&shop(), rename("EMAIL", "mail")), None);
}

#[test]
fn foreign_keys_of_other_tables_follow_a_renamed_column() {
    let catalog = after(&shop(), &op(rename("id", "key")));
    let orders = catalog.table(&name("orders")).unwrap();
    let ConstraintBody::ForeignKey(key) = &orders.constraints[0].body else { panic!() };
    assert_eq!(key.referred_columns[0], "key");
    assert_eq!(orders.columns[0].name, "id");
}

#[test]
fn a_column_is_not_renamed_to_a_name_that_is_taken_but_to_another_case_of_its_own() {
    refuses(&shop(), rename("age", "email"), "there is already a column `persons.email`");
    refuses(&shop(), rename("age", "age"), "there is already a column `persons.age`");
    let catalog = after(&shop(), &op(rename("age", "Age")));
    assert_eq!(catalog.table(&name("persons")).unwrap().columns[2].name, "Age");
}

#[test]
fn a_dropped_column_comes_back_with_its_constraints_and_indexes_but_not_its_values() {
    let catalog = after(&shop(), &op(drop("persons", "age")));
    let persons = catalog.table(&name("persons")).unwrap();
    assert_eq!(persons.constraints.len(), 2);
    assert!(persons.indexes.is_empty());
    let reason = comes_back(&shop(), drop("persons", "age")).unwrap();
    assert_eq!(reason, "the values of `persons.age` are gone");
}

#[test]
fn a_dropped_column_from_the_middle_says_that_it_comes_back_last() {
    let reason = comes_back(&shop(), drop("persons", "email")).unwrap();
    let expected =
        "the values of `persons.email` are gone, and the column comes back as the last one";
    assert_eq!(reason, expected);
}

#[test]
fn a_column_that_must_be_filled_comes_back_by_way_of_a_neutral_default() {
    let Inverse::Lossy { operations, .. } = op(drop("persons", "email")).inverse(&shop()) else {
        panic!()
    };
    let first = serde_json::to_value(&operations[0]).unwrap();
    assert_eq!(first["column"]["default"], json!({ "literal": { "text": "" } }));
    let second = serde_json::to_value(&operations[1]).unwrap();
    assert_eq!(second["default"], json!("remove"));
}

#[test]
fn a_column_that_others_need_is_not_dropped() {
    let message =
        "column `persons.id` cannot be dropped while a foreign key of `orders` points to it";
    refuses(&shop(), drop("persons", "id"), message);
    let column = json!({ "name": "older", "type": "integer", "nullable": true,
        "generated": { "expression": "age + 1", "stored": true } });
    let add = json!({ "op": "add_column", "table": named("persons"), "column": column });
    let before = after(&shop(), &op(add));
    let message = "column `persons.age` cannot be dropped while `older` is computed from it";
    refuses(&before, drop("persons", "age"), message);
}

#[test]
fn a_missing_column_is_dropped_only_if_it_exists() {
    refuses(&shop(), drop("persons", "nope"), "there is no column `persons.nope`");
    let mut drop = drop("persons", "nope");
    drop["if_exists"] = json!(true);
    assert_eq!(comes_back(&shop(), drop), None);
}

#[test]
fn a_column_is_added_once() {
    let column = json!({ "name": "AGE", "type": "text", "nullable": false });
    let add = json!({ "op": "add_column", "table": named("persons"), "column": column });
    refuses(&shop(), add.clone(), "there is already a column `persons.AGE`");
    let mut if_not_exists = add.clone();
    if_not_exists["if_not_exists"] = json!(true);
    assert_eq!(comes_back(&shop(), if_not_exists), None);

    let mut other = add;
    other["column"]["name"] = json!("nick");
    assert_eq!(op(other.clone()).hazards(&shop())[0].level, HazardLevel::Caution);
    assert_eq!(comes_back(&shop(), other), None);
}

#[test]
fn a_wider_type_goes_back_exactly_and_a_narrower_one_does_not() {
    let wider = alter(json!({ "type": { "type": "big_integer" } }));
    assert_eq!(comes_back(&shop(), wider), None);
    let narrower = alter(json!({ "type": { "type": "small_integer" } }));
    assert_eq!(op(narrower.clone()).hazards(&shop())[0].level, HazardLevel::Loss);
    let expected =
        "values of `persons.age` that changed from integer to small_integer do not change back";
    assert_eq!(comes_back(&shop(), narrower).unwrap(), expected);
    let using =
        alter(json!({ "type": { "type": "big_integer", "using": { "generic": "age * 2" } } }));
    assert!(comes_back(&shop(), using).is_some());
}

#[test]
fn every_altered_facet_comes_back() {
    let facets = json!({
        "nullable": false,
        "default": { "set": { "literal": { "int": 1 } } },
        "comment": { "set": "years" },
        "identity": { "set": { "always": true } },
    });
    let catalog = after(&shop(), &op(alter(facets.clone())));
    let age = &catalog.table(&name("persons")).unwrap().columns[2];
    assert!(!age.nullable && age.default.is_some() && age.identity.is_some());
    assert_eq!(comes_back(&shop(), alter(facets.clone())), None);
    let removed = json!({ "default": "remove", "comment": "remove", "identity": "remove" });
    assert_eq!(comes_back(&catalog, alter(removed)), None);
}

#[test]
fn an_alteration_to_what_is_there_already_undoes_nothing() {
    let same =
        alter(json!({ "nullable": true, "default": "remove", "type": { "type": "integer" } }));
    assert_eq!(op(same).inverse(&shop()), Inverse::Exact(Vec::new()));
}
