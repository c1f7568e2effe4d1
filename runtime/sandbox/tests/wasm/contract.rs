//! What is refused before anything runs: bytes that are no component, and components that do not
//! keep the contract.

use sandshift_sandbox::error::{GuestError, Resource};
use sandshift_sandbox::guest::{Entry, Guest};
use sandshift_sandbox::limits::Limits;
use sandshift_sandbox::wasm::WasmGuest;
use wit_parser::Resolve;

use crate::component::{MEMORY, component, component_of, up};
use crate::running::still_alive;

fn refusal(bytes: &[u8]) -> GuestError {
    WasmGuest::compile(bytes, &Limits::default()).expect_err("it compiles")
}

/// A component of a world with this text, in a package of its own.
fn foreign(world: &str, module: &str) -> Vec<u8> {
    let mut resolve = Resolve::default();
    let package = resolve.push_str("foreign.wit", world).unwrap();
    component(&resolve, package, "foreign", module)
}

#[test]
fn case_09_bytes_that_are_no_component_are_told_apart() {
    let core = wat::parse_str("(module)").unwrap();
    assert_eq!(refusal(b"").to_string(), "the file is no WebAssembly");
    assert_eq!(refusal(b"(component)").to_string(), "the file is no WebAssembly");
    assert_eq!(refusal(b"\x7fELF precompiled").to_string(), "the file is no WebAssembly");
    let error = refusal(&core);
    assert_eq!(error.to_string(), "the file is a core module, not a component");
    assert!(matches!(error, GuestError::Misuse { hint: Some(_), .. }));
    let later = "the file is no WebAssembly component of this version";
    assert_eq!(refusal(b"\0asm\x0f\0\x01\0").to_string(), later);
    assert_eq!(refusal(b"\0asm").to_string(), later);
}

#[test]
fn case_09_a_component_cut_off_anywhere_is_refused() {
    let whole = up("", "");
    for length in (8..whole.len()).step_by(7) {
        let outcome = WasmGuest::compile(&whole[..length], &Limits::default());
        match outcome {
            Err(GuestError::Syntax { message, .. }) => assert!(message.contains("broken")),
            // Where a section ends, what is there is a component, but not yet one with `up`.
            Err(GuestError::Missing { entry }) => assert_eq!(entry, "up"),
            Err(other) => panic!("{length} bytes: {other:?}"),
            // Custom sections, whose number is 0, stand behind everything that has a meaning.
            Ok(_) => assert_eq!(whole[length], 0, "{length} bytes compile"),
        }
    }
    still_alive();
}

#[test]
fn case_11_foreign_imports_are_refused_with_their_names() {
    let world = "package foreign:things;
        interface clock { now: func(); }
        interface files { open: func(); }
        world foreign { import clock; import files; export up: func() -> result<_, string>; }";
    let module = format!(
        "(module (import \"foreign:things/clock\" \"now\" (func)) \
         (import \"foreign:things/files\" \"open\" (func)) \
         {MEMORY} (func (export \"up\") (result i32) (i32.const 16)))"
    );
    let expected = "the module imports what it does not get: \
                    `foreign:things/clock`, `foreign:things/files`";
    assert_eq!(refusal(&foreign(world, &module)).to_string(), expected);
}

#[test]
fn case_11_a_migration_that_speaks_of_rows_is_refused() {
    let world = "package sandshift:guest@0.2.0;
        interface rows { delete: func(row: u32); }
        world foreign { import rows; export up: func() -> result<_, string>; }";
    let module = format!(
        "(module (import \"sandshift:guest/rows@0.2.0\" \"delete\" (func (param i32))) \
         {MEMORY} (func (export \"up\") (result i32) (i32.const 16)))"
    );
    let expected =
        "a migration imports what only a row transform gets: `sandshift:guest/rows@0.2.0`";
    assert_eq!(refusal(&foreign(world, &module)).to_string(), expected);
}

#[test]
fn case_11_a_function_that_the_contract_does_not_have_is_refused() {
    let world = "package sandshift:guest@0.2.0;
        interface env { shell: func(); }
        world foreign { import env; export up: func() -> result<_, string>; }";
    let module = format!(
        "(module (import \"sandshift:guest/env@0.2.0\" \"shell\" (func)) \
         {MEMORY} (func (export \"up\") (result i32) (i32.const 16)))"
    );
    let error = refusal(&foreign(world, &module));
    assert!(matches!(error, GuestError::Misuse { hint: Some(_), .. }), "{error:?}");
    assert!(error.to_string().contains("shell"), "{error}");
}

#[test]
fn case_11_an_entry_of_the_wrong_type_is_refused() {
    let world = "package foreign:things; world foreign { export up: func(); }";
    let error = refusal(&foreign(world, "(module (func (export \"up\")))"));
    assert_eq!(error.to_string(), "the export `up` has the wrong type");
}

#[test]
fn a_component_without_up_is_refused() {
    let world = "package foreign:things; world foreign { export run: func(); }";
    let error = refusal(&foreign(world, "(module (func (export \"run\")))"));
    assert!(matches!(error, GuestError::Missing { entry: "up" }), "{error:?}");
}

#[test]
fn entries_are_those_that_a_component_exports() {
    let forward = WasmGuest::compile(&up("", ""), &Limits::default()).unwrap();
    let entries = [Entry::Up, Entry::Down, Entry::Verify];
    assert_eq!(entries.map(|entry| forward.has(entry)), [true, false, false]);
    let functions = entries
        .map(|entry| format!("(func (export \"{}\") (result i32) (i32.const 16))", entry.name()));
    let module = format!("(module {MEMORY} {})", functions.join(" "));
    let whole = component_of("migration", &module);
    let whole = WasmGuest::compile(&whole, &Limits::default()).unwrap();
    assert_eq!(entries.map(|entry| whole.has(entry)), [true, true, true]);
}

#[test]
fn case_08_a_component_over_the_limit_is_not_even_read() {
    let bytes = up("", "");
    let limits = Limits { module_bytes: bytes.len() - 1, ..Limits::default() };
    let error = WasmGuest::compile(&bytes, &limits).expect_err("it compiles");
    assert!(matches!(error, GuestError::Limit { resource: Resource::Length, .. }), "{error:?}");
}
