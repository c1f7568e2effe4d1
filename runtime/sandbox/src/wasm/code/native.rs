//! The one place where bytes become code that the processor runs without another look.

use wasmtime::Engine;
use wasmtime::component::Component;

/// A component from its machine code.
///
/// The bytes must come from `serve::compile` of this engine, in this process or a child of it, or
/// from the store, where their seal was checked; or from the process that began this one, which had them from there.
#[expect(unsafe_code, reason = "the engine has no other way to load what it compiled before")]
pub(super) fn component(engine: &Engine, code: &[u8]) -> wasmtime::Result<Component> {
    // SAFETY: `deserialize` must only get what `precompile_component` gave. All callers in
    // `mod.rs` hold that: code comes from the compiler directly, or from the store, which gives
    // nothing without the seal that only this installation can make, or from the parent of a process
    // with walls around it, which runs nothing else. The engine itself refuses code of another version
    // or of other settings.
    unsafe { Component::deserialize(engine, code) }
}
