//! From the bytes of a component to machine code, and where machine code is kept.
//!
//! To compile is the one thing that no fuel and no limiter holds, so that it is done by a child
//! process with a wall clock and a memory limit ([`child`], [`serve`]). Machine code is kept in a
//! store of this installation alone ([`store`]), so that a second run does not compile. Whoever
//! could put machine code there could run anything: what is kept carries a seal whose key lies
//! elsewhere ([`seal`]), and only what has the right seal reaches [`native`].

use std::path::PathBuf;
use std::sync::Arc;

use wasmtime::Engine;
use wasmtime::component::Component;

use super::errors;
use crate::child::Launch;
use crate::error::{GuestError, ProcessFault};
use crate::limits::{Limits, Profile};

mod child;
mod native;
mod seal;
mod serve;
mod store;

pub(crate) use serve::NO_MEMORY;
pub use serve::{SHARED, serve};
pub use store::Places;

/// What is told before a compilation, which takes about a second for each megabyte.
#[derive(Clone)]
pub struct Notice(Arc<dyn Fn(usize) + Send + Sync>);

impl Notice {
    /// Calls this with the bytes of each component that is compiled.
    pub fn new(tell: impl Fn(usize) + Send + Sync + 'static) -> Self {
        Self(Arc::new(tell))
    }
}

impl std::fmt::Debug for Notice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Notice")
    }
}

/// How components become machine code.
#[derive(Debug, Clone, Default)]
pub struct Compilation {
    /// The program that compiles, and the argument that makes it do so: its `main` then calls
    /// [`serve`]. None to compile in this process, where nothing can end it.
    pub program: Option<(PathBuf, String)>,
    /// What runs guests of the shared profile; none where they cannot be run.
    pub launch: Option<Launch>,
    /// Where machine code is kept; none to compile each time.
    pub places: Option<Places>,
    /// Who is told before something is compiled.
    pub notice: Option<Notice>,
}

impl Compilation {
    /// What runs guests of this profile; none where they run in this process.
    ///
    /// # Errors
    ///
    /// [`GuestError::Process`] when they need a process of their own and there is nothing to begin it with.
    pub fn launch_for(&self, profile: Profile) -> Result<Option<&Launch>, GuestError> {
        match (profile, &self.launch) {
            (Profile::Trusted, _) => Ok(None),
            (Profile::Shared, Some(launch)) => Ok(Some(launch)),
            (Profile::Shared, None) => Err(GuestError::Process {
                fault: ProcessFault::NoWalls,
                message: "there is no program that would run the guest in a process of its own"
                    .to_owned(),
                origin: Default::default(),
            }),
        }
    }
}

/// Where the machine code of a component comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Code<'a> {
    /// From the store, or compiled.
    Made(&'a Compilation),
    /// From the process that began this one, which made it.
    HandedOver(&'a [u8]),
}

/// A component, ready to be linked.
pub(super) fn component(
    engine: &Engine,
    bytes: &[u8],
    limits: &Limits,
    code: Code<'_>,
) -> Result<Component, GuestError> {
    let defect = |error: wasmtime::Error| errors::host_defect(&format!("{error:#}"));
    let compilation = match code {
        Code::HandedOver(code) => return native::component(engine, code).map_err(defect),
        Code::Made(compilation) => compilation,
    };
    let mut made = Made::find(engine, bytes, compilation);
    // The engine refuses code of another version or of other settings; then it is made again.
    if let Some(code) = made.code.take()
        && let Ok(component) = native::component(engine, &code)
    {
        return Ok(component);
    }
    native::component(engine, &made.compile(engine, bytes, limits, compilation)?).map_err(defect)
}

/// The machine code of a component, from the store or compiled, for another process: it is not loaded here.
pub(super) fn machine_code(
    engine: &Engine,
    bytes: &[u8],
    limits: &Limits,
    compilation: &Compilation,
) -> Result<Vec<u8>, GuestError> {
    let mut made = Made::find(engine, bytes, compilation);
    match made.code.take() {
        Some(code) => Ok(code),
        None => made.compile(engine, bytes, limits, compilation),
    }
}

/// What there is of the machine code of a component.
struct Made {
    /// A store that cannot be used is no reason to fail: it only saves time.
    store: Option<store::Store>,
    name: String,
    code: Option<Vec<u8>>,
}

impl Made {
    fn find(engine: &Engine, bytes: &[u8], compilation: &Compilation) -> Self {
        let store = compilation.places.as_ref().and_then(|places| store::Store::open(places).ok());
        let name = store::name_of(engine, bytes);
        let code = store.as_ref().and_then(|store| store.read(&name));
        Self { store, name, code }
    }

    fn compile(
        &self,
        engine: &Engine,
        bytes: &[u8],
        limits: &Limits,
        compilation: &Compilation,
    ) -> Result<Vec<u8>, GuestError> {
        if let Some(Notice(tell)) = &compilation.notice {
            tell(bytes.len());
        }
        let code = match &compilation.program {
            Some((program, argument)) => child::compile(program, argument, bytes, limits)?,
            None if limits.profile == Profile::Shared => {
                return Err(errors::host_defect("it would compile without walls"));
            }
            None => serve::compile(engine, bytes).map_err(|reason| errors::broken(&reason))?,
        };
        if let Some(store) = &self.store {
            store.write(&self.name, &code);
        }
        Ok(code)
    }
}
