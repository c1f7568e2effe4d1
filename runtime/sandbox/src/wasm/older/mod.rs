//! Versions of the contract before the current one.
//!
//! A module keeps the version that it was built against, and the names of its imports say which.
//! All versions are in the one linker; what an older one says is converted up to the current
//! words, so that nothing behind this room knows of more than one.
//!
//! To add a version: freeze `guests/wit` as `guests/wit-<version>` before it changes; bind there
//! the interfaces that change, in a file of their own beside [`v0_1`], with everything that does
//! not change mapped to the current bindings; name the version in `contract::VERSIONS` and below.

use wasmtime::component::Linker;

use super::state::State;

mod unchanged;
mod v0_1;

/// Defines everything that older modules import.
pub(super) fn add_to_linker(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    v0_1::add_to_linker(linker)
}
