//! Components that misbehave while they run. Each ends with an error that names the cause, and
//! the process goes on.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use sandshift_sandbox::error::{Fault, GuestError, Resource};
use sandshift_sandbox::guest::{Entry, Guest};
use sandshift_sandbox::limits::Limits;
use sandshift_sandbox::wasm::WasmGuest;
use serde_json::json;

use crate::component::{APPLY, MEMORY, component_of, doing, up};
use crate::host::Recorder;
use crate::running::{fails, run_on, still_alive};

const LOG: &str = r#"
    (import "sandshift:guest/log@0.2.0" "write" (func $log (param i32 i32 i32)))"#;

#[track_caller]
pub(crate) fn goes_over(bytes: &[u8], limits: &Limits, expected: Resource, words: &str) {
    let (error, _) = fails(bytes, limits);
    let GuestError::Limit { resource, limit, .. } = &error else { panic!("{error:?}") };
    assert_eq!((*resource, limit.as_str()), (expected, words));
    still_alive();
}

#[test]
fn case_01_an_endless_loop_runs_out_of_operations() {
    let limits = Limits { operations: 1_000_000, ..Limits::default() };
    goes_over(&up("", "(loop (br 0))"), &limits, Resource::Time, "1000000 operations");
}

#[test]
fn case_01_an_endless_loop_runs_out_of_time() {
    let limits = Limits {
        script_time: Duration::from_millis(100),
        operations: u64::MAX,
        ..Limits::default()
    };
    let mut guest = WasmGuest::compile(&up("", "(loop (br 0))"), &limits).unwrap();
    let began = Instant::now();
    let error = guest.call(Entry::Up, Arc::new(Mutex::new(Recorder::default()))).unwrap_err();
    // Two ticks of the clock are 20 ms; the rest is for a machine that does other things as well.
    assert!(began.elapsed() < Duration::from_secs(2), "it took {:?}", began.elapsed());
    assert_eq!(error.to_string(), "the migration went over its limit of 0.1 s of module time");
    assert!(matches!(error, GuestError::Limit { resource: Resource::Time, .. }));
    still_alive();
}

