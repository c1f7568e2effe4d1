//! What a module says of itself, and what of it a project may forbid.

use sandshift_sandbox::error::GuestError;
use sandshift_sandbox::limits::{Limits, Offer};
use sandshift_sandbox::wasm::{Description, WasmGuest, World, describe};

use crate::component::{APPLY, MEMORY, component_of, up};

/// Declares the import that takes SQL.
const EXECUTE: &str = r#"
    (import "sandshift:guest/raw-sql@0.2.0" "execute" (func $execute
        (param i32 i32 i32 i32 i32 i32 i32) (result i64)))"#;

fn module(world: &str, imports: &str, exports: &[&str]) -> Vec<u8> {
    let functions: String = exports
        .iter()
        .map(|name| format!("(func (export \"{name}\") (result i32) (i32.const 16))"))
        .collect();
    component_of(world, &format!("(module {imports} {MEMORY} {functions})"))
}

#[test]
fn a_module_is_described_by_its_names() {
    let bytes = module("migration-raw", &format!("{APPLY}{EXECUTE}"), &["up", "down", "verify"]);
    let interfaces = ["types", "raw-sql", "schema", "changes", "operations"];
    let expected = Description {
        bytes: bytes.len(),
        contract: Some("0.2.0".to_owned()),
        world: Some(World::MigrationRaw),
        imports: interfaces.map(|name| format!("sandshift:guest/{name}@0.2.0")).to_vec(),
        exports: ["up", "down", "verify"].map(str::to_owned).to_vec(),
    };
    assert_eq!(describe(&bytes).unwrap(), expected);
    let compiled = WasmGuest::compile(&bytes, &Limits::default()).unwrap();
    assert_eq!(compiled.description(), &expected);
}

#[test]
fn worlds_are_told_apart() {
    let world = |bytes: &[u8]| describe(bytes).unwrap().world;
    assert_eq!(world(&up("", "")), Some(World::MigrationForward));
    let all = ["up", "down", "verify"];
    assert_eq!(world(&module("migration", "", &all)), Some(World::Migration));
    // What a module does not use it does not import.
    assert_eq!(world(&module("migration-raw", "", &all)), Some(World::Migration));
    let transforms = format!(
        "(module {MEMORY} (func (export \"transforms\") (result i32) (i32.const 16))
         (func (export \"transform\") (param i32 i32 i32 i32 i32) (result i32) (i32.const 16)))"
    );
    let transforms = component_of("transform", &transforms);
    assert_eq!(world(&transforms), Some(World::Transform));
    let error = WasmGuest::compile(&transforms, &Limits::default()).expect_err("it compiles");
    assert_eq!(error.to_string(), "the module has row transforms and is no migration");
}

#[test]
fn what_is_no_module_is_not_described() {
    let whole = up("", "");
    assert!(matches!(describe(b"fn up(db) {}"), Err(GuestError::Syntax { .. })));
    let error = describe(&whole[..whole.len() / 2]).expect_err("it is described");
    assert!(error.to_string().starts_with("the module is broken: "), "{error}");
    let core = whole.windows(8).position(|bytes| bytes == b"\0asm\x01\0\0\0").unwrap();
    let error = describe(&whole[..core + 20]).expect_err("it is described");
    assert_eq!(error.to_string(), "the module is broken: it ends within a part");
}

#[test]
fn case_11_raw_sql_that_is_not_granted_is_refused_by_name() {
    let bytes = module("migration-raw", EXECUTE, &["up", "down", "verify"]);
    let offer = Offer { raw_sql: false, ..Offer::default() };
    let limits = Limits { offer, ..Limits::default() };
    let error = WasmGuest::compile(&bytes, &limits).expect_err("it compiles");
    let expected = "the module imports what it does not get: `sandshift:guest/raw-sql@0.2.0`";
    assert_eq!(error.to_string(), expected);
    WasmGuest::compile(&bytes, &Limits::default()).expect("raw SQL is granted");
    // A module that does not use it runs where it is forbidden.
    let plain = module("migration-raw", "", &["up", "down", "verify"]);
    WasmGuest::compile(&plain, &limits).expect("it does not import raw SQL");
}
