//! How a module's failure says where it happened: a module has no lines.

use sandshift_model::origin::Call;
use sandshift_sandbox::error::{Fault, GuestError};
use sandshift_sandbox::limits::Limits;
use serde_json::{Value as Json, json};

use crate::component::{doing, up};
use crate::host::Recorder;
use crate::running::{fails, run_on};

fn rename(new_name: &str) -> Json {
    json!({ "rename-table": { "table": { "name": "t" }, "new-name": new_name } })
}

#[track_caller]
fn place(error: &GuestError) -> Call {
    error.origin().call.unwrap_or_else(|| panic!("no place: {error:?}"))
}

#[test]
fn a_failure_names_the_call_the_entry_and_the_operation() {
    let (error, _) = fails(&doing(&[rename("u"), rename("")], ""), &Limits::default());
    let expected = Call { number: 2, entry: "up", name: "rename-table", is_over: false };
    assert_eq!(place(&error), expected);
    assert_eq!(expected.to_string(), "in call 2 of `up`, `rename-table`");
}

#[test]
fn every_request_to_the_host_has_its_place() {
    let (_, host) =
        run_on(Recorder::default(), &doing(&[rename("u"), rename("v")], ""), &Limits::default());
    let places: Vec<String> = host.asked.iter().map(|(_, origin)| origin.to_string()).collect();
    assert_eq!(places, ["in call 1 of `up`, `rename-table`", "in call 2 of `up`, `rename-table`"]);
}

#[test]
fn a_trap_stands_behind_the_last_call() {
    let (error, _) = fails(&doing(&[rename("u")], "unreachable"), &Limits::default());
    assert_eq!(place(&error).to_string(), "after call 1 of `up`, `rename-table`");
    let (error, _) = fails(&up("", "unreachable"), &Limits::default());
    assert_eq!(place(&error).to_string(), "in `up` before its first call of the host");
}

#[test]
fn a_failure_of_the_host_has_its_place_too() {
    let (error, _) = fails(
        &doing(&[rename("u")], "(loop (br 0))"),
        &Limits { operations: 100_000, ..Limits::default() },
    );
    assert_eq!(error.to_string(), "the migration went over its limit of 100000 operations");
    assert_eq!(place(&error).to_string(), "after call 1 of `up`, `rename-table`");
    let mut host = Recorder::default();
    host.fails.insert("boom".to_owned(), Fault::Sql);
    let (outcome, _) = run_on(host, &crate::raw::executing("boom"), &Limits::default());
    let error = outcome.expect_err("it passed");
    assert_eq!(error.to_string(), "`boom` failed");
    assert_eq!(place(&error).to_string(), "in call 1 of `up`, `execute`");
}

#[test]
fn a_trap_names_the_functions_that_it_was_in() {
    let declarations = "(func $inner unreachable) (func $\"outer\\1b[2J\" (call $inner))";
    let (error, _) = fails(&up(declarations, "(call $\"outer\\1b[2J\")"), &Limits::default());
    let said = error.to_string();
    assert!(said.contains(", in `inner` < `outer\\u{1b}[2J`"), "{said}");
}

#[test]
fn a_trap_deep_down_names_ten_functions_only() {
    let deep = "(func $deep (param i32)
        (if (i32.eqz (local.get 0)) (then unreachable))
        (call $deep (i32.sub (local.get 0) (i32.const 1))))";
    let (error, _) = fails(&up(deep, "(call $deep (i32.const 50))"), &Limits::default());
    assert_eq!(error.to_string().matches("`deep`").count(), 10, "{error}");
    let long = "x".repeat(5_000);
    let named = format!("(func ${long} unreachable)");
    let (error, _) = fails(&up(&named, &format!("(call ${long})")), &Limits::default());
    assert!(error.to_string().len() < 300, "{error}");
}
