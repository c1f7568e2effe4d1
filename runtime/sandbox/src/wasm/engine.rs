//! The one engine of all components; every switch of it is set here.
//!
//! It is made when the first component is compiled, so that a run without one never pays for it.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use wasmtime::component::{Component, HasSelf, InstancePre, Linker};
use wasmtime::{Config, Engine, OptLevel, Strategy};

use super::bindings::Offered;
use super::older;
use super::state::State;
use super::wasi;

/// Stack of a guest; host functions run on what the thread has left.
pub(super) const STACK_BYTES: usize = 512 << 10;

/// How often the clock of a running guest is looked at.
const TICK: Duration = Duration::from_millis(10);

/// The engine with everything that components may import.
pub(super) struct Shared {
    pub(super) engine: Engine,
    linker: Linker<State>,
}

impl Shared {
    /// Finds what a component imports; what it imports is known to be offered.
    pub(super) fn link(&self, component: &Component) -> wasmtime::Result<InstancePre<State>> {
        let ty = component.component_type();
        if !ty.imports(&self.engine).any(|(name, _)| name.starts_with(wasi::PREFIX)) {
            return self.linker.instantiate_pre(component);
        }
        let mut linker = self.linker.clone();
        wasi::add_to_linker(&mut linker, component, &self.engine)?;
        linker.instantiate_pre(component)
    }
}

/// Whether [`SHARED`] was made; the lock itself does not tell.
static STARTED: AtomicBool = AtomicBool::new(false);

static SHARED: LazyLock<wasmtime::Result<Shared>> = LazyLock::new(|| {
    STARTED.store(true, Relaxed);
    let engine = Engine::new(&config())?;
    let mut linker = Linker::new(&engine);
    Offered::add_to_linker::<_, HasSelf<_>>(&mut linker, |state| state)?;
    older::add_to_linker(&mut linker)?;
    Ok(Shared { engine, linker })
});

/// Tells whether this process has made the engine of modules, which only a module needs.
#[must_use]
pub fn is_started() -> bool {
    STARTED.load(Relaxed)
}

/// The engine, made on first use.
///
/// # Errors
///
/// What is wrong with the machine: the settings themselves are constant.
pub(super) fn shared() -> Result<&'static Shared, String> {
    SHARED.as_ref().map_err(|error| format!("{error:#}"))
}

fn config() -> Config {
    let mut config = Config::new();
    config
        .strategy(Strategy::Cranelift)
        .cranelift_opt_level(OptLevel::Speed)
        .consume_fuel(true)
        .epoch_interruption(true)
        .max_wasm_stack(STACK_BYTES)
        // The same bits of a NaN on every machine, and no instruction whose result may differ.
        .cranelift_nan_canonicalization(true)
        .wasm_relaxed_simd(false)
        .wasm_memory64(false)
        .wasm_multi_memory(false)
        .wasm_custom_page_sizes(false)
        // Without it the engine holds no code for streams and futures, which have had most holes.
        .concurrency_support(false)
        .gc_support(false)
        .memory_init_cow(true);
    config
}

/// Lets the engine's epoch go on while a guest runs; a guard, so that no thread outlives the call.
pub(super) struct Ticker {
    end: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Ticker {
    pub(super) fn start(engine: &Engine) -> std::io::Result<Self> {
        let engine = engine.clone();
        let (end, ended) = mpsc::channel::<()>();
        let tick = move || {
            while ended.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                engine.increment_epoch();
            }
        };
        let thread = thread::Builder::new().name("guest clock".to_owned()).spawn(tick)?;
        Ok(Self { end: Some(end), thread: Some(thread) })
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            // The thread has nothing to say, and a panic of it would only stop the clock.
            let _ = thread.join();
        }
    }
}
