//! The time, as a value that is handed down: nothing below the command line reads a clock itself.

use std::fmt;

/// A source of time.
#[derive(Clone, Copy)]
pub struct Clock {
    /// Microseconds since 1970-01-01 UTC.
    pub now_micros: fn() -> i64,
    /// Microseconds that only ever grow, from any beginning.
    pub elapsed_micros: fn() -> u64,
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
