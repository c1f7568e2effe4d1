//! Bytes that are hard to compile, and bytes that are nothing.

use std::time::{Duration, Instant};

use sandshift_sandbox::error::{Fault, GuestError};
use sandshift_sandbox::limits::Limits;
use sandshift_sandbox::wasm::{WasmGuest, describe};
use serde_json::{Value as Json, json};

use crate::component::{component_of, doing, up};
use crate::host::Recorder;
use crate::running::{run_on, still_alive};

/// A module over a bound on its parts is refused at once, with the bound.
#[track_caller]
fn refused(bytes: &[u8], limit: &str) {
    let began = Instant::now();
    let error = WasmGuest::compile(bytes, &Limits::default()).expect_err("it compiles");
    let expected = format!("the migration went over its limit of {limit}");
    assert_eq!(error.to_string(), expected);
    assert!(began.elapsed() < Duration::from_secs(2), "it took {:?}", began.elapsed());
    still_alive();
}

#[test]
fn case_08_too_many_functions_are_refused() {
    refused(&up(&"(func)".repeat(100_001), ""), "100000 functions of a module");
}

#[test]
fn case_08_a_function_that_is_too_long_is_refused() {
    let blocks = format!("(func {})", "block end ".repeat(700_000));
    refused(&up(&blocks, ""), "2097152 bytes of one function of a module");
}

#[test]
fn case_08_a_giant_jump_table_is_refused() {
    let table = format!("(func (param i32) (br_table {} (local.get 0)))", "0 ".repeat(2_100_000));
    refused(&up(&table, ""), "2097152 bytes of one function of a module");
}

#[test]
fn case_08_too_many_variables_are_refused() {
    let locals = |count: usize| format!("(func (local{}))", " i64".repeat(count));
    refused(&up(&locals(50_000), ""), "5000 variables of one function of a module");
    let all = locals(5_000).repeat(201);
    refused(&up(&all, ""), "1000000 variables of all functions of a module");
}

