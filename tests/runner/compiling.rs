//! Modules are compiled by a child process, which ends when they take too much of it.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use sandshift_sandbox::error::{GuestError, Resource};
use sandshift_sandbox::limits::Limits;
use sandshift_sandbox::wasm::{Compilation, WasmGuest};

use crate::compilation::as_on_the_command_line;
use crate::component::{self, up};

fn without_store() -> Compilation {
    Compilation { places: None, ..as_on_the_command_line() }
}

fn refused(bytes: &[u8], limits: &Limits) -> GuestError {
    WasmGuest::load(bytes, limits, &without_store()).expect_err("it compiles")
}

/// A component with so many functions that their compilation takes its time.
fn long() -> Vec<u8> {
    let mut functions = String::new();
    for number in 0..300 {
        write!(functions, "(func (param i64) (result i64) (local i64)").unwrap();
        for step in 0..40 {
            write!(functions, "(local.set 1 (i64.add (local.get 0) (i64.const {}))) (if (i64.eqz (local.get 1)) (then unreachable))", number * step).unwrap();
        }
        functions.push_str("(local.get 1))");
    }
    up(&functions, "")
}

#[test]
fn case_08_a_compile_bomb_is_ended_by_the_clock() {
    let limits = Limits { compile_time: Duration::from_millis(20), ..Limits::default() };
    let (bytes, start) = (long(), Instant::now());
    let error = refused(&bytes, &limits);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    match error {
        GuestError::Limit { resource: Resource::Time, limit, .. } => {
            assert!(limit.contains("to compile it"), "{limit}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn case_08_a_compile_bomb_is_ended_by_its_memory() {
    // Less than what the program itself takes when it starts.
    let limits = Limits { compile_memory_bytes: 48 << 20, ..Limits::default() };
    match refused(&long(), &limits) {
        GuestError::Limit { resource: Resource::Memory, limit, .. } => {
            assert!(limit.contains("to compile it"), "{limit}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_the_child_says_of_a_broken_component_arrives() {
    let mut bytes = up("", "");
    bytes.truncate(bytes.len() - 9);
    match refused(&bytes, &Limits::default()) {
        GuestError::Syntax { message, .. } => {
            assert!(message.starts_with("the module is broken: unexpected end"), "{message}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_compiler_that_is_not_there_is_named() {
    let program = Some((PathBuf::from("/nowhere/sandshift"), "compile-module".to_owned()));
    let compilation = Compilation { program, ..Compilation::default() };
    let error = WasmGuest::load(&up("", ""), &Limits::default(), &compilation).unwrap_err();
    assert!(error.to_string().contains("`/nowhere/sandshift` does not start"), "{error}");
}

#[test]
fn a_child_compiles_what_this_process_can_load() {
    WasmGuest::load(&component::up("", ""), &Limits::default(), &without_store()).unwrap();
}
