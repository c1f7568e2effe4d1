//! The walls around a process that runs what somebody else wrote: this process, from now on.
//!
//! They go up in an order in which each finds what it needs: descriptors are listed while `/proc` can be read,
//! numbers are set while they can be, and the filter on calls of the system comes last. None of them can be taken
//! down again.

use std::io;
use std::time::Duration;

use crate::limits::Limits;

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
mod calls;
#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
mod descriptors;
#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
mod numbers;

/// What a process takes beside the values of its guest: the program, stacks, answers that are walked, and what one
/// function makes before its size is looked at.
const OVERHEAD_BYTES: u64 = 1 << 30;

/// What a process may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Bytes of memory that can be written to.
    pub memory_bytes: u64,
    /// Seconds of processor time, all threads together.
    pub processor_seconds: u64,
}

impl Bounds {
    /// The bounds of a guest with these limits.
    pub(crate) fn of(limits: &Limits) -> Self {
        let memory_bytes = (limits.memory_bytes as u64).saturating_add(OVERHEAD_BYTES);
        Self { memory_bytes, processor_seconds: seconds(limits.processor_time) }
    }

    /// As arguments of a program.
    pub(crate) fn arguments(self) -> [String; 2] {
        [self.memory_bytes.to_string(), self.processor_seconds.to_string()]
    }

    /// From arguments of a program; none when they are others.
    #[must_use]
    pub fn from_arguments(memory_bytes: &str, processor_seconds: &str) -> Option<Self> {
        let (memory_bytes, processor_seconds) =
            (memory_bytes.parse().ok()?, processor_seconds.parse().ok()?);
        Some(Self { memory_bytes, processor_seconds })
    }
}

fn seconds(time: Duration) -> u64 {
    time.as_secs().max(1)
}

/// Shuts this process in for good. It keeps the standard streams and the descriptors that are named.
///
/// # Errors
///
/// A wall does not stand; nothing of a guest must then be read.
#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
pub fn shut_in(bounds: Bounds, keep: &[i32]) -> io::Result<()> {
    nix::sys::prctl::set_pdeathsig(nix::sys::signal::Signal::SIGKILL)?;
    nix::sys::prctl::set_dumpable(false)?;
    nix::sys::prctl::set_no_new_privs()?;
    descriptors::close_others(keep)?;
    numbers::bound(bounds)?;
    calls::filter()
}

/// Refuses: there are no walls on this system that would be enough.
///
/// # Errors
///
/// Always.
#[cfg(not(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64"))))]
pub fn shut_in(_bounds: Bounds, _keep: &[i32]) -> io::Result<()> {
    Err(io::Error::other(
        "there are no walls for guests on this system, only on Linux (x86_64, aarch64)",
    ))
}

/// Shuts a compiler in.
///
/// # Errors
///
/// As [`shut_in`].
pub(crate) fn shut_in_compiler(memory_bytes: u64) -> io::Result<()> {
    // The parent has a clock of its own for it.
    shut_in(Bounds { memory_bytes, processor_seconds: COMPILER_SECONDS }, &[])
}

/// Processor time of a compiler, of last resort.
const COMPILER_SECONDS: u64 = 3_600;

/// Whether there are walls on this system.
pub(crate) const STAND: bool =
    cfg!(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")));