#[test]
fn case_08_too_many_parts_are_refused() {
    let text = format!("(component {})", "(core module)".repeat(201));
    let bytes = wat::parse_str(text).unwrap();
    let error = WasmGuest::compile(&bytes, &Limits::default()).expect_err("it compiles");
    // Names are looked at first.
    assert!(matches!(error, GuestError::Missing { entry: "up" }), "{error:?}");
    let module = "(core module $m (memory (export \"memory\") 1)
        (func (export \"up\") (result i32) (i32.const 16)))
        (core instance $i (instantiate $m))
        (alias core export $i \"memory\" (core memory $memory))
        (func (export \"up\") (result (result (error string)))
            (canon lift (core func $i \"up\") (memory $memory)))";
    let few = wat::parse_str(format!("(component {module})")).unwrap();
    WasmGuest::compile(&few, &Limits::default()).expect("it is a migration");
    let many = format!("(component {} {module})", "(core module)".repeat(200));
    refused(&wat::parse_str(many).unwrap(), "200 parts of a module");
}

#[test]
fn case_08_what_is_just_below_the_bounds_compiles_in_bounded_time() {
    let began = Instant::now();
    let table = format!("(func (param i32) (br_table {} (local.get 0)))", "0 ".repeat(65_000));
    let nested = format!("(func {} {})", "block ".repeat(10_000), "end ".repeat(10_000));
    let locals = format!("(func (local{}))", " i64".repeat(5_000)).repeat(20);
    let bytes = up(&format!("{table} {nested} {locals}"), "");
    WasmGuest::compile(&bytes, &Limits::default()).unwrap();
    assert!(began.elapsed() < Duration::from_secs(60), "it took {:?}", began.elapsed());
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below as u64) as usize
    }
}

fn is_typed(outcome: &Result<(), GuestError>) -> bool {
    // The host turns a panic into a defect of the engine.
    !matches!(outcome, Err(GuestError::Host { error, .. }) if error.fault == Fault::Fatal)
}

/// A column of a random length with a random number of NULL marks; the second is whether it fits.
fn random_column(dice: &mut Dice, rows: usize) -> (Json, bool) {
    // Most columns fit, so that a batch of several has a chance.
    let near = |dice: &mut Dice| if dice.next(4) > 0 { rows } else { dice.next(6) };
    let (length, marks) = (near(dice), if dice.next(2) > 0 { 0 } else { near(dice) });
    let cells = match dice.next(3) {
        0 => json!({ "signed": vec![7; length] }),
        1 => json!({ "mixed": vec![json!({ "text": "x" }); length] }),
        _ => json!({ "texts": { "kind": "date", "texts": vec!["2026-01-31"; length] } }),
    };
    let column = json!({ "name": "a", "cells": cells, "nulls": vec![true; marks] });
    (column, length == rows && (marks == 0 || marks == rows))
}

#[test]
fn case_19_random_batches_pass_only_when_their_lengths_agree() {
    let mut dice = Dice(0x0123_4567_89ab_cdef);
    let (mut passed, mut refused) = (0, 0);
    for _ in 0..80 {
        let rows = dice.next(6);
        let columns: Vec<(Json, bool)> =
            (0..dice.next(4)).map(|_| random_column(&mut dice, rows)).collect();
        let fits = !columns.is_empty() && columns.iter().all(|(_, fits)| *fits);
        let columns: Vec<&Json> = columns.iter().map(|(column, _)| column).collect();
        let batch = json!({ "rows": rows, "columns": columns });
        let insert = json!({ "insert": { "table": { "name": "t" }, "rows": batch } });
        let (outcome, host) =
            run_on(Recorder::default(), &doing(&[insert], ""), &Limits::default());
        assert_eq!(outcome.is_ok(), fits, "{batch}: {outcome:?}");
        assert_eq!(host.operations().len(), usize::from(fits));
        *if fits { &mut passed } else { &mut refused } += 1;
    }
    assert!(passed > 10 && refused > 10, "{passed} passed and {refused} were refused");
}

#[test]
fn case_09_random_bytes_are_refused() {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for head in [&b""[..], b"\0asm", b"\0asm\x0d\0\x01\0"] {
        for _ in 0..200 {
            let length = dice.next(300);
            let noise = (0..length).map(|_| dice.next(256) as u8);
            let bytes: Vec<u8> = head.iter().copied().chain(noise).collect();
            let _ = describe(&bytes);
            let outcome = WasmGuest::compile(&bytes, &Limits::default()).map(|_| ());
            assert!(outcome.is_err() && is_typed(&outcome), "{outcome:?}: {bytes:?}");
        }
    }
    still_alive();
}

#[test]
fn case_09_a_module_with_a_few_wrong_bytes_ends_with_an_error_or_runs() {
    let rename = json!({ "rename-table": { "table": { "name": "t" }, "new-name": "u" } });
    let whole = doing(&[rename], "");
    let limits = Limits { operations: 1_000_000, ..Limits::default() };
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    let (mut refused, mut ran) = (0, 0);
    for _ in 0..150 {
        let mut bytes = whole.clone();
        for _ in 0..=dice.next(3) {
            let at = 8 + dice.next(bytes.len() - 8);
            bytes[at] = dice.next(256) as u8;
        }
        let (outcome, _) = run_on(Recorder::default(), &bytes, &limits);
        assert!(is_typed(&outcome), "{outcome:?}");
        *if outcome.is_err() { &mut refused } else { &mut ran } += 1;
    }
    assert!(refused > 20 && ran > 0, "{refused} were refused and {ran} ran");
    still_alive();
}

#[test]
fn case_09_a_transform_is_no_migration_and_the_other_way_round() {
    let bytes = component_of(
        "transform",
        "(module (memory (export \"memory\") 1)
        (func (export \"cabi_realloc\") (param i32 i32 i32 i32) (result i32) unreachable)
        (func (export \"transforms\") (result i32) (i32.const 16))
        (func (export \"transform\") (param i32 i32 i32 i32 i32) (result i32) (i32.const 16)))",
    );
    let error = WasmGuest::compile(&bytes, &Limits::default()).expect_err("it compiles");
    assert!(matches!(error, GuestError::Misuse { hint: Some(_), .. }), "{error:?}");
}
