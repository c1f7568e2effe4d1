//! The clock, the counter and the memory gauge over one script.
//!
//! The engine asks [`Watch::tick`] before each of its operations. Nothing interrupts inside one
//! native function; those that could run away are replaced by bounded ones in `stdlib`.

use std::cell::Cell;
use std::fs::File;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use rhai::Dynamic;
use sandshift_model::origin::Origin;

use crate::error::{GuestError, Resource};
use crate::limits::Limits;

use super::errors::{self, Stop};

/// The clock is read once in this many operations: reading it each time costs a fifth of the speed.
const OPERATIONS_PER_LOOK: u64 = 16;

/// The memory of the process is read at most this often; a look costs some microseconds.
const MEMORY_LOOK: Duration = Duration::from_millis(5);

/// Scripts that run in this process now: all of them share the one number that the system gives.
static RUNNING: AtomicUsize = AtomicUsize::new(0);

/// Counts what one script uses.
#[derive(Debug)]
pub(super) struct Watch {
    began: Instant,
    operations: AtomicU64,
    /// Several threads run row functions of the script now.
    shared: AtomicBool,
    /// Bytes that the process grew by while scripts ran, and may have given back since.
    grown: AtomicU64,
}

/// What one thread knows of the script that it runs.
#[derive(Debug)]
struct Stretch {
    /// Operations that are not counted in [`Watch`] yet.
    operations: Cell<u64>,
    /// Microseconds since [`Watch::began`] at which the present stretch of script time started.
    start: Cell<u64>,
    /// Microseconds since [`Watch::began`] of the last look at the memory.
    looked: Cell<u64>,
    /// Bytes of the process at the last look; 0 before the first one.
    resident: Cell<u64>,
}

thread_local! {
    static STRETCH: Stretch = const {
        Stretch {
            operations: Cell::new(0),
            start: Cell::new(0),
            looked: Cell::new(0),
            resident: Cell::new(0),
        }
    };
}

/// One script on its way; a guard, so that a panic counts as an end too.
#[derive(Debug)]
pub(super) struct Running;

impl Running {
    pub(super) fn start() -> Self {
        RUNNING.fetch_add(1, Relaxed);
        Self
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        RUNNING.fetch_sub(1, Relaxed);
    }
}

impl Watch {
    pub(super) fn new() -> Self {
        Self {
            began: Instant::now(),
            operations: AtomicU64::new(0),
            shared: AtomicBool::new(false),
            grown: AtomicU64::new(0),
        }
    }

    /// Starts to count anew, for another call of an entry.
    pub(super) fn reset(&self) {
        self.operations.store(0, Relaxed);
        self.grown.store(0, Relaxed);
        self.resume();
    }

    /// Says whether several threads run row functions of the script from now on.
    pub(super) fn share(&self, shared: bool) {
        self.shared.store(shared, Relaxed);
    }

    /// The host has answered: a new stretch of script time begins on this thread, and what the
    /// process grew by meanwhile was not the script's doing.
    pub(super) fn resume(&self) {
        STRETCH.with(|stretch| {
            stretch.start.set(self.micros());
            stretch.resident.set(0);
        });
    }

    /// Counts one operation; gives a token when the script has to end.
    pub(super) fn tick(&self, limits: &Limits) -> Option<Dynamic> {
        let operations = if self.shared.load(Relaxed) {
            // None means that there is nothing to look at yet.
            self.count_shared()?
        } else {
            // One thread runs the script, so that load and store suffice and cost less than an add.
            let operations = self.operations.load(Relaxed) + 1;
            self.operations.store(operations, Relaxed);
            operations
        };
        if operations > limits.operations {
            return Some(over(Resource::Time, format!("{} operations", limits.operations)));
        }
        if operations.is_multiple_of(OPERATIONS_PER_LOOK) { self.look(limits) } else { None }
    }

    /// Counts one operation of several threads, which would wait for each other if each of them
    /// were told to all; none unless it was time to tell.
    fn count_shared(&self) -> Option<u64> {
        let own = STRETCH.with(|stretch| {
            let own = stretch.operations.get() + 1;
            stretch.operations.set(if own < OPERATIONS_PER_LOOK { own } else { 0 });
            own
        });
        (own == OPERATIONS_PER_LOOK).then(|| {
            let before = self.operations.fetch_add(OPERATIONS_PER_LOOK, Relaxed);
            // What the script counted alone need not have been a multiple.
            (before + OPERATIONS_PER_LOOK).next_multiple_of(OPERATIONS_PER_LOOK)
        })
    }

