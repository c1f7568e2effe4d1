//! Operations that may fail.

use std::sync::{Arc, Mutex};

use sandshift_model::operation::Operation;
use sandshift_sandbox::error::{Fault, GuestError};
use sandshift_sandbox::guest::{Entry, Guest as _};
use sandshift_sandbox::host::Savepoint;
use sandshift_sandbox::limits::Limits;
use sandshift_sandbox::wasm::WasmGuest;
use serde_json::{Value as Json, json};
use wit_parser::Type;

use crate::component::{MEMORY, component, contract};
use crate::host::{Asked, PANICS, Recorder};
use crate::layout::{BASE, Layout};
use crate::running::{fails, run_on, still_alive};

/// A module that attempts operations, says why when they failed, and traps unless they came to
/// this many rows.
fn attempting(operations: &[Json], rows: u32) -> Vec<u8> {
    let (resolve, package) = contract();
    let interface = resolve.packages[package].interfaces["operations"];
    let operation = Type::Id(resolve.interfaces[interface].types["operation"]);
    let mut layout = Layout::new(&resolve);
    let start = layout.place_all(&operation, operations);
    let data: String = layout.into_bytes().iter().map(|byte| format!("\\{byte:02x}")).collect();
    let module = format!(
        "(module
            (import \"sandshift:guest/operations@0.2.0\" \"attempt\" (func $attempt
                (param i32 i32 i32)))
            (import \"sandshift:guest/log@0.2.0\" \"write\" (func $log (param i32 i32 i32)))
            {MEMORY} (data (i32.const {BASE}) \"{data}\")
            (func (export \"up\") (result i32)
                (call $attempt (i32.const {start}) (i32.const {}) (i32.const 600))
                (if (i32.load8_u (i32.const 600))
                    (then (call $log (i32.const 2) (i32.load (i32.const 608))
                        (i32.load (i32.const 612))))
                    (else (if (i64.ne (i64.load (i32.const 608)) (i64.const {rows}))
                        (then unreachable))))
                (i32.const 16)))",
        operations.len()
    );
    component(&resolve, package, "migration-forward", &module)
}

fn insert() -> Json {
    let rows = json!({ "rows": 2, "columns": [{ "name": "a", "cells": { "signed": [1, 2] } }] });
    json!({ "insert": { "table": { "name": "t" }, "rows": rows } })
}

fn view(query: &str) -> Json {
    json!({ "create-view": { "name": { "name": "v" }, "query": query } })
}

/// What was asked for, in a word each.
fn asked(host: &Recorder) -> Vec<&'static str> {
    let word = |asked: &Asked| match asked {
        Asked::Apply(operation) => operation.name(),
        Asked::Savepoint(Savepoint::Open) => "open",
        Asked::Savepoint(Savepoint::Release) => "release",
        Asked::Savepoint(Savepoint::Undo) => "undo",
        other => panic!("{other:?}"),
    };
    host.asked.iter().map(|(asked, _)| word(asked)).collect()
}

#[test]
fn what_succeeds_is_kept_and_counted_together() {
    let bytes = attempting(&[insert(), view("SELECT 1"), insert()], 4);
    let (outcome, host) = run_on(Recorder::default(), &bytes, &Limits::default());
    outcome.unwrap();
    assert_eq!(asked(&host), ["open", "insert", "create_view", "insert", "release"]);
    assert!(host.lines.is_empty());
    let places: Vec<String> = host.asked.iter().map(|(_, origin)| origin.to_string()).collect();
    assert_eq!(places[0], "in call 1 of `up`, `attempt`");
    assert_eq!(places[2], "in call 1 of `up`, `create-view`");
}

#[test]
fn what_the_database_refuses_is_undone_and_the_module_goes_on_with_the_reason() {
    let mut host = Recorder::default();
    host.fails.insert("boom".to_owned(), Fault::Sql);
    let bytes = attempting(&[insert(), view("boom"), insert()], 0);
    let (outcome, host) = run_on(host, &bytes, &Limits::default());
    outcome.unwrap();
    assert_eq!(asked(&host), ["open", "insert", "undo"]);
    let said: Vec<&str> = host.lines.iter().map(|(_, line)| line.as_str()).collect();
    assert_eq!(said, ["`boom` failed"]);
}

#[test]
fn what_is_not_the_databases_refusal_ends_the_module() {
    let mut host = Recorder::default();
    host.fails.insert("boom".to_owned(), Fault::Refused);
    let (outcome, host) = run_on(host, &attempting(&[view("boom")], 0), &Limits::default());
    assert!(matches!(outcome, Err(GuestError::Host { .. })), "{outcome:?}");
    assert!(host.lines.is_empty());
}

#[test]
fn a_word_that_is_none_ends_the_module_before_anything_is_attempted() {
    let drop = json!({ "drop-table": { "table": { "name": "" } } });
    let (error, host) = fails(&attempting(&[insert(), drop], 0), &Limits::default());
    assert_eq!(error.to_string(), "`drop-table`: a name is empty");
    assert!(host.asked.is_empty());
}

#[test]
fn no_operation_at_all_is_attempted() {
    let (outcome, host) = run_on(Recorder::default(), &attempting(&[], 0), &Limits::default());
    outcome.unwrap();
    let none: [Operation; 0] = [];
    assert_eq!(host.operations(), none);
}

#[test]
fn case_51_a_host_that_panics_ends_the_module_with_an_error() {
    let mut guest =
        WasmGuest::compile(&attempting(&[view(PANICS)], 0), &Limits::default()).unwrap();
    let outcome = guest.call(Entry::Up, Arc::new(Mutex::new(Recorder::default())));
    let Err(GuestError::Host { error, .. }) = &outcome else { panic!("{outcome:?}") };
    assert_eq!(error.fault, Fault::Fatal, "{outcome:?}");
    still_alive();
}
