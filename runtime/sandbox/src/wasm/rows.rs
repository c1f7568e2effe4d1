//! Modules of row transforms: the world `transform` of the contract.
//!
//! Each thread of a transform has a store of its own for its batches. Fuel is counted anew for each
//! batch, because their number is the table's matter; memory and log lines are counted over all
//! batches of a store.

use std::sync::Arc;

use sandshift_model::ident::Ident;
use sandshift_model::origin::Origin;
use sandshift_model::query::Row;
use wasmtime::component::{Func, Instance, InstancePre, TypedFunc};
use wasmtime::{Engine, Store};

use super::bindings::types::Batch;
use super::code::{self, Code, Compilation};
use super::convert::{Unfit, batch, lent};
use super::engine::{self, Ticker};
use super::state::State;
use super::{contract, describe, errors, guarded, here, machine_code, store, structure};
use crate::error::GuestError;
use crate::guest::{LookupTable, RowFunction, RowModule, RowWorker};
use crate::host::{Inserted, Level, RowOutcome};
use crate::limits::Limits;

type Names = TypedFunc<(), (Vec<String>,)>;
type Given<'r> = (&'r str, &'r lent::Batch<'r>);
type Said = (Result<Batch, String>,);

/// An open module of row transforms.
pub struct WasmRows {
    engine: &'static Engine,
    component: InstancePre<State>,
    names: Vec<String>,
    limits: Limits,
}

impl std::fmt::Debug for WasmRows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WasmRows").field("names", &self.names).finish_non_exhaustive()
    }
}

impl WasmRows {
    /// Compiles a module and asks it for the names of its transforms.
    ///
    /// # Errors
    ///
    /// As [`super::WasmGuest::compile`], and whatever the module does wrong when it is asked.
    pub fn open(
        bytes: &[u8],
        limits: &Limits,
        compilation: &Compilation,
    ) -> Result<Self, GuestError> {
        here(limits)?;
        Self::ready(bytes, Code::Made(compilation), limits)
    }

    /// Opens a module whose machine code may be there already.
    pub(crate) fn ready(bytes: &[u8], code: Code<'_>, limits: &Limits) -> Result<Self, GuestError> {
        look_at(bytes, limits)?;
        guarded(|| {
            let shared = engine::shared().map_err(|reason| errors::host_defect(&reason))?;
            let engine = &shared.engine;
            let component = code::component(engine, bytes, limits, code)?;
            let component = shared.link(&component).map_err(contract::unmet)?;
            let mut opened = Self { engine, component, names: Vec::new(), limits: limits.clone() };
            opened.names = opened.instance()?.1;
            Ok(opened)
        })
    }

    /// An instance of its own memory, and the names that it gives.
    fn instance(&self) -> Result<(Worker<'_>, Vec<String>), GuestError> {
        let mut store = store(self.engine, State::of_rows(self.limits.clone()))
            .map_err(|error| errors::host_defect(&error.to_string()))?;
        let ticker = ticker(&store)?;
        let opened = self.component.instantiate(&mut store).and_then(|instance| {
            let (names, transform) = exports(&instance, &mut store)?;
            let (names,) = names.call(&mut store, ())?;
            Ok((names, transform))
        });
        drop(ticker);
        let (names, transform) = opened.map_err(|error| errors::ended(&error, store.data_mut()))?;
        Ok((Worker { store, transform, limits: &self.limits, name: "" }, names))
    }
}

/// Compiles a module for another process, which then opens it; see [`WasmRows::open`].
pub(crate) fn compile(
    bytes: &[u8],
    limits: &Limits,
    compilation: &Compilation,
) -> Result<Vec<u8>, GuestError> {
    look_at(bytes, limits)?;
    machine_code(bytes, limits, compilation)
}

/// Refuses a module that may not be compiled.
fn look_at(bytes: &[u8], limits: &Limits) -> Result<(), GuestError> {
    contract::fits(bytes, limits)?;
    contract::admit_rows(&describe(bytes)?, limits.offer)?;
    structure::bounded(bytes)
}

