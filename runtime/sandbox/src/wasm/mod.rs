//! Migrations as WebAssembly components.
//!
//! [`WasmGuest`] compiles a component of the contract in `guests/wit` and runs its `up`, `down`
//! or `verify`. What it imports becomes the same calls of the host that scripts make. Each call
//! has a store of its own, so that nothing survives from one to the next, not even a trap. All
//! limits are set here and in `engine.rs`. Nothing here knows a database.

use std::panic::{AssertUnwindSafe, catch_unwind};

use wasmtime::component::InstancePre;
use wasmtime::{Engine, Store, Trap, UpdateDeadline};

use crate::error::GuestError;
use crate::guest::{Entry, Guest, SharedHost};
use crate::limits::{Limits, Profile};

mod bindings;
mod calls;
mod clock;
mod code;
mod contract;
mod convert;
mod cursor;
mod describe;
mod engine;
mod errors;
mod gauge;
mod older;
mod row_calls;
mod rows;
mod state;
mod structure;
mod wasi;

pub(crate) use code::{Code, NO_MEMORY};
pub use code::{Compilation, Notice, Places, SHARED, serve};
pub use contract::VERSIONS;
pub use describe::{Description, World, describe};
use engine::Ticker;
pub use engine::is_started;
pub use rows::WasmRows;
pub(crate) use rows::compile as compile_rows;
use state::State;

/// Resource handles of a component at once, over all its parts.
const HANDLES: usize = 1_000;

/// A compiled migration component.
pub struct WasmGuest {
    engine: &'static Engine,
    component: InstancePre<State>,
    description: Description,
    limits: Limits,
    used_operations: u64,
}

impl std::fmt::Debug for WasmGuest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WasmGuest").field("description", &self.description).finish_non_exhaustive()
    }
}

impl WasmGuest {
    /// Compiles a component in this process under these limits, and keeps nothing of that; see
    /// [`WasmGuest::load`].
    ///
    /// # Errors
    ///
    /// As [`WasmGuest::load`].
    pub fn compile(bytes: &[u8], limits: &Limits) -> Result<Self, GuestError> {
        Self::load(bytes, limits, &Compilation::default())
    }

    /// Makes a component ready under these limits; runs nothing of it.
    ///
    /// To compile takes about a second for each megabyte, and nothing when `compilation` has
    /// a store that knows the bytes.
    ///
    /// # Errors
    ///
    /// [`GuestError::Syntax`] when the bytes are no component, [`GuestError::Missing`] without
    /// `up`, [`GuestError::Misuse`] when it imports what [`Limits::offer`] does not hold, is built
    /// against a contract that is not known, or an entry has the wrong type,
    /// [`GuestError::Limit`] when it is too long or takes too long to compile.
    pub fn load(
        bytes: &[u8],
        limits: &Limits,
        compilation: &Compilation,
    ) -> Result<Self, GuestError> {
        here(limits)?;
        Self::ready(bytes, Code::Made(compilation), limits)
    }

    /// Makes a component ready whose machine code may be there already.
    pub(crate) fn ready(bytes: &[u8], code: Code<'_>, limits: &Limits) -> Result<Self, GuestError> {
        let description = looked_at(bytes, limits)?;
        guarded(|| {
            let shared = engine::shared().map_err(|reason| errors::host_defect(&reason))?;
            let engine = &shared.engine;
            let component = code::component(engine, bytes, limits, code)?;
            contract::entries(&component, engine)?;
            let component = shared.link(&component).map_err(contract::unmet)?;
            let (limits, used_operations) = (limits.clone(), 0);
            Ok(Self { engine, component, description, limits, used_operations })
        })
    }

    /// The module as data.
    #[must_use]
    pub fn description(&self) -> &Description {
        &self.description
    }

    /// The operations that the last call of an entry took: the same each time it runs on the same
    /// answers, on every machine, with the same version of the engine.
    #[must_use]
    pub fn used_operations(&self) -> u64 {
        self.used_operations
    }

