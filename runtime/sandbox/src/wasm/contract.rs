//! Whether a component keeps the contract of `guests/wit`, told from its type alone: nothing of
//! it runs.

use wasmtime::Engine;
use wasmtime::component::Component;
use wasmtime::component::types::{ComponentFunc, ComponentItem, Type};

use crate::error::{GuestError, Resource};
use crate::guest::Entry;
use crate::limits::Limits;

use super::errors;

/// The package of the contract; its version is the linker's matter.
const PACKAGE: &str = "sandshift:guest/";

/// The first bytes of every WebAssembly file.
const MAGIC: &[u8] = b"\0asm";

/// What tells a component from a core module, behind the magic bytes.
const COMPONENT: &[u8] = &[0x0d, 0x00, 0x01, 0x00];
const CORE_MODULE: &[u8] = &[0x01, 0x00, 0x00, 0x00];

/// Refuses what is too long, or no component, before the engine is made for it.
pub(super) fn fits(bytes: &[u8], limits: &Limits) -> Result<(), GuestError> {
    if bytes.len() > limits.module_bytes {
        let limit = format!("{} bytes of a component", limits.module_bytes);
        return Err(errors::limit(Resource::Length, limit));
    }
    is_component(bytes)
}

fn is_component(bytes: &[u8]) -> Result<(), GuestError> {
    let Some(rest) = bytes.strip_prefix(MAGIC) else {
        return Err(errors::syntax("the file is no WebAssembly".to_owned()));
    };
    if rest.starts_with(COMPONENT) {
        return Ok(());
    }
    Err(if rest.starts_with(CORE_MODULE) {
        let hint = "build it for a component target, or make a component of it with a tool";
        errors::misuse("the file is a core module, not a component".to_owned(), Some(hint))
    } else {
        errors::syntax("the file is no WebAssembly component of this version".to_owned())
    })
}

/// Refuses imports that the host does not offer, all of them at once.
pub(super) fn imports(component: &Component, engine: &Engine) -> Result<(), GuestError> {
    let ty = component.component_type();
    let foreign: Vec<String> = ty
        .imports(engine)
        .map(|(name, _)| name)
        .filter(|name| !name.starts_with(PACKAGE))
        .map(|name| format!("`{name}`"))
        .collect();
    if foreign.is_empty() {
        return Ok(());
    }
    let hint = match foreign.iter().any(|name| name.starts_with("`wasi:")) {
        true => "migrations get no files, clocks or network; build without WASI",
        false => "a migration imports interfaces of `sandshift:guest` alone",
    };
    let message = format!("the component imports what no migration gets: {}", foreign.join(", "));
    Err(errors::misuse(message, Some(hint)))
}

/// What a module of row transforms may import: words to speak with, and the types of rows.
pub(super) fn imports_of_rows(component: &Component, engine: &Engine) -> Result<(), GuestError> {
    imports(component, engine)?;
    let allowed = |name: &str| {
        let interface = name.trim_start_matches(PACKAGE).split('@').next().unwrap_or_default();
        matches!(interface, "log" | "types")
    };
    let ty = component.component_type();
    let further = ty.imports(engine).map(|(name, _)| name).filter(|name| !allowed(name));
    let further: Vec<String> = further.map(|name| format!("`{name}`")).collect();
    if further.is_empty() {
        return Ok(());
    }
    let message =
        format!("a row transform imports what only a migration gets: {}", further.join(", "));
    Err(errors::misuse(message, Some("build it for the world `transform`")))
}

/// What a component imports in another form than the host offers it.
pub(super) fn unmet(error: wasmtime::Error) -> GuestError {
    errors::misuse(format!("{error:#}"), Some("build it against the contract of this version"))
}

/// The entries that a component exports; `up` must be one of them.
pub(super) fn entries(component: &Component, engine: &Engine) -> Result<Vec<Entry>, GuestError> {
    let ty = component.component_type();
    let mut entries = Vec::new();
    for entry in [Entry::Up, Entry::Down, Entry::Verify] {
        match ty.get_export(engine, entry.name()).map(|export| export.ty) {
            None => {}
            Some(ComponentItem::ComponentFunc(function)) if is_entry(&function) => {
                entries.push(entry);
            }
            Some(_) => {
                let name = entry.name();
                let message = format!("the export `{name}` has the wrong type");
                let hint = "it takes nothing and gives `result<_, string>`";
                return Err(errors::misuse(message, Some(hint)));
            }
        }
    }
    if entries.contains(&Entry::Up) {
        return Ok(entries);
    }
    Err(GuestError::Missing { entry: Entry::Up.name() })
}

fn is_entry(function: &ComponentFunc) -> bool {
    let results: Vec<Type> = function.results().collect();
    let [Type::Result(result)] = results.as_slice() else { return false };
    function.params().next().is_none()
        && result.ok().is_none()
        && result.err() == Some(Type::String)
}