impl RowModule for WasmRows {
    fn names(&self) -> &[String] {
        &self.names
    }

    fn function<'m>(
        &'m self,
        name: &'m str,
        tables: Arc<[LookupTable]>,
    ) -> Box<dyn RowFunction + 'm> {
        Box::new(Named { module: self, name, tables })
    }
}

/// One transform of a module.
struct Named<'m> {
    module: &'m WasmRows,
    name: &'m str,
    tables: Arc<[LookupTable]>,
}

impl RowFunction for Named<'_> {
    fn worker(&self) -> Result<Box<dyn RowWorker + '_>, GuestError> {
        let (mut worker, _) = guarded(|| self.module.instance())?;
        worker.store.data_mut().rows.tables = Arc::clone(&self.tables);
        Ok(Box::new(Worker { name: self.name, ..worker }))
    }

    /// Each instance has a memory of its own, and the contract asks for a pure function.
    fn remembers(&self) -> bool {
        false
    }
}

/// An instance of a module, for one thread.
struct Worker<'m> {
    store: Store<State>,
    transform: Func,
    limits: &'m Limits,
    name: &'m str,
}

impl Worker<'_> {
    fn ask(&mut self, rows: &lent::Batch<'_>) -> Result<Batch, GuestError> {
        let ticker = ticker(&self.store)?;
        self.store.data_mut().clock.resume();
        self.store.data_mut().next_batch();
        let answer = self
            .store
            .set_fuel(self.limits.operations)
            .and_then(|()| self.transform.typed::<Given<'_>, Said>(&self.store))
            .and_then(|transform| transform.call(&mut self.store, (self.name, rows)));
        drop(ticker);
        self.store.data_mut().last_words();
        match answer {
            Ok((answer,)) => answer.map_err(|message| errors::said(message, Origin::default())),
            Err(error) => Err(errors::ended(&error, self.store.data_mut())),
        }
    }
}

impl RowWorker for Worker<'_> {
    fn rows(&mut self, columns: &[Ident], rows: &[Row]) -> Result<Vec<RowOutcome>, GuestError> {
        guarded(|| {
            let names = columns.iter().map(Ident::as_str);
            self.store.data_mut().rows.begin(rows.len());
            let answer = self.ask(&lent::Batch::new(names, rows))?;
            let said = answer.rows;
            if said as usize != rows.len() {
                let message = format!("it gave {said} rows for a batch of {}", rows.len());
                return Err(errors::misuse(message, None));
            }
            let mut outcomes = if answer.columns.is_empty() {
                vec![RowOutcome::Keep; rows.len()]
            } else {
                let (names, values) =
                    batch::from_guest(answer, self.limits.elements).map_err(unfit)?;
                let names: Arc<[Ident]> = names.into();
                let change = |values| RowOutcome::Change { columns: Arc::clone(&names), values };
                values.into_iter().map(change).collect()
            };
            self.store.data_mut().rows.settle(&mut outcomes);
            Ok(outcomes)
        })
    }

    fn take_inserted(&mut self) -> Vec<Inserted> {
        self.store.data_mut().rows.take_inserted()
    }

    fn take_lines(&mut self) -> Vec<(Level, String)> {
        std::mem::take(&mut self.store.data_mut().lines)
    }
}

fn exports(instance: &Instance, store: &mut Store<State>) -> wasmtime::Result<(Names, Func)> {
    let names = instance.get_typed_func(&mut *store, "transforms")?;
    let transform = instance.get_typed_func::<Given<'_>, Said>(&mut *store, "transform")?;
    Ok((names, *transform.func()))
}

fn ticker(store: &Store<State>) -> Result<Ticker, GuestError> {
    Ticker::start(store.engine())
        .map_err(|error| errors::host_defect(&format!("no thread for it: {error}")))
}

fn unfit(unfit: Unfit) -> GuestError {
    match unfit {
        Unfit::Name(error) => GuestError::Name {
            call: "the answer of a row transform".to_owned(),
            error,
            origin: Default::default(),
        },
        Unfit::Misuse(message) => errors::misuse(message, None),
    }
}
