use serde_json::{Value, json};

use crate::samples::{named, op};

#[track_caller]
fn reads(json: Value, expected: &str) {
    assert_eq!(op(json).describe(), expected);
}

#[test]
fn operations_read_as_one_line() {
    let column = json!({ "name": "email", "type": "text", "nullable": true });
    reads(
        json!({ "op": "add_column", "table": named("persons"), "column": column }),
        "add column `persons.email`",
    );
    let rows = json!([[{ "int": 1 }], [{ "int": 2 }], [{ "int": 3 }]]);
    reads(
        json!({ "op": "insert", "table": named("persons"), "columns": ["id"], "rows": rows }),
        "insert 3 rows into `persons`",
    );
    reads(
        json!({ "op": "create_table", "table": { "name": named("t"), "columns": [column] } }),
        "create table `t` with 1 column",
    );
    let index = json!({ "name": "ix", "table": named("t"), "unique": true,
        "keys": [{ "on": { "column": "a" } }, { "on": { "expression": "lower(\n b)" } }] });
    reads(
        json!({ "op": "create_index", "index": index }),
        "create unique index `ix` on `t (a, lower( b))`",
    );
}

#[test]
fn an_alteration_names_what_changes() {
    let alter = json!({ "op": "alter_column", "table": named("t"), "column": "a",
        "type": { "type": { "numeric": { "precision": 10, "scale": 2 } } },
        "nullable": false, "default": "remove", "comment": { "set": "x" } });
    reads(alter, "alter column `t.a`: type numeric(10, 2), not null, no default, new comment");
}

#[test]
fn long_sql_is_cut_at_a_character() {
    let sql = format!("SELECT\n  '{}'", "ü".repeat(80));
    let line = op(json!({ "op": "execute", "sql": { "generic": sql } })).describe();
    assert!(line.starts_with("run `SELECT 'ü") && line.ends_with("ü…`"), "{line}");
    assert_eq!(line.chars().count(), 67);
}

#[test]
fn every_operation_survives_json_under_its_own_name() {
    let (t, x, column) =
        (named("t"), json!("x"), json!({ "name": "a", "type": "text", "nullable": true }));
    let (table, filter) =
        (json!({ "name": t, "columns": [column] }), json!({ "equal": [["a", "null"]] }));
    let index = json!({ "name": "ix", "table": t, "keys": [{ "on": { "column": "a" } }] });
    let check = json!({ "name": "ck", "constraint": "check", "expression": "a > 1" });
    let trigger = json!({ "name": "x", "table": t, "definition": "CREATE TRIGGER x" });
    let all = [
        json!({ "op": "create_table", "table": table }),
        json!({ "op": "drop_table", "table": t }),
        json!({ "op": "rename_table", "table": t, "new_name": x }),
        json!({ "op": "set_table_comment", "table": t, "comment": null }),
        json!({ "op": "add_column", "table": t, "column": column }),
        json!({ "op": "drop_column", "table": t, "column": "a" }),
        json!({ "op": "rename_column", "table": t, "column": "a", "new_name": x }),
        json!({ "op": "alter_column", "table": t, "column": "a", "comment": { "set": "x" } }),
        json!({ "op": "create_index", "index": index }),
        json!({ "op": "drop_index", "name": x }),
        json!({ "op": "rename_index", "name": x, "new_name": "y" }),
        json!({ "op": "add_constraint", "table": t, "constraint": check }),
        json!({ "op": "drop_constraint", "table": t, "name": x, "kind": "primary_key" }),
        json!({ "op": "rename_constraint", "table": t, "name": x, "new_name": "y" }),
        json!({ "op": "validate_constraint", "table": t, "name": x }),
        json!({ "op": "create_enum", "enum_type": { "name": "e", "values": ["a"] } }),
        json!({ "op": "add_enum_value", "name": "e", "value": "b", "position": { "after": "a" } }),
        json!({ "op": "rename_enum_value", "name": "e", "value": "a", "new_value": "b" }),
        json!({ "op": "drop_enum", "name": "e" }),
        json!({ "op": "create_view", "view": { "name": t, "query": "SELECT 1" } }),
        json!({ "op": "drop_view", "name": t }),
        json!({ "op": "create_trigger", "trigger": trigger }),
        json!({ "op": "drop_trigger", "name": x, "table": t }),
        json!({ "op": "create_function", "function": { "name": t, "definition": "f" } }),
        json!({ "op": "drop_function", "name": t }),
        json!({ "op": "create_schema", "name": x }),
        json!({ "op": "drop_schema", "name": x }),
        json!({ "op": "create_sequence", "sequence": { "name": t } }),
        json!({ "op": "drop_sequence", "name": t }),
        json!({ "op": "create_extension", "name": x }),
        json!({ "op": "drop_extension", "name": x }),
        json!({ "op": "insert", "table": t, "columns": ["a"], "rows": [[{ "decimal": "1.5" }]] }),
        json!({ "op": "update", "table": t, "set": [["a", { "expression": { "generic": "a" } }]],
            "filter": filter }),
        json!({ "op": "update_by_key", "table": t, "key": ["a"], "columns": ["b"],
            "rows": [[{ "bytes": [0, 255] }, { "real": 0.1 }]] }),
        json!({ "op": "delete", "table": t, "filter": filter }),
        json!({
            "op": "restore_rows", "table": t, "undo_table": named("u"), "operation": 1,
            "key": ["a"], "columns": ["b"], "change": "updated",
        }),
        json!({ "op": "execute", "sql": { "variants": { "sqlite": "VACUUM" } } }),
    ];
    let mut seen = Vec::new();
    for json in all {
        let operation = op(json);
        let text = serde_json::to_value(&operation).unwrap();
        assert_eq!(text["op"], operation.name());
        assert_eq!(op(text), operation);
        seen.push(operation.name());
    }
    assert_eq!(seen, sandshift_model::operation::Operation::NAMES);
}