    fn enter(
        &self,
        entry: Entry,
        store: &mut Store<State>,
    ) -> wasmtime::Result<Result<(), String>> {
        // The core modules of a component may have start functions, which are guest code too.
        let instance = self.component.instantiate(&mut *store)?;
        type Answer = (Result<(), String>,);
        let function = instance.get_typed_func::<(), Answer>(&mut *store, entry.name())?;
        Ok(function.call(&mut *store, ())?.0)
    }
}

impl Guest for WasmGuest {
    fn has(&self, entry: Entry) -> bool {
        self.description.has(entry)
    }

    fn call(&mut self, entry: Entry, host: SharedHost) -> Result<(), GuestError> {
        if !self.has(entry) {
            return Err(GuestError::Missing { entry: entry.name() });
        }
        guarded(|| {
            let state = State::new(entry, host, self.limits.clone());
            let mut store = store(self.engine, state)
                .map_err(|error| errors::host_defect(&error.to_string()))?;
            let ticker = Ticker::start(self.engine)
                .map_err(|error| errors::host_defect(&format!("no thread for it: {error}")))?;
            let answer = self.enter(entry, &mut store);
            drop(ticker);
            store.data_mut().last_words();
            let left = store.get_fuel().unwrap_or_default();
            self.used_operations = self.limits.operations.saturating_sub(left);
            match answer {
                Ok(answer) => answer.map_err(|said| errors::said(said, store.data().standing())),
                Err(error) => Err(errors::ended(&error, store.data_mut())),
            }
        })
    }
}

/// Compiles a migration for another process, which then loads it; see [`WasmGuest::load`].
pub(crate) fn compile_migration(
    bytes: &[u8],
    limits: &Limits,
    compilation: &Compilation,
) -> Result<Vec<u8>, GuestError> {
    looked_at(bytes, limits)?;
    machine_code(bytes, limits, compilation)
}

/// What a migration says of itself, if it may be compiled.
fn looked_at(bytes: &[u8], limits: &Limits) -> Result<Description, GuestError> {
    contract::fits(bytes, limits)?;
    let description = describe(bytes)?;
    contract::admit(&description, limits.offer)?;
    structure::bounded(bytes)?;
    Ok(description)
}

fn machine_code(
    bytes: &[u8],
    limits: &Limits,
    compilation: &Compilation,
) -> Result<Vec<u8>, GuestError> {
    guarded(|| {
        let shared = engine::shared().map_err(|reason| errors::host_defect(&reason))?;
        code::machine_code(&shared.engine, bytes, limits, compilation)
    })
}

/// Refuses to run in this process what belongs into one of its own; whoever chose the profile has not looked.
fn here(limits: &Limits) -> Result<(), GuestError> {
    match limits.profile {
        Profile::Trusted => Ok(()),
        Profile::Shared => Err(errors::host_defect("it would run without walls")),
    }
}

/// A store with every limit set.
fn store(engine: &Engine, state: State) -> wasmtime::Result<Store<State>> {
    let (fuel, bytes) = (state.limits.operations, state.limits.text_bytes);
    let mut store = Store::new(engine, state);
    store.limiter(|state| &mut state.gauge);
    store.set_fuel(fuel)?;
    store.set_hostcall_fuel(bytes);
    store.set_max_component_handles(HANDLES);
    store.set_epoch_deadline(1);
    store.epoch_deadline_callback(|mut store| match store.data_mut().must_end() {
        true => Err(Trap::Interrupt.into()),
        false => Ok(UpdateDeadline::Continue(1)),
    });
    Ok(store)
}

/// Turns a panic of the engine, or of the host behind it, into an error.
fn guarded<T>(work: impl FnOnce() -> Result<T, GuestError>) -> Result<T, GuestError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(errors::host_defect("it panicked")))
}
