//! Whether a module keeps the contract of `guests/wit`, told from its names and types alone:
//! nothing of it runs.

use sandshift_model::origin::Origin;
use wasmtime::Engine;
use wasmtime::component::Component;
use wasmtime::component::types::{ComponentFunc, ComponentItem, Type};

use crate::error::{GuestError, Resource};
use crate::guest::Entry;
use crate::limits::{Limits, Offer};

use super::describe::{Description, World};
use super::{errors, wasi};

/// The versions of the contract that this host keeps, the current one first.
pub const VERSIONS: [&str; 2] = ["0.2.0", "0.1.0"];

/// The package of the contract.
const PACKAGE: &str = "sandshift:guest/";

/// The interfaces of the contract.
const INTERFACES: [&str; 10] =
    ["changes", "env", "inspect", "log", "operations", "query", RAW_SQL, ROWS, "schema", "types"];

/// The interface that a project may forbid.
pub(super) const RAW_SQL: &str = "raw-sql";

/// The interface of row transforms.
const ROWS: &str = "rows";

/// The first bytes of every WebAssembly file.
const MAGIC: &[u8] = b"\0asm";

/// What tells a component from a core module, behind the magic bytes.
const COMPONENT: &[u8] = &[0x0d, 0x00, 0x01, 0x00];
const CORE_MODULE: &[u8] = &[0x01, 0x00, 0x00, 0x00];

/// Refuses what is too long before anything looks into it.
pub(super) fn fits(bytes: &[u8], limits: &Limits) -> Result<(), GuestError> {
    if bytes.len() <= limits.module_bytes {
        return Ok(());
    }
    let limit = format!("{} bytes of a module", limits.module_bytes);
    Err(errors::limit(Resource::Length, limit, Origin::default()))
}

