//! Modules of row transforms: the world `transform` of the contract.
//!
//! One store serves all batches of one transform. Fuel is counted anew for each batch, because
//! their number is the table's matter; memory and log lines are counted over all of them.

use sandshift_model::ident::Ident;
use sandshift_model::origin::Origin;
use sandshift_model::query::Row;
use sandshift_model::value::Value;
use wasmtime::Store;
use wasmtime::component::{Instance, TypedFunc};

use super::bindings::types::Batch;
use super::code::{self, Compilation};
use super::convert::{Unfit, batch};
use super::engine::{self, Ticker};
use super::state::State;
use super::{contract, describe, errors, guarded, store, structure};
use crate::error::GuestError;
use crate::guest::RowModule;
use crate::host::{Level, RowOutcome};
use crate::limits::Limits;

type Names = TypedFunc<(), (Vec<String>,)>;
type Transform = TypedFunc<(String, Batch), (Result<Batch, String>,)>;

/// An open module of row transforms.
pub struct WasmRows {
    store: Store<State>,
    transform: Transform,
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
        contract::fits(bytes, limits)?;
        contract::admit_rows(&describe(bytes)?, limits.offer)?;
        structure::bounded(bytes)?;
        guarded(|| {
            let shared = engine::shared().map_err(|reason| errors::host_defect(&reason))?;
            let component = code::component(&shared.engine, bytes, limits, compilation)?;
            let ready = shared.link(&component).map_err(contract::unmet)?;
            let mut store = store(&shared.engine, State::of_rows(limits.clone()))
                .map_err(|error| errors::host_defect(&error.to_string()))?;
            let ticker = ticker(&store)?;
            let opened = ready.instantiate(&mut store).and_then(|instance| {
                let (names, transform) = exports(&instance, &mut store)?;
                let (names,) = names.call(&mut store, ())?;
                Ok((names, transform))
            });
            drop(ticker);
            let (names, transform) =
                opened.map_err(|error| errors::ended(&error, store.data_mut()))?;
            Ok(Self { store, transform, names, limits: limits.clone() })
        })
    }

    fn ask(&mut self, name: &str, rows: Batch) -> Result<Batch, GuestError> {
        let ticker = ticker(&self.store)?;
        self.store.data_mut().clock.resume();
        let answer = self
            .store
            .set_fuel(self.limits.operations)
            .and_then(|()| self.transform.call(&mut self.store, (name.to_owned(), rows)));
        drop(ticker);
        self.store.data_mut().last_words();
        match answer {
            Ok((answer,)) => answer.map_err(|message| errors::said(message, Origin::default())),
            Err(error) => Err(errors::ended(&error, self.store.data_mut())),
        }
    }
}

fn exports(instance: &Instance, store: &mut Store<State>) -> wasmtime::Result<(Names, Transform)> {
    let names = instance.get_typed_func(&mut *store, "transforms")?;
    Ok((names, instance.get_typed_func(&mut *store, "transform")?))
}

fn ticker(store: &Store<State>) -> Result<Ticker, GuestError> {
    Ticker::start(store.engine())
        .map_err(|error| errors::host_defect(&format!("no thread for it: {error}")))
}

impl RowModule for WasmRows {
    fn names(&self) -> &[String] {
        &self.names
    }

    fn transform(
        &mut self,
        name: &str,
        columns: &[Ident],
        rows: &[Row],
    ) -> Result<Vec<RowOutcome>, GuestError> {
        let names: Vec<String> = columns.iter().map(ToString::to_string).collect();
        let given = batch::to_guest(&names, rows.to_vec());
        guarded(|| {
            let answer = self.ask(name, given)?;
            let said = answer.rows;
            if said as usize != rows.len() {
                let message = format!("it gave {said} rows for a batch of {}", rows.len());
                return Err(errors::misuse(message, None));
            }
            if answer.columns.is_empty() {
                return Ok(vec![RowOutcome::Keep; rows.len()]);
            }
            let (names, values) = batch::from_guest(answer, self.limits.elements).map_err(unfit)?;
            Ok(values.into_iter().map(|row| outcome(&names, row)).collect())
        })
    }

    fn take_lines(&mut self) -> Vec<(Level, String)> {
        std::mem::take(&mut self.store.data_mut().lines)
    }
}

fn outcome(names: &[Ident], row: Vec<Value>) -> RowOutcome {
    RowOutcome::Change(names.iter().cloned().zip(row).collect())
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
