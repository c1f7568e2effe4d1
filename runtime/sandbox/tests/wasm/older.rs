//! Modules of an older contract, and of one that nobody knows.

use sandshift_sandbox::error::GuestError;
use sandshift_sandbox::host::Level;
use sandshift_sandbox::limits::Limits;
use sandshift_sandbox::wasm::{VERSIONS, WasmGuest, World, describe};
use serde_json::{Value as Json, json};

use crate::component::{CURRENT, MEMORY, Version, component_in, doing_in};
use crate::host::{Recorder, text};
use crate::running::passes;

const OLDER: Version = Version { folder: "guests/wit-0.1", number: "0.1.0" };

/// Every operation of the contract 0.1, each with something in it.
fn everything() -> Vec<Json> {
    let (table, name) = (json!({ "name": "t" }), json!({ "schema": "s", "name": "n" }));
    let column = json!({ "name": "a", "column-type": { "string": 9 }, "nullable": true,
        "default": { "literal": { "text": "x" } } });
    let index =
        json!({ "name": "ix", "keys": [{ "term": { "column": "a" }, "descending": true }] });
    let check = json!({ "name": "ck", "body": { "check": { "expression": "a > 0" } } });
    let rows = json!({ "rows": 1, "columns": [
        { "name": "id", "cells": { "signed": [1] } },
        { "name": "a", "cells": { "mixed": [{ "real": 0.5 }] } },
    ] });
    let filter = json!({ "equal": [["id", { "signed": 1 }]] });
    vec![
        json!({ "create-table": { "if-not-exists": true, "table": {
            "name": name, "columns": [column], "constraints": [check], "indexes": [index],
            "comment": "c", "options": { "strict": true } } } }),
        json!({ "drop-table": { "table": name, "cascade": true } }),
        json!({ "rename-table": { "table": table, "new-name": "u" } }),
        json!({ "set-table-comment": { "table": table, "comment": "c" } }),
        json!({ "add-column": { "table": table, "column": column } }),
        json!({ "drop-column": { "table": table, "column": "a", "if-exists": true } }),
        json!({ "rename-column": { "table": table, "column": "a", "new-name": "b" } }),
        json!({ "alter-column": { "table": table, "column": "a", "nullable": false,
            "column-type": { "column-type": "integer", "using": { "generic": "a + 0" } },
            "default": "remove", "comment": { "set": "c" }, "identity": "unchanged" } }),
        json!({ "create-index": { "table": table, "index": index, "concurrently": true } }),
        json!({ "drop-index": { "name": "ix", "table": table, "if-exists": true } }),
        json!({ "rename-index": { "name": "ix", "new-name": "iy" } }),
        json!({ "add-constraint": { "table": table, "constraint": check } }),
        json!({ "drop-constraint": { "table": table, "name": "ck", "kind": "check" } }),
        json!({ "rename-constraint": { "table": table, "name": "ck", "new-name": "cl" } }),
        json!({ "validate-constraint": { "table": table, "name": "ck" } }),
        json!({ "create-enum": { "name": "mood", "values": ["glad", "sad"] } }),
        json!({ "add-enum-value": { "name": "mood", "value": "calm", "position": "last" } }),
        json!({ "rename-enum-value": { "name": "mood", "value": "sad", "new-value": "low" } }),
        json!({ "drop-enum": { "name": "mood", "if-exists": true } }),
        json!({ "create-view": { "name": name, "query": "SELECT 1", "or-replace": true } }),
        json!({ "drop-view": { "name": name } }),
        json!({ "insert": { "table": table, "rows": rows } }),
        json!({ "update": { "table": table, "set": [["a", { "value": { "decimal": "1.50" } }]],
            "filter": filter } }),
        json!({ "update-by-key": { "table": table, "key": ["id"], "rows": rows } }),
        json!({ "delete": { "table": table, "filter": "every-row" } }),
        json!({ "delete-by-key": { "table": table, "keys": rows } }),
    ]
}

#[test]
fn a_migration_of_the_older_contract_asks_for_the_same() {
    let operations = everything();
    let older = doing_in(OLDER, &operations, "");
    let described = describe(&older).unwrap();
    assert_eq!(described.contract.as_deref(), Some("0.1.0"));
    assert_eq!(described.world, Some(World::MigrationForward));
    let older = passes(Recorder::default(), &older).asked;
    let current = passes(Recorder::default(), &doing_in(CURRENT, &operations, "")).asked;
    assert_eq!(older.len(), operations.len());
    assert_eq!(older, current);
}

