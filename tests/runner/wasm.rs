//! A migration that is a WebAssembly component, the same on the three databases.

use std::fs;

use sandshift::error::Coded;
use sandshift::report::event::Event;
use sandshift::revision::Direction;
use sandshift_test_servers::shell;
use serde_json::json;

use crate::component::doing;
use crate::project::{Scene, databases};

const HEADER: &str = "revision = \"aaaa\"\nmessage = \"persons\"\n";

/// Makes a table with two rows; `after` is what its `up` does then.
fn persons(scene: &Scene, after: &str) {
    persons_of(scene, [1, 2], after);
}

fn persons_of(scene: &Scene, ids: [i64; 2], after: &str) {
    let column = |name: &str, column_type: serde_json::Value, nullable: bool| json!({ "name": name, "column-type": column_type, "nullable": nullable });
    let table = json!({
        "name": { "name": "persons" },
        "columns": [
            column("id", json!("integer"), false),
            column("name", json!({ "string": 100 }), true),
        ],
        "constraints": [{ "body": { "primary-key": ["id"] } }],
        "options": {},
    });
    let rows = json!({ "rows": 2, "columns": [
        { "name": "id", "cells": { "signed": ids } },
        { "name": "name", "cells": { "texts": { "kind": "text", "texts": ["O'Neil", ""] } },
          "nulls": [false, true] },
    ] });
    let operations = [
        json!({ "create-table": { "table": table } }),
        json!({ "insert": { "table": { "name": "persons" }, "rows": rows } }),
    ];
    scene.write("aaaa_persons.toml", HEADER);
    fs::write(scene.migrations().join("aaaa_persons.wasm"), doing(&operations, after)).unwrap();
}

/// The calls of the module that became statements of the last run, each once.
fn calls(scene: &Scene) -> Vec<(u32, &'static str)> {
    let events = scene.events.0.lock().unwrap();
    let finished = events.iter().rev().find_map(|event| match event {
        Event::Finished { transcript, .. } => Some(transcript),
        _ => None,
    });
    let lines = finished.expect("a migration finished").lines.iter();
    let mut calls: Vec<_> =
        lines.filter_map(|line| line.origin.call).map(|call| (call.number, call.name)).collect();
    calls.dedup();
    calls
}

#[test]
fn a_component_runs_everywhere_and_its_way_back_is_worked_out() {
    for database in databases() {
        let scene = Scene::new(database);
        let url = scene.database.url.clone();
        persons(&scene, "");
        scene.must_up();
        assert_eq!(calls(&scene), [(1, "create_table"), (2, "insert")], "{url}");
        assert_eq!(
            scene.values("SELECT name FROM persons ORDER BY id"),
            ["[Text(\"O'Neil\")]", "[Null]"],
            "{url}"
        );
        scene.accept_loss_down("base").unwrap_or_else(|error| panic!("{url}: {error:?}"));
        assert!(!scene.has("persons"), "{url}");
        assert!(scene.heads().is_empty(), "{url}");
    }
}

#[test]
fn the_dry_run_of_a_component_does_in_the_shell_what_a_run_does() {
    let copies = databases();
    for (database, copy) in databases().into_iter().zip(copies) {
        let scene = Scene::new(database);
        let url = scene.database.url.clone();
        persons(&scene, "");
        let text = scene.dry_run(Direction::Up, "heads").unwrap_or_else(|e| panic!("{url}: {e:?}"));
        assert!(!scene.has("persons"), "{url}");
        shell(&copy, &text).unwrap_or_else(|error| panic!("{url}: {error:?}\n{text}"));
        scene.must_up();
        let query = "SELECT id, name FROM persons ORDER BY id";
        assert_eq!(shell(&copy, query).unwrap(), shell(&scene.database, query).unwrap(), "{url}");
    }
}

#[test]
fn case_12_a_trap_in_the_middle_leaves_nothing_where_the_database_can_undo_it() {
    for database in databases() {
        let scene = Scene::new(database);
        persons(&scene, "unreachable");
        let failure = scene.failing_up();
        let said = format!("{failure:?}");
        assert!(said.contains("the module trapped"), "{}: {said}", scene.database.url);
        assert!(scene.heads().is_empty(), "{}", scene.database.url);
        if !scene.is_mysql() {
            assert!(!scene.has("persons"), "{}", scene.database.url);
        }
    }
}

#[test]
fn a_statement_that_fails_names_the_call_of_the_module() {
    for database in databases() {
        let scene = Scene::new(database);
        persons_of(&scene, [1, 1], "");
        let failure = scene.failing_up();
        let said = failure.to_string();
        assert!(said.ends_with(", in call 2 of `up`, `insert`"), "{said}");
        assert!(failure.sql().is_some_and(|sql| sql.starts_with("INSERT")), "{failure:?}");
        assert!(failure.place().file.is_some_and(|file| file.ends_with("aaaa_persons.wasm")));
    }
}

#[test]
fn case_12_a_trap_after_rows_were_written_leaves_every_row_as_it_was() {
    for database in databases() {
        let scene = Scene::new(database);
        let url = scene.database.url.clone();
        persons(&scene, "");
        scene.must_up();
        let rows = "SELECT id, name FROM persons ORDER BY id";
        let before = (scene.values(rows), scene.heads());
        let table = json!({ "name": "persons" });
        let batch = json!({ "rows": 2, "columns": [
            { "name": "id", "cells": { "signed": [2, 3] } },
            { "name": "name", "cells": { "texts": { "kind": "text", "texts": ["b", "c"] } } },
        ] });
        let keys = json!({ "rows": 1, "columns": [{ "name": "id", "cells": { "signed": [1] } }] });
        let operations = [
            json!({ "update-by-key": { "table": table, "key": ["id"], "rows": batch } }),
            json!({ "delete-by-key": { "table": table, "keys": keys } }),
        ];
        scene.write(
            "bbbb_change.toml",
            "revision = \"bbbb\"\ndown_revision = \"aaaa\"\nmessage = \"change\"\n",
        );
        let bytes = doing(&operations, "unreachable");
        fs::write(scene.migrations().join("bbbb_change.wasm"), bytes).unwrap();
        let said = scene.failing_up().to_string();
        assert!(said.ends_with(", after call 2 of `up`, `delete-by-key`"), "{url}: {said}");
        assert_eq!((scene.values(rows), scene.heads()), before, "{url}");
    }
}
