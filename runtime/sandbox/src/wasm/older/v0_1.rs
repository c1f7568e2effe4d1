//! Version 0.1.0, which has ten operations less and no `attempt`.

use wasmtime::component::{HasSelf, Linker};

use super::super::bindings::operations as current;
use super::super::state::State;
use super::unchanged;

mod bindings {
    //! The one interface that has changed since. The engine compares types by their structure, so
    //! that the current records serve where a record is the same.
    #![allow(missing_docs, clippy::all, rust_2018_idioms, reason = "the code is generated")]

    wasmtime::component::bindgen!({
        path: "../../guests/wit-0.1",
        interfaces: "import sandshift:guest/operations@0.1.0;",
        imports: { default: trappable },
        with: {
            "sandshift:guest/types@0.1.0": crate::wasm::bindings::types,
            "sandshift:guest/schema@0.1.0": crate::wasm::bindings::schema,
            "sandshift:guest/changes@0.1.0": crate::wasm::bindings::changes,
        },
    });

    pub use sandshift::guest::operations;
}

use bindings::operations::{self, Operation as Older};

pub(super) fn add_to_linker(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    unchanged::add_to_linker(linker, "0.1.0")?;
    operations::add_to_linker::<_, HasSelf<_>>(linker, |state: &mut State| state)
}

impl operations::Host for State {
    fn apply(&mut self, operation: Older) -> wasmtime::Result<u64> {
        current::Host::apply(self, up(operation))
    }
}

/// The current operation that says the same.
fn up(operation: Older) -> current::Operation {
    use current::Operation as Current;
    match operation {
        Older::CreateTable(change) => Current::CreateTable(change),
        Older::DropTable(change) => Current::DropTable(change),
        Older::RenameTable(change) => Current::RenameTable(change),
        Older::SetTableComment(change) => Current::SetTableComment(change),
        Older::AddColumn(change) => Current::AddColumn(change),
        Older::DropColumn(change) => Current::DropColumn(change),
        Older::RenameColumn(change) => Current::RenameColumn(change),
        Older::AlterColumn(change) => Current::AlterColumn(change),
        Older::CreateIndex(change) => Current::CreateIndex(change),
        Older::DropIndex(change) => Current::DropIndex(change),
        Older::RenameIndex(change) => Current::RenameIndex(change),
        Older::AddConstraint(change) => Current::AddConstraint(change),
        Older::DropConstraint(change) => Current::DropConstraint(change),
        Older::RenameConstraint(change) => Current::RenameConstraint(change),
        Older::ValidateConstraint(change) => Current::ValidateConstraint(change),
        Older::CreateEnum(change) => Current::CreateEnum(change),
        Older::AddEnumValue(change) => Current::AddEnumValue(change),
        Older::RenameEnumValue(change) => Current::RenameEnumValue(change),
        Older::DropEnum(change) => Current::DropEnum(change),
        Older::CreateView(change) => Current::CreateView(change),
        Older::DropView(change) => Current::DropView(change),
        Older::Insert(change) => Current::Insert(change),
        Older::Update(change) => Current::Update(change),
        Older::UpdateByKey(change) => Current::UpdateByKey(change),
        Older::Delete(change) => Current::Delete(change),
        Older::DeleteByKey(change) => Current::DeleteByKey(change),
    }
}