/// Uses every interface of version VERSION but `operations`, and traps at the first answer that
/// is not what it should be.
const SURROUNDED: &str = r#"(module
    (import "sandshift:guest/env@VERSION" "dialect" (func $dialect (param i32)))
    (import "sandshift:guest/env@VERSION" "revision" (func $revision (param i32)))
    (import "sandshift:guest/env@VERSION" "param" (func $param (param i32 i32 i32)))
    (import "sandshift:guest/env@VERSION" "now-micros" (func $now (result i64)))
    (import "sandshift:guest/env@VERSION" "uuid4" (func $uuid4 (param i32)))
    (import "sandshift:guest/env@VERSION" "uuid7" (func $uuid7 (param i32)))
    (import "sandshift:guest/log@VERSION" "write" (func $log (param i32 i32 i32)))
    (import "sandshift:guest/log@VERSION" "progress" (func $progress (param i64 i32 i64)))
    (import "sandshift:guest/query@VERSION" "open" (func $open
        (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i64) (result i32)))
    (import "sandshift:guest/query@VERSION" "[method]cursor.columns" (func $columns (param i32 i32)))
    (import "sandshift:guest/query@VERSION" "[method]cursor.next" (func $next (param i32 i32 i32)))
    (import "sandshift:guest/query@VERSION" "[resource-drop]cursor" (func $close (param i32)))
    (import "sandshift:guest/inspect@VERSION" "table" (func $inspect (param i32 i32 i32 i32 i32 i32)))
    (import "sandshift:guest/raw-sql@VERSION" "execute" (func $execute
        (param i32 i32 i32 i32 i32 i32 i32) (result i64)))
    (import "sandshift:guest/raw-sql@VERSION" "query" (func $ask
        (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
    MEMORY
    (data (i32.const 512) "t") (data (i32.const 520) "SELECT 1")
    (func $say (param $at i32)
        (call $log (i32.const 2) (i32.load (local.get $at)) (i32.load offset=4 (local.get $at))))
    (func $must (param i32) (if (i32.eqz (local.get 0)) (then unreachable)))
    (func $read (param $cursor i32)
        (call $columns (local.get $cursor) (i32.const 600))
        (call $must (i32.eq (i32.load (i32.const 604)) (i32.const 1)))
        (call $next (local.get $cursor) (i32.const 10) (i32.const 608))
        (call $must (i32.load8_u (i32.const 608)))
        (call $close (local.get $cursor)))
    (func (export "up") (result i32)
        (call $dialect (i32.const 600)) (call $say (i32.const 600))
        (call $revision (i32.const 600)) (call $say (i32.const 600))
        (call $param (i32.const 512) (i32.const 1) (i32.const 600)) (call $say (i32.const 604))
        (call $must (i64.eq (call $now) (i64.const 1700000000123456)))
        (call $uuid4 (i32.const 600)) (call $say (i32.const 600))
        (call $uuid7 (i32.const 600)) (call $say (i32.const 600))
        (call $progress (i64.const 3) (i32.const 1) (i64.const 4))
        (call $progress (i64.const 5) (i32.const 0) (i64.const 0))
        (call $inspect (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 512) (i32.const 1)
            (i32.const 600))
        (call $must (i32.eqz (i32.load8_u (i32.const 600))))
        (call $read (call $open (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 512)
            (i32.const 1) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)
            (i32.const 0) (i32.const 0) (i32.const 0) (i64.const 0)))
        (call $must (i64.eq (i64.const 7) (call $execute (i32.const 1) (i32.const 520)
            (i32.const 8) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))))
        (call $read (call $ask (i32.const 1) (i32.const 520) (i32.const 8) (i32.const 0)
            (i32.const 0) (i32.const 0) (i32.const 0)))
        (i32.const 16))
    (func (export "down") (result i32) (i32.const 16))
    (func (export "verify") (result i32) (i32.const 16)))"#;

fn surrounded(version: Version) -> Recorder {
    let module = SURROUNDED.replace("VERSION", version.number).replace("MEMORY", MEMORY);
    let mut host = Recorder::with_rows(&["a"], vec![vec![text("x")]]);
    host.params.insert("t".to_owned(), "value".to_owned());
    passes(host, &component_in(version, "migration-raw", &module))
}

#[test]
fn the_surroundings_of_the_older_contract_are_the_same() {
    let (older, current) = (surrounded(OLDER), surrounded(CURRENT));
    assert_eq!(older.asked, current.asked);
    assert_eq!(older.asked.len(), 3);
    assert_eq!(older.lines, current.lines);
    let said: Vec<&str> = older.lines.iter().map(|(_, line)| line.as_str()).take(3).collect();
    assert_eq!(said, ["sqlite", "3f2a1c9d", "value"]);
    assert!(older.lines.iter().all(|(level, _)| *level == Level::Warn));
    assert_eq!(older.progress, [(3, Some(4)), (5, None)]);
    assert_eq!(older.progress, current.progress);
}

#[test]
fn a_contract_that_nobody_knows_is_refused_with_its_version() {
    let mut resolve = wit_parser::Resolve::default();
    let world = "package sandshift:guest@0.9.0;
        interface env { dialect: func(); }
        world later { import env; export up: func() -> result<_, string>; }";
    let package = resolve.push_str("later.wit", world).unwrap();
    let module = format!(
        "(module (import \"sandshift:guest/env@0.9.0\" \"dialect\" (func)) \
         {MEMORY} (func (export \"up\") (result i32) (i32.const 16)))"
    );
    let later = crate::component::component(&resolve, package, "later", &module);
    assert_eq!(describe(&later).unwrap().contract.as_deref(), Some("0.9.0"));
    let error = WasmGuest::compile(&later, &Limits::default()).expect_err("it compiles");
    let expected = "the module is built against version `0.9.0` of the contract \
                    `sandshift:guest`; this host knows `0.2.0` and `0.1.0`";
    assert_eq!(error.to_string(), expected);
    assert!(matches!(error, GuestError::Misuse { hint: Some(_), .. }));
}

#[test]
fn the_versions_that_a_host_knows_are_those_that_lie_there() {
    assert_eq!(VERSIONS, [CURRENT.number, OLDER.number]);
}
