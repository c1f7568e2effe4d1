//! The end of statements that take too long.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rusqlite::Connection as Handle;

use super::lock;

/// Steps of the engine between two looks at the stopwatch, some ten microseconds.
const STEPS: std::ffi::c_int = 2_000;

/// When the statement has to end that is on its way.
#[derive(Debug, Clone, Default)]
pub(super) struct Deadline(Arc<Mutex<Watch>>);

#[derive(Debug, Default)]
struct Watch {
    until: Option<Instant>,
    is_over: bool,
}

impl Deadline {
    /// Lets the engine look at a deadline, which is not set yet.
    pub(super) fn watch(handle: &Handle) -> rusqlite::Result<Self> {
        let deadline = Self::default();
        let looked_at = deadline.clone();
        handle.progress_handler(STEPS, Some(move || looked_at.has_come()))?;
        Ok(deadline)
    }

    /// Ends what runs longer than this from now on.
    pub(super) fn set(&self, time: Option<Duration>) {
        let until = time.and_then(|time| Instant::now().checked_add(time));
        *lock(&self.0) = Watch { until, is_over: false };
    }

    /// Lets statements take as long as they like.
    pub(super) fn lift(&self) {
        lock(&self.0).until = None;
    }

    /// Tells whether it has ended a statement since it was set.
    pub(super) fn is_over(&self) -> bool {
        lock(&self.0).is_over
    }

    fn has_come(&self) -> bool {
        let mut watch = lock(&self.0);
        let has_come = watch.until.is_some_and(|until| Instant::now() >= until);
        watch.is_over |= has_come;
        has_come
    }
}