/// Refuses what is no component before the engine is made for it.
pub(super) fn is_component(bytes: &[u8]) -> Result<(), GuestError> {
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

/// The version of the contract in the name of an import; none when it is not of the contract.
pub(super) fn version(import: &str) -> Option<&str> {
    Some(import.strip_prefix(PACKAGE)?.split_once('@')?.1)
}

/// The interface of the contract that an import names; none when it is not of the contract.
pub(super) fn interface(import: &str) -> Option<&str> {
    let name = import.strip_prefix(PACKAGE)?;
    Some(name.split_once('@').map_or(name, |(interface, _)| interface))
}

/// Refuses a module that is not for this host, before it is compiled.
pub(super) fn admit(module: &Description, offer: Offer) -> Result<(), GuestError> {
    known_version(module)?;
    imports(module, offer)?;
    match module.world {
        Some(World::Migration | World::MigrationForward | World::MigrationRaw) => {
            without_rows(module)
        }
        Some(World::Transform) => {
            let hint = "name it in a script: `db.transform(table, #{}, module(file, transform))`";
            let message = "the module has row transforms and is no migration";
            Err(errors::misuse(message.to_owned(), Some(hint)))
        }
        None => Err(GuestError::Missing { entry: Entry::Up.name() }),
    }
}

/// Refuses a migration that wants to do what only a row transform does.
fn without_rows(module: &Description) -> Result<(), GuestError> {
    match module.imports.iter().find(|name| interface(name) == Some(ROWS)) {
        None => Ok(()),
        Some(name) => {
            let message = format!("a migration imports what only a row transform gets: `{name}`");
            Err(errors::misuse(message, Some("use the operations of the contract")))
        }
    }
}

/// Refuses what is no module of row transforms for this host, before it is compiled. Such a module
/// may import words to speak with, what concerns rows, and nothing of a migration.
pub(super) fn admit_rows(module: &Description, offer: Offer) -> Result<(), GuestError> {
    known_version(module)?;
    imports(module, offer)?;
    let hint = "build it for the world `transform`";
    let of_migrations =
        |name: &&String| !matches!(interface(name), None | Some("log" | "types" | ROWS));
    let refused: Vec<&String> = module.imports.iter().filter(of_migrations).collect();
    if !refused.is_empty() {
        let names: Vec<String> = refused.iter().map(|name| format!("`{name}`")).collect();
        let message =
            format!("a row transform imports what only a migration gets: {}", names.join(", "));
        return Err(errors::misuse(message, Some(hint)));
    }
    match module.world {
        Some(World::Transform) => Ok(()),
        _ => {
            let message = "the module exports no `transforms` and `transform`".to_owned();
            Err(errors::misuse(message, Some(hint)))
        }
    }
}

/// What a component imports in another form than the host offers it.
pub(super) fn unmet(error: wasmtime::Error) -> GuestError {
    errors::misuse(format!("{error:#}"), Some("build it against the contract of this version"))
}

fn known_version(module: &Description) -> Result<(), GuestError> {
    let versions = module.imports.iter().filter_map(|name| version(name));
    let Some(unknown) = versions.into_iter().find(|version| !is_known(version)) else {
        return Ok(());
    };
    let known = VERSIONS.map(|version| format!("`{version}`")).join(" and ");
    let message = format!(
        "the module is built against version `{unknown}` of the contract `sandshift:guest`; \
         this host knows {known}"
    );
    let hint = "build it against a contract that the host knows, or run it with a later sandshift";
    Err(errors::misuse(message, Some(hint)))
}

/// Patches of a version only change words, so that the linker takes one for the other.
fn is_known(version: &str) -> bool {
    let minor = |version: &'_ str| version.rsplit_once('.').map(|(minor, _)| minor.to_owned());
    VERSIONS.iter().any(|known| minor(known) == minor(version))
}

/// Refuses imports that the host does not offer, all of them at once.
fn imports(module: &Description, offer: Offer) -> Result<(), GuestError> {
    let refused: Vec<&String> =
        module.imports.iter().filter(|name| !is_offered(name, offer)).collect();
    if refused.is_empty() {
        return Ok(());
    }
    let hint = if refused.iter().any(|name| name.starts_with(wasi::PREFIX)) {
        "migrations get no files, clocks or network; build it without WASI as `guests/README.md` \
         shows, or write `wasi = true` under `[modules]` in `sandshift.toml` for an empty one"
    } else if refused.iter().all(|name| interface(name) == Some(RAW_SQL)) {
        "use typed operations, or write `raw_sql = true` under `[modules]` in `sandshift.toml`"
    } else {
        "a migration imports interfaces of `sandshift:guest` alone"
    };
    let names: Vec<String> = refused.iter().map(|name| format!("`{name}`")).collect();
    let message = format!("the module imports what it does not get: {}", names.join(", "));
    Err(errors::misuse(message, Some(hint)))
}

fn is_offered(import: &str, offer: Offer) -> bool {
    match interface(import) {
        Some(RAW_SQL) => offer.raw_sql,
        Some(interface) => INTERFACES.contains(&interface),
        None => offer.wasi && import.starts_with(wasi::PREFIX),
    }
}

/// Refuses entries of the wrong type.
pub(super) fn entries(component: &Component, engine: &Engine) -> Result<(), GuestError> {
    let ty = component.component_type();
    for entry in [Entry::Up, Entry::Down, Entry::Verify] {
        match ty.get_export(engine, entry.name()).map(|export| export.ty) {
            None => {}
            Some(ComponentItem::ComponentFunc(function)) if is_entry(&function) => {}
            Some(_) => {
                let name = entry.name();
                let message = format!("the export `{name}` has the wrong type");
                let hint = "it takes nothing and gives `result<_, string>`";
                return Err(errors::misuse(message, Some(hint)));
            }
        }
    }
    Ok(())
}

fn is_entry(function: &ComponentFunc) -> bool {
    let results: Vec<Type> = function.results().collect();
    let [Type::Result(result)] = results.as_slice() else { return false };
    function.params().next().is_none()
        && result.ok().is_none()
        && result.err() == Some(Type::String)
}
