//! What happens during a run, as plain data, and the ways to show it.
//!
//! The runner and the gate tell a [`Watch`] about [`event::Event`]s; they never print.

pub mod account;
pub mod difference;
pub mod escape;
pub mod event;
pub mod human;
pub mod json;
pub mod rows;
pub mod schema;
pub mod sql;
pub mod style;
mod summary;

use std::sync::{Arc, Mutex, PoisonError};

use event::Event;

/// Somebody who wants to know what happens.
pub trait Watch: Send {
    /// Something happened.
    fn event(&mut self, event: Event);
}

/// A watcher that several parts of a run tell things.
#[derive(Clone)]
pub struct Watcher(Arc<Mutex<dyn Watch>>);

impl std::fmt::Debug for Watcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Watcher")
    }
}

impl Watcher {
    /// Shares a watcher.
    pub fn new(watch: impl Watch + 'static) -> Self {
        Self(Arc::new(Mutex::new(watch)))
    }

    /// Nobody watches.
    #[must_use]
    pub fn nobody() -> Self {
        struct Nobody;
        impl Watch for Nobody {
            fn event(&mut self, _event: Event) {}
        }
        Self::new(Nobody)
    }

    /// Tells that something happened.
    pub fn tell(&self, event: Event) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).event(event);
    }
}
