//! Each operation of a component is the one that the same call of a script becomes.

use sandshift_model::operation::Operation;
use serde_json::{Value as Json, json};

use crate::component::doing;
use crate::host::{Recorder, passes as script};
use crate::running::passes;

/// Operations of the contract and the body of a script come to the same.
#[track_caller]
fn check(operations: &[Json], body: &str) {
    let component = passes(Recorder::default(), &doing(operations, ""));
    let expected: Vec<Operation> = script(Recorder::default(), body).operations();
    assert!(!expected.is_empty(), "the script did nothing");
    assert_eq!(component.operations(), expected);
}

fn column(name: &str, column_type: Json, nullable: bool) -> Json {
    json!({ "name": name, "column-type": column_type, "nullable": nullable })
}

#[test]
fn a_table_and_its_rows_are_those_of_a_script() {
    let table = json!({
        "name": { "name": "persons" },
        "columns": [
            column("id", json!("big-integer"), false),
            column("name", json!({ "string": 100 }), false),
            column("born", json!("date"), true),
        ],
        "constraints": [
            { "body": { "primary-key": ["id"] } },
            { "name": "uq", "body": { "unique": { "columns": ["name"] } } },
        ],
        "indexes": [{ "name": "ix", "keys": [{ "term": { "column": "born" } }] }],
        "options": {},
    });
    let rows = json!({
        "rows": 2,
        "columns": [
            { "name": "born", "cells": { "texts": { "kind": "date", "texts": ["1815-12-10", ""] } },
              "nulls": [false, true] },
            { "name": "id", "cells": { "signed": [1, 2] } },
            { "name": "name", "cells": { "texts": { "kind": "text", "texts": ["Ada", "Ö'Neil"] } } },
        ],
    });
    let body = r#"
        db.create_table("persons", [
            column("id", big_integer()).primary_key(),
            column("name", string(100)).not_null(),
            column("born", date()),
            unique(["name"], #{ name: "uq" }),
            index(["born"], #{ name: "ix" }),
        ]);
        db.insert("persons", [
            #{ born: parse_date("1815-12-10"), id: 1, name: "Ada" },
            #{ born: (), id: 2, name: "Ö'Neil" },
        ]);"#;
    check(
        &[
            json!({ "create-table": { "table": table } }),
            json!({ "insert": { "table": { "name": "persons" }, "rows": rows } }),
        ],
        body,
    );
}

#[test]
fn changes_of_a_table_are_those_of_a_script() {
    let table = json!({ "name": "t" });
    check(
        &[
            json!({ "add-column": { "table": table, "column": column("a", json!("integer"), true) } }),
            json!({ "rename-column": { "table": table, "column": "a", "new-name": "b" } }),
            json!({ "drop-column": { "table": table, "column": "b" } }),
            json!({ "rename-table": { "table": table, "new-name": "u" } }),
            json!({ "drop-table": { "table": { "name": "u" }, "if-exists": true } }),
        ],
        r#"
        db.add_column("t", column("a", integer()));
        db.rename_column("t", "a", "b");
        db.drop_column("t", "b");
        db.rename_table("t", "u");
        db.drop_table("u", #{ if_exists: true });"#,
    );
}

#[test]
fn enums_and_views_are_those_of_a_script() {
    check(
        &[
            json!({ "create-enum": { "name": "mood", "values": ["glad", "sad"] } }),
            json!({ "add-enum-value": { "name": "mood", "value": "calm", "position": "last" } }),
            json!({ "create-view": { "name": { "name": "v" }, "query": "SELECT 1" } }),
            json!({ "drop-view": { "name": { "name": "v" } } }),
            json!({ "drop-enum": { "name": "mood" } }),
        ],
        r#"
        db.create_enum("mood", ["glad", "sad"]);
        db.add_enum_value("mood", "calm");
        db.create_view("v", "SELECT 1");
        db.drop_view("v");
        db.drop_enum("mood");"#,
    );
}

#[test]
fn rows_by_condition_are_those_of_a_script() {
    let table = json!({ "name": "t" });
    check(
        &[
            json!({ "update": {
                "table": table,
                "set": [["a", { "value": { "signed": 1 } }]],
                "filter": { "equal": [["b", "null"]] },
            } }),
            json!({ "delete": { "table": table, "filter": { "equal": [["a", { "real": 0.5 }]] } } }),
        ],
        r#"
        db.update("t", #{ a: 1 }, #{ b: () });
        db.delete("t", #{ a: 0.5 });"#,
    );
}
