//! Components from text, so that no compiler of guests is needed.

use std::path::Path;

use serde_json::Value as Json;
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::{Resolve, Type};

use crate::layout::{BASE, Layout};

/// Declares the import that takes operations.
pub(crate) const APPLY: &str = r#"
    (import "sandshift:guest/operations@0.2.0" "apply" (func $apply (param i32) (result i64)))"#;

/// The memory with an allocator that never frees, as the canonical ABI wants them. Address 16
/// holds zeros, which read as `ok`.
pub(crate) const MEMORY: &str = r#"
    (memory (export "memory") 4)
    (global $free (mut i32) (i32.const 131072))
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
        (global.set $free (i32.and (i32.add (global.get $free) (i32.const 7)) (i32.const -8)))
        (global.get $free)
        (global.set $free (i32.add (global.get $free) (local.get 3))))"#;

/// A version of the contract: where it lies, and its number.
#[derive(Clone, Copy)]
pub(crate) struct Version {
    pub(crate) folder: &'static str,
    pub(crate) number: &'static str,
}

pub(crate) const CURRENT: Version = Version { folder: "guests/wit", number: "0.2.0" };

/// The contract, read from where guests read it.
pub(crate) fn contract() -> (Resolve, wit_parser::PackageId) {
    contract_of(CURRENT)
}

fn contract_of(version: Version) -> (Resolve, wit_parser::PackageId) {
    let mut resolve = Resolve::default();
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let folder = above.map(|folder| folder.join(version.folder)).find(|folder| folder.is_dir());
    let (package, _) = resolve.push_path(folder.expect("the contract")).unwrap();
    (resolve, package)
}

/// A component for a world of the contract from the text of its core module.
pub(crate) fn component_of(world: &str, module: &str) -> Vec<u8> {
    let (resolve, package) = contract();
    component(&resolve, package, world, module)
}

/// The same, built against a version of the contract.
#[allow(dead_code, reason = "the runner's tests know one version")]
pub(crate) fn component_in(version: Version, world: &str, module: &str) -> Vec<u8> {
    let (resolve, package) = contract_of(version);
    component(&resolve, package, world, module)
}

/// A component for a world of any package.
pub(crate) fn component(
    resolve: &Resolve,
    package: wit_parser::PackageId,
    world: &str,
    module: &str,
) -> Vec<u8> {
    let world = resolve.select_world(&[package], Some(world)).unwrap();
    let mut core = wat::parse_str(module).unwrap_or_else(|error| panic!("{error}"));
    embed_component_metadata(&mut core, resolve, world, StringEncoding::UTF8).unwrap();
    ComponentEncoder::default().validate(true).module(&core).unwrap().encode().unwrap()
}

/// A component whose `up` is this text, with the declarations that it needs.
pub(crate) fn up(declarations: &str, body: &str) -> Vec<u8> {
    let module = format!(
        "(module {declarations} {MEMORY} (func (export \"up\") (result i32) {body} (i32.const 16)))"
    );
    component_of("migration-forward", &module)
}

/// A component whose `up` does these operations and then what `after` says.
pub(crate) fn doing(operations: &[Json], after: &str) -> Vec<u8> {
    doing_in(CURRENT, operations, after)
}

/// The same, built against a version of the contract.
pub(crate) fn doing_in(version: Version, operations: &[Json], after: &str) -> Vec<u8> {
    let (resolve, package) = contract_of(version);
    let interface = resolve.packages[package].interfaces["operations"];
    let operation = Type::Id(resolve.interfaces[interface].types["operation"]);
    let mut layout = Layout::new(&resolve);
    let calls: String = operations
        .iter()
        .map(|given| layout.place(&operation, given))
        .map(|at| format!("(drop (call $apply (i32.const {at})))\n"))
        .collect();
    let data: String = layout.into_bytes().iter().map(|byte| format!("\\{byte:02x}")).collect();
    let apply = APPLY.replace(CURRENT.number, version.number);
    let module = format!(
        "(module {apply} {MEMORY} (data (i32.const {BASE}) \"{data}\")
        (func (export \"up\") (result i32) {calls} {after} (i32.const 16)))"
    );
    component(&resolve, package, "migration-forward", &module)
}