    /// Looks at the clock and now and then at the memory.
    pub(super) fn look(&self, limits: &Limits) -> Option<Dynamic> {
        if limits.cancel.is_due() {
            return Some(Stop::token(GuestError::Cancelled { origin: Origin::default() }));
        }
        let now = self.micros();
        let (start, looked) = STRETCH.with(|stretch| (stretch.start.get(), stretch.looked.get()));
        let spent = Duration::from_micros(now.saturating_sub(start));
        if spent > limits.script_time {
            let seconds = limits.script_time.as_secs_f64();
            return Some(over(Resource::Time, format!("{seconds} s of script time")));
        }
        // Another guest of this thread may have left a later moment of a clock of its own.
        if looked <= now && u128::from(now - looked) < MEMORY_LOOK.as_micros() {
            return None;
        }
        STRETCH.with(|stretch| stretch.looked.set(now));
        self.weigh(limits)
    }

    fn weigh(&self, limits: &Limits) -> Option<Dynamic> {
        let resident = resident_bytes()?;
        let before = STRETCH.with(|stretch| stretch.resident.replace(resident));
        if before == 0 {
            return None;
        }
        let grown = self.grown.load(Relaxed);
        let grown = (grown + resident.saturating_sub(before))
            .saturating_sub(before.saturating_sub(resident));
        self.grown.store(grown, Relaxed);
        let share = RUNNING.load(Relaxed).max(1) as u64;
        let allowed = (limits.memory_bytes as u64).saturating_mul(share);
        let most = || format!("{} bytes of memory", limits.memory_bytes);
        (grown > allowed).then(|| over(Resource::Memory, most()))
    }

    fn micros(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX)
    }
}

fn over(resource: Resource, limit: String) -> Dynamic {
    Stop::token(errors::limit(resource, limit, Origin::default()))
}

/// What the system says of the memory of this process, in pages. It stays open, because a process with walls around
/// it cannot open it, and because a look then costs half as much. `status` tells the same in bytes, among so much else
/// that it takes five times as long.
static MEMORY: OnceLock<Option<File>> = OnceLock::new();

/// Opens what the memory is read from; none where the system has no such thing.
pub(super) fn memory() -> Option<&'static File> {
    MEMORY.get_or_init(|| File::open("/proc/self/statm").ok()).as_ref()
}

/// Memory of the process that is really there; none where the system does not tell, where the
/// limits on single values are all there is.
fn resident_bytes() -> Option<u64> {
    let mut bytes = [0; MEMORY_BYTES];
    let length = read_from_start(memory()?, &mut bytes)?;
    let told = std::str::from_utf8(bytes.get(..length)?).ok()?;
    resident_pages(told)?.checked_mul(page_bytes()?)
}

/// The second number, as of `proc(5)`.
fn resident_pages(statm: &str) -> Option<u64> {
    statm.split_ascii_whitespace().nth(1)?.parse().ok()
}

/// Seven numbers stand there.
const MEMORY_BYTES: usize = 256;

#[cfg(unix)]
fn page_bytes() -> Option<u64> {
    static PAGE: OnceLock<Option<u64>> = OnceLock::new();
    *PAGE.get_or_init(|| {
        let bytes = nix::unistd::sysconf(nix::unistd::SysconfVar::PAGE_SIZE).ok()??;
        u64::try_from(bytes).ok()
    })
}

#[cfg(unix)]
fn read_from_start(file: &File, bytes: &mut [u8]) -> Option<usize> {
    std::os::unix::fs::FileExt::read_at(file, bytes, 0).ok()
}

#[cfg(not(unix))]
fn page_bytes() -> Option<u64> {
    None
}

#[cfg(not(unix))]
fn read_from_start(_file: &File, _bytes: &mut [u8]) -> Option<usize> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_memory_that_is_there_is_the_second_number() {
        assert_eq!(resident_pages("4022 1337 900 12 0 400 0\n"), Some(1337));
        assert_eq!(resident_pages("4022"), None);
        assert_eq!(resident_pages(""), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_memory_of_this_process_grows_with_what_it_keeps() {
        const MIB: u64 = 1 << 20;
        let before = resident_bytes().unwrap();
        let kept = vec![1_u8; 64 << 20];
        let grown = resident_bytes().unwrap() - before;
        assert!((60 * MIB..80 * MIB).contains(&grown), "{grown} bytes for {}", kept.len());
    }
}
