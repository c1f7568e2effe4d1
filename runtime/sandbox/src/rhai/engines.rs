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
type Made = (Engine, Arc<Run>);

/// An engine that goes back when its script goes.
#[derive(Debug)]
pub(super) struct Borrowed(Option<Made>);

/// Takes an engine with these limits, or makes it.
pub(super) fn take(limits: &Limits) -> Borrowed {
    let mut free = FREE.lock().unwrap_or_else(PoisonError::into_inner);
    let found = free.iter().position(|(_, run)| run.limits == *limits);
    let found = found.map(|at| free.swap_remove(at));
    drop(free);
    let made = found.unwrap_or_else(|| {
        let run = Arc::new(Run::new(limits.clone()));
        (engine::engine(&run), run)
    });
    // Its clock has gone on since its last script.
    made.1.watch.reset();
    Borrowed(Some(made))
}

impl Borrowed {
    /// The engine and its state; none after [`Borrowed::give_up`].
    pub(super) fn parts(&mut self) -> Option<(&mut Engine, &Arc<Run>)> {
        self.0.as_mut().map(|(engine, run)| (engine, &*run))
    }

    /// Forgets an engine that panicked, for nobody knows what it holds.
    pub(super) fn give_up(&mut self) {
        self.0 = None;
    }
}

impl Drop for Borrowed {
    fn drop(&mut self) {
        let Some(made) = self.0.take() else { return };
        // A compilation that panicked leaves nobody knows what.
        if std::thread::panicking() {
            return;
        }
        let mut free = FREE.lock().unwrap_or_else(PoisonError::into_inner);
        if free.len() < KEPT {
            free.push(made);
        }
    }
}
