//! The stopwatch over a guest: how long its own code has run since the host last answered.

use std::time::{Duration, Instant};

/// Measures one stretch of guest time after the other.
#[derive(Debug)]
pub(super) struct Clock {
    began: Instant,
    limit: Duration,
    /// The guest ran longer than it may.
    pub(super) over: bool,
}

impl Clock {
    pub(super) fn start(limit: Duration) -> Self {
        Self { began: Instant::now(), limit, over: false }
    }

    /// The host has answered: a new stretch begins.
    pub(super) fn resume(&mut self) {
        self.began = Instant::now();
    }

    /// Tells whether the guest has to end.
    pub(super) fn look(&mut self) -> bool {
        self.over = self.began.elapsed() > self.limit;
        self.over
    }
}