#[test]
fn case_01_a_loop_in_a_start_function_is_under_the_limits_too() {
    let module = format!(
        "(module {MEMORY} (func $spin (loop (br 0))) (start $spin)
         (func (export \"up\") (result i32) (i32.const 16)))"
    );
    let limits = Limits { operations: 1_000_000, ..Limits::default() };
    let bytes = component_of("migration-forward", &module);
    goes_over(&bytes, &limits, Resource::Time, "1000000 operations");
}

#[test]
fn case_03_memory_that_grows_for_ever_is_refused_at_the_limit() {
    let limits = Limits { memory_bytes: 8 << 20, ..Limits::default() };
    let body = "(loop (br_if 0 (i32.ne (memory.grow (i32.const 16)) (i32.const -1)))) unreachable";
    goes_over(&up("", body), &limits, Resource::Memory, "8388608 bytes of memory");
}

#[test]
fn case_03_memory_that_is_too_large_from_the_start_is_refused() {
    let module = "(module (memory (export \"memory\") 65536)
        (func (export \"cabi_realloc\") (param i32 i32 i32 i32) (result i32) unreachable)
        (func (export \"up\") (result i32) (i32.const 16)))";
    let limits = Limits { memory_bytes: 8 << 20, ..Limits::default() };
    let bytes = component_of("migration-forward", module);
    goes_over(&bytes, &limits, Resource::Memory, "8388608 bytes of memory");
}

#[test]
fn case_04_tables_count_as_memory() {
    let limits = Limits { memory_bytes: 8 << 20, ..Limits::default() };
    let bytes = up("(table 100000000 funcref)", "");
    goes_over(&bytes, &limits, Resource::Memory, "8388608 bytes of memory");
}

#[test]
fn case_06_deep_recursion_ends_at_the_stack() {
    let module = format!(
        "(module {MEMORY} (func $deep (param i32) (result i32)
            (i32.add (call $deep (local.get 0)) (i32.const 1)))
         (func (export \"up\") (result i32) (drop (call $deep (i32.const 0))) (i32.const 16)))"
    );
    let bytes = component_of("migration-forward", &module);
    goes_over(&bytes, &Limits::default(), Resource::Memory, "524288 bytes of stack");
}

#[test]
fn case_12_a_trap_in_the_middle_keeps_what_was_asked_before() {
    let rename = json!({ "rename-table": { "table": { "name": "t" }, "new-name": "u" } });
    let (error, host) = fails(&doing(&[rename], "unreachable"), &Limits::default());
    let GuestError::Thrown { message, .. } = &error else { panic!("{error:?}") };
    assert!(message.starts_with("the module trapped: wasm `unreachable`"), "{message}");
    assert_eq!(host.operations().len(), 1);
    still_alive();
}

#[test]
fn case_13_an_err_is_the_reason_that_it_gives() {
    let module = format!(
        "(module {MEMORY} (data (i32.const 16) \"\\01\\00\\00\\00\\40\\00\\00\\00\\05\\00\\00\\00\")
         (data (i32.const 64) \"oh no\") (func (export \"up\") (result i32) (i32.const 16)))"
    );
    let (error, _) = fails(&component_of("migration-forward", &module), &Limits::default());
    let GuestError::Thrown { message, .. } = &error else { panic!("{error:?}") };
    assert_eq!(message, "oh no");
}

#[test]
fn case_14_a_flood_of_log_lines_ends_at_the_limit() {
    let limits = Limits { log_bytes: 1 << 10, ..Limits::default() };
    let flood = "(loop (call $log (i32.const 1) (i32.const 64) (i32.const 8)) (br 0))";
    goes_over(&up(LOG, flood), &limits, Resource::Length, "1024 bytes of log lines");
}

#[test]
fn case_17_a_text_larger_than_allowed_is_not_copied() {
    let limits = Limits { text_bytes: 1 << 10, ..Limits::default() };
    let long = "(call $log (i32.const 1) (i32.const 0) (i32.const 65536))";
    goes_over(&up(LOG, long), &limits, Resource::Memory, "1024 bytes in one call");
}

#[test]
fn case_17_a_text_that_lies_outside_the_memory_is_refused() {
    let outside = "(call $log (i32.const 1) (i32.const 2097151) (i32.const 9))";
    let (error, _) = fails(&up(LOG, outside), &Limits::default());
    assert!(!matches!(error, GuestError::Host { .. }), "{error:?}");
    still_alive();
}

#[test]
fn case_18_a_text_that_is_no_utf_8_is_refused() {
    let declarations = format!("{LOG} (data (i32.const 64) \"\\ff\\fe\")");
    let broken = "(call $log (i32.const 1) (i32.const 64) (i32.const 2))";
    let (error, host) = fails(&up(&declarations, broken), &Limits::default());
    assert!(error.to_string().contains("utf-8"), "{error:?}");
    assert!(host.lines.is_empty());
}

#[test]
fn case_19_a_batch_that_lies_about_its_size_is_refused() {
    let insert = |rows: u32, column: serde_json::Value| {
        let rows = json!({ "rows": rows, "columns": [column] });
        let insert = json!({ "insert": { "table": { "name": "t" }, "rows": rows } });
        fails(&doing(&[insert], ""), &Limits::default()).0.to_string()
    };
    let two = json!({ "name": "a", "cells": { "signed": [1, 2] } });
    assert_eq!(insert(3, two.clone()), "`insert`: column `a` has 2 values in a batch of 3 rows");
    assert_eq!(insert(u32::MAX, two), "`insert`: a batch has 4294967295 rows, more than 100000");
    let many: Vec<_> =
        (0..5_000).map(|_| json!({ "name": "a", "cells": { "signed": [] } })).collect();
    let rows = json!({ "rows": 0, "columns": many });
    let wide = json!({ "insert": { "table": { "name": "t" }, "rows": rows } });
    let (error, _) = fails(&doing(&[wide], ""), &Limits::default());
    assert_eq!(error.to_string(), "`insert`: a batch has 5000 columns, more than 4096");
    let marks = json!({ "name": "a", "cells": { "signed": [1, 2] }, "nulls": [true] });
    assert_eq!(insert(2, marks), "`insert`: column `a` has 1 NULL marks for 2 rows");
}

#[test]
fn case_21_a_name_that_no_database_can_have_is_refused() {
    let named = |name: &str| {
        let drop = json!({ "drop-table": { "table": { "name": name } } });
        fails(&doing(&[drop], ""), &Limits::default()).0.to_string()
    };
    assert_eq!(named(""), "`drop-table`: a name is empty");
    assert_eq!(named("a\0b"), "`drop-table`: the name `a\\0b` holds a NUL character");
}

#[test]
fn an_empty_condition_does_not_mean_every_row() {
    let delete = json!({ "delete": { "table": { "name": "t" }, "filter": { "equal": [] } } });
    let (error, host) = fails(&doing(&[delete], ""), &Limits::default());
    assert!(matches!(error, GuestError::Misuse { .. }), "{error:?}");
    assert!(host.operations().is_empty());
}

#[test]
fn a_scale_above_the_precision_is_refused() {
    let size = json!({ "numeric": { "precision": 2, "scale": 3 } });
    let column = json!({ "name": "a", "column-type": size });
    let add = json!({ "add-column": { "table": { "name": "t" }, "column": column } });
    let (error, _) = fails(&doing(&[add], ""), &Limits::default());
    assert_eq!(error.to_string(), "`add-column`: the scale is larger than the precision");
}

#[test]
fn a_failure_of_the_host_ends_the_component() {
    let execute = r#"(import "sandshift:guest/raw-sql@0.2.0" "execute"
        (func $execute (param i32 i32 i32 i32 i32 i32 i32) (result i64)))
        (data (i32.const 64) "boom")"#;
    let module = format!(
        "(module {APPLY} {execute} {MEMORY} (func (export \"up\") (result i32)
            (drop (call $execute (i32.const 1) (i32.const 64) (i32.const 4)
                (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)))
            (loop (br 0)) (i32.const 16))
         (func (export \"down\") (result i32) (i32.const 16))
         (func (export \"verify\") (result i32) (i32.const 16)))"
    );
    let bytes = component_of("migration-raw", &module);
    let mut host = Recorder::default();
    host.fails.insert("boom".to_owned(), Fault::Sql);
    let (outcome, _) = run_on(host, &bytes, &Limits::default());
    let Err(GuestError::Host { error, .. }) = &outcome else { panic!("{outcome:?}") };
    assert_eq!(error.message, "`boom` failed");
}

#[test]
fn nothing_survives_from_one_call_to_the_next() {
    let module = format!(
        "(module {MEMORY} (global $calls (mut i32) (i32.const 0))
         (func (export \"up\") (result i32)
            (if (global.get $calls) (then unreachable))
            (global.set $calls (i32.const 1)) (i32.const 16)))"
    );
    let bytes = component_of("migration-forward", &module);
    let mut guest = WasmGuest::compile(&bytes, &Limits::default()).unwrap();
    for _ in 0..2 {
        let host = Arc::new(Mutex::new(Recorder::default()));
        guest.call(Entry::Up, host).unwrap();
    }
}
