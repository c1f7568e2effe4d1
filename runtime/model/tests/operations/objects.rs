use sandshift_model::catalog::Catalog;
use sandshift_model::operation::{Operate, Permission, Touched};
use serde_json::{Value, json};

use crate::samples::{after, comes_back, named, op, refuses, shop};

fn view(query: &str, or_replace: bool) -> Value {
    json!({ "op": "create_view", "view": { "name": named("adults"), "query": query },
        "or_replace": or_replace })
}

fn function(definition: &str, or_replace: bool) -> Value {
    json!({ "op": "create_function",
        "function": { "name": named("f"), "arguments": "integer", "definition": definition },
        "or_replace": or_replace })
}

#[test]
fn a_replaced_object_comes_back_as_it_was() {
    let mut before = after(&shop(), &op(view("SELECT 1", false)));
    before = after(&before, &op(function("CREATE FUNCTION f() 1", false)));
    assert_eq!(comes_back(&before, view("SELECT 2", true)), None);
    assert_eq!(comes_back(&before, function("CREATE FUNCTION f() 2", true)), None);
    refuses(&before, view("SELECT 2", false), "there is already a view `adults`");
    refuses(&before, function("", false), "there is already a function `f`");
    let trigger = json!({ "name": "touch", "table": named("persons"), "definition": "other" });
    let replace = json!({ "op": "create_trigger", "trigger": trigger, "or_replace": true });
    assert_eq!(comes_back(&before, replace), None);
    let again = json!({ "op": "create_trigger", "trigger": trigger });
    refuses(&before, again, "there is already a trigger `persons.touch`");
}

#[test]
fn new_objects_go_again_and_dropped_ones_come_back() {
    let before = after(&shop(), &op(view("SELECT 1", false)));
    let before = after(&before, &op(function("CREATE FUNCTION f() 1", false)));
    for json in [
        view("SELECT 1", true),
        function("CREATE FUNCTION f() 1", true),
        json!({ "op": "create_schema", "name": "audit" }),
        json!({ "op": "create_sequence", "sequence": { "name": named("s") } }),
        json!({ "op": "create_extension", "name": "pg_trgm" }),
    ] {
        assert_eq!(comes_back(&shop(), json), None);
    }
    for json in [
        json!({ "op": "drop_view", "name": named("adults") }),
        json!({ "op": "drop_function", "name": named("f"), "arguments": "integer" }),
        json!({ "op": "drop_trigger", "name": "touch", "table": named("persons") }),
    ] {
        assert_eq!(comes_back(&before, json), None);
    }
}

#[test]
fn what_is_missing_is_dropped_only_if_it_exists() {
    for (mut json, message) in [
        (json!({ "op": "drop_view", "name": named("n") }), "there is no view `n`"),
        (json!({ "op": "drop_function", "name": named("n") }), "there is no function `n`"),
        (
            json!({ "op": "drop_trigger", "name": "n", "table": named("persons") }),
            "there is no trigger `persons.n`",
        ),
        (json!({ "op": "drop_schema", "name": "n" }), "there is no schema `n`"),
        (json!({ "op": "drop_sequence", "name": named("n") }), "there is no sequence `n`"),
        (json!({ "op": "drop_extension", "name": "n" }), "there is no extension `n`"),
    ] {
        refuses(&shop(), json.clone(), message);
        json["if_exists"] = json!(true);
        assert_eq!(comes_back(&shop(), json), None);
    }
}

#[test]
fn a_schema_goes_with_its_contents_only_by_cascade_and_comes_back_with_them() {
    let inside = |name: &str| json!({ "schema": "audit", "name": name });
    let column = json!({ "name": "id", "type": "integer", "nullable": false });
    let table = |name: &str, points_to: &str| {
        json!({ "op": "create_table", "table": { "name": inside(name), "columns": [column],
            "constraints": [{ "name": "fk", "constraint": "foreign_key", "columns": ["id"],
                "references": inside(points_to), "referred_columns": [] }] } })
    };
    let mut before = shop();
    for json in [
        json!({ "op": "create_schema", "name": "audit" }),
        json!({ "op": "create_sequence", "sequence": { "name": inside("s") } }),
        table("z", "z"),
        table("a", "z"),
    ] {
        before = after(&before, &op(json));
    }
    let drop = json!({ "op": "drop_schema", "name": "audit" });
    let message = "schema `audit` cannot be dropped while `audit.a` is in it";
    refuses(&before, drop, message);
    let drop = json!({ "op": "drop_schema", "name": "audit", "cascade": true });
    assert_eq!(after(&before, &op(drop.clone())), shop());
    assert!(comes_back(&before, drop).is_some());
}

#[test]
fn lost_state_of_sequences_and_extensions_is_said() {
    let mut before = Catalog::default();
    for json in [
        json!({ "op": "create_sequence", "sequence": { "name": named("s"), "start": 5 } }),
        json!({ "op": "create_extension", "name": "pg_trgm" }),
    ] {
        before = after(&before, &op(json));
    }
    let drop = json!({ "op": "drop_sequence", "name": named("s") });
    assert_eq!(comes_back(&before, drop).unwrap(), "sequence `s` begins again at its start");
    let drop = json!({ "op": "drop_extension", "name": "pg_trgm" });
    assert!(comes_back(&before, drop).is_some());
}

#[test]
fn whole_statements_of_sql_need_the_permission_for_sql() {
    assert_eq!(op(view("SELECT 1", false)).permission(), Permission::RawSql);
    assert_eq!(op(function("", false)).permission(), Permission::RawSql);
    let execute = op(json!({ "op": "execute", "sql": { "generic": "VACUUM" } }));
    assert_eq!(execute.permission(), Permission::RawSql);
    assert_eq!(execute.touches(), [Touched::Unknown]);
}
