//! A WASI with nothing in it, for modules whose toolchain cannot do without: no files, no
//! network, no arguments, a clock that stands still, and randomness that is the same when the
//! migration runs again. What a module prints goes to the log, line by line.
//!
//! It is made from the imports of one module, so that it has the functions of every version of
//! WASI 0.2. A module gets it only where [`Offer::wasi`](crate::limits::Offer) says so.

use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, Linker, Resource, ResourceAny, ResourceType, Val};
use wasmtime::{Engine, StoreContextMut};

use super::state::State;

mod answers;
pub(super) mod console;

use answers::Answer;

/// What the name of every interface of WASI begins with.
pub(super) const PREFIX: &str = "wasi:";

/// A stream or a pollable as a module holds it; its number says which.
struct Thing;

/// Defines the interfaces of WASI that a module imports.
pub(super) fn add_to_linker(
    linker: &mut Linker<State>,
    component: &Component,
    engine: &Engine,
) -> wasmtime::Result<()> {
    for (name, import) in component.component_type().imports(engine) {
        let ComponentItem::ComponentInstance(interface) = import.ty else { continue };
        if !name.starts_with(PREFIX) {
            continue;
        }
        let unversioned = name.split_once('@').map_or(name, |(interface, _)| interface);
        let mut instance = linker.instance(name)?;
        for (item, export) in interface.exports(engine) {
            match export.ty {
                ComponentItem::Resource(_) => {
                    let none = |_: StoreContextMut<'_, State>, _| Ok(());
                    instance.resource(item, ResourceType::host::<Thing>(), none)?;
                }
                ComponentItem::ComponentFunc(_) => {
                    let call = format!("{unversioned}.{item}");
                    instance.func_new(item, move |store, _, arguments, results| {
                        answer(store, &call, arguments, results)
                    })?;
                }
                _ => {}
            }
        }
    }
    Ok(())
}

/// Answers one call; the engine checks that the answer is what the module takes it for.
fn answer(
    mut store: StoreContextMut<'_, State>,
    call: &str,
    arguments: &[Val],
    results: &mut [Val],
) -> wasmtime::Result<()> {
    store.data_mut().enter(call)?;
    let mut things = Vec::new();
    for argument in arguments {
        give_back(argument, &mut store, &mut things)?;
    }
    let value = match answers::to(call, arguments, &things, store.data_mut())? {
        Answer::Nothing => return Ok(()),
        Answer::Value(value) => value,
        Answer::Thing(number) => {
            let thing = Resource::<Thing>::new_own(number);
            Val::Resource(ResourceAny::try_from_resource(thing, &mut store)?)
        }
    };
    if let [result] = results {
        *result = value;
    }
    Ok(())
}

/// Takes the number of each thing among the arguments and gives back what was borrowed.
fn give_back(
    argument: &Val,
    store: &mut StoreContextMut<'_, State>,
    things: &mut Vec<u32>,
) -> wasmtime::Result<()> {
    match argument {
        Val::Resource(thing) => {
            things.push(thing.try_into_resource::<Thing>(&mut *store)?.rep());
            Ok(())
        }
        Val::List(items) => items.iter().try_for_each(|item| match item {
            Val::Resource(_) => give_back(item, store, things),
            _ => Ok(()),
        }),
        _ => Ok(()),
    }
}
