//! Engines that are ready for the next script.
//!
//! To make an engine with all its functions takes many times as long as to compile and run a small
//! script, and a run of a thousand scripts needs one engine at a time.

use std::sync::{Arc, Mutex, PoisonError};

use rhai::Engine;

use super::engine;
use super::run::Run;
use crate::limits::Limits;

/// Engines that are kept at most.
const KEPT: usize = 4;

/// Engines that nobody uses.
static FREE: Mutex<Vec<Made>> = Mutex::new(Vec::new());

/// An engine with the state of the script that it runs.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) engine: Engine,
    pub(super) run: Arc<Run>,
}

/// Takes an engine with these limits, or makes it.
pub(super) fn take(limits: &Limits) -> Made {
    let mut free = FREE.lock().unwrap_or_else(PoisonError::into_inner);
    let found = free.iter().position(|made| made.run.limits == *limits);
    let found = found.map(|at| free.swap_remove(at));
    drop(free);
    let made = found.unwrap_or_else(|| {
        let run = Arc::new(Run::new(limits.clone()));
        Made { engine: engine::engine(&run), run }
    });
    // Its clock has gone on since its last script.
    made.run.watch.reset();
    made
}

impl Made {
    /// Keeps the engine for the next script. One that panicked must not come back, for nobody
    /// knows what it holds.
    pub(super) fn give_back(self) {
        let mut free = FREE.lock().unwrap_or_else(PoisonError::into_inner);
        if free.len() < KEPT {
            free.push(self);
        }
    }
}
