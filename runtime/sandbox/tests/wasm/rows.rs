//! Rows by key, and rows that a component reads.

use sandshift_model::operation::{DeleteRows, Operation, UpdateByKey};
use sandshift_model::query::Filter;
use sandshift_model::value::Value;
use sandshift_sandbox::error::{GuestError, Resource};
use sandshift_sandbox::limits::Limits;
use serde_json::json;

use crate::component::{component_of, doing};
use crate::host::{Recorder, ident, object, text};
use crate::running::{fails, passes, run_on};

#[test]
fn an_update_by_key_puts_the_key_in_front() {
    let rows = json!({ "rows": 1, "columns": [
        { "name": "n", "cells": { "unsigned": [7] } },
        { "name": "id", "cells": { "mixed": [{ "text": "x" }] } },
    ] });
    let update = json!({ "table": { "name": "t" }, "key": ["id"], "rows": rows });
    let host = passes(Recorder::default(), &doing(&[json!({ "update-by-key": update })], ""));
    let expected = UpdateByKey {
        table: object("t"),
        key: vec![ident("id")],
        columns: vec![ident("n")],
        rows: vec![vec![text("x"), Value::Int(7)]],
    };
    assert_eq!(host.operations(), [Operation::from(expected)]);
}

#[test]
fn a_deletion_by_key_is_one_for_each_row() {
    let keys = json!({ "rows": 2, "columns": [{ "name": "id", "cells": { "signed": [1, 2] } }] });
    let delete = json!({ "delete-by-key": { "table": { "name": "t" }, "keys": keys } });
    let host = passes(Recorder::default(), &doing(&[delete], ""));
    let expected = [1, 2].map(|id| {
        let filter = Filter::Equal(vec![(ident("id"), Value::Int(id))]);
        Operation::from(DeleteRows { table: object("t"), filter })
    });
    assert_eq!(host.operations(), expected);
}

/// Opens a query of the table `t`, reads the first batch, and traps unless it has three rows.
const READING: &str = r#"(module
    (import "sandshift:guest/query@0.2.0" "open" (func $open
        (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i64) (result i32)))
    (import "sandshift:guest/query@0.2.0" "[method]cursor.next"
        (func $next (param i32 i32 i32)))
    (memory (export "memory") 4)
    (global $free (mut i32) (i32.const 4096))
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
        (global.set $free (i32.and (i32.add (global.get $free) (i32.const 7)) (i32.const -8)))
        (global.get $free)
        (global.set $free (i32.add (global.get $free) (local.get 3))))
    (data (i32.const 512) "t")
    (func $ask (result i32)
        ;; No schema, the name at 512, all columns, every row, no order, no limit.
        (call $open (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 512) (i32.const 1)
            (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)
            (i32.const 0) (i32.const 0) (i32.const 0) (i64.const 0)))
    (func (export "up") (result i32)
        OPENED
        (call $next (call $ask) (i32.const 10) (i32.const 600))
        (if (i32.ne (i32.load (i32.const 604)) (i32.const 3)) (then unreachable))
        (i32.const 16)))"#;

fn reader(opened: usize) -> Vec<u8> {
    let opened = "(drop (call $ask))".repeat(opened);
    component_of("migration-forward", &READING.replace("OPENED", &opened))
}

fn rows() -> Recorder {
    let row = |id: i64, name: Value| vec![Value::Int(id), name];
    Recorder::with_rows(
        &["id", "name"],
        vec![row(1, text("a")), row(2, Value::Null), row(3, Value::Bool(true))],
    )
}

#[test]
fn a_cursor_gives_all_rows_in_one_batch() {
    passes(rows(), &reader(0));
}

#[test]
fn a_cursor_of_no_rows_gives_none() {
    let (outcome, _) = run_on(Recorder::default(), &reader(0), &Limits::default());
    assert!(matches!(outcome, Err(GuestError::Thrown { .. })), "{outcome:?}");
}

#[test]
fn case_16_a_flood_of_cursors_ends_at_the_limit() {
    let (error, _) = fails(&reader(16), &Limits::default());
    assert_eq!(error.to_string(), "the migration went over its limit of 16 open cursors");
    assert!(matches!(error, GuestError::Limit { resource: Resource::Memory, .. }));
}
