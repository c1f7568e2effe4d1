//! How long one input may take, and how much the process may hold after all of them.

use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};

/// Long enough for a machine with much else to do; a hang is longer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Inputs have some hundred kilobytes.
const MOST_BYTES: u64 = 512 << 20;

/// Reads an input, in bounded time and memory.
pub(crate) fn bounded<T>(read: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let read = read();
    assert!(begun.elapsed() < PATIENCE, "it took {:?}", begun.elapsed());
    let most = getrusage(UsageWho::RUSAGE_SELF).unwrap().max_rss() as u64 * 1024;
    assert!(most < MOST_BYTES, "the process has {most} bytes");
    read
}
