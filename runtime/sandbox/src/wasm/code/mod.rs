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
use crate::error::GuestError;
use crate::limits::Limits;

mod child;
mod native;
mod seal;
mod serve;
mod store;

pub use serve::serve;
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
    /// Where machine code is kept; none to compile each time.
    pub places: Option<Places>,
    /// Who is told before something is compiled.
    pub notice: Option<Notice>,
}

/// The machine code of a component, from the store or compiled.
pub(super) fn component(
    engine: &Engine,
    bytes: &[u8],
    limits: &Limits,
    compilation: &Compilation,
) -> Result<Component, GuestError> {
    // A store that cannot be used is no reason to fail: it only saves time.
    let store = compilation.places.as_ref().and_then(|places| store::Store::open(places).ok());
    let name = store::name_of(engine, bytes);
    if let Some(code) = store.as_ref().and_then(|store| store.read(&name))
        && let Ok(component) = native::component(engine, &code)
    {
        return Ok(component);
    }
    if let Some(Notice(tell)) = &compilation.notice {
        tell(bytes.len());
    }
    let code = match &compilation.program {
        Some((program, argument)) => child::compile(program, argument, bytes, limits)?,
        None => serve::compile(engine, bytes).map_err(|reason| errors::broken(&reason))?,
    };
    if let Some(store) = store {
        store.write(&name, &code);
    }
    native::component(engine, &code).map_err(|error| errors::host_defect(&format!("{error:#}")))
}
