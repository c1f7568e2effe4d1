//! The clock, the counter and the memory gauge over one script.
//!
//! The engine asks [`Watch::tick`] before each of its operations. Nothing interrupts inside one
//! native function; those that could run away are replaced by bounded ones in `stdlib`.

use std::fs;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use rhai::Dynamic;
use sandshift_model::origin::Origin;

use crate::error::Resource;
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
    /// Microseconds since `began` at which the present stretch of script time started.
    stretch: AtomicU64,
    /// Microseconds since `began` of the last look at the memory.
    looked: AtomicU64,
    /// Bytes of the process at the last look; 0 before the first one.
    resident: AtomicU64,
    /// Bytes that the process grew by while scripts ran, and may have given back since.
    grown: AtomicU64,
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
            stretch: AtomicU64::new(0),
            looked: AtomicU64::new(0),
            resident: AtomicU64::new(0),
            grown: AtomicU64::new(0),
        }
    }

    /// Starts to count anew, for another call of an entry.
    pub(super) fn reset(&self) {
        self.operations.store(0, Relaxed);
        self.grown.store(0, Relaxed);
        self.resume();
    }

    /// The host has answered: a new stretch of script time begins, and what the process grew by
    /// meanwhile was not the script's doing.
    pub(super) fn resume(&self) {
        self.stretch.store(self.micros(), Relaxed);
        self.resident.store(0, Relaxed);
    }

    /// Counts one operation; gives a token when the script has to end.
    pub(super) fn tick(&self, limits: &Limits) -> Option<Dynamic> {
        // One thread runs the script, so that load and store suffice and cost less than an add.
        let operations = self.operations.load(Relaxed) + 1;
        self.operations.store(operations, Relaxed);
        if operations > limits.operations {
            return Some(over(Resource::Time, format!("{} operations", limits.operations)));
        }
        if operations.is_multiple_of(OPERATIONS_PER_LOOK) { self.look(limits) } else { None }
    }

    /// Looks at the clock and now and then at the memory.
    pub(super) fn look(&self, limits: &Limits) -> Option<Dynamic> {
        let now = self.micros();
        let spent = Duration::from_micros(now.saturating_sub(self.stretch.load(Relaxed)));
        if spent > limits.script_time {
            let seconds = limits.script_time.as_secs_f64();
            return Some(over(Resource::Time, format!("{seconds} s of script time")));
        }
        let since = now.saturating_sub(self.looked.load(Relaxed));
        if u128::from(since) < MEMORY_LOOK.as_micros() {
            return None;
        }
        self.looked.store(now, Relaxed);
        self.weigh(limits)
    }

    fn weigh(&self, limits: &Limits) -> Option<Dynamic> {
        let resident = resident_bytes()?;
        let before = self.resident.swap(resident, Relaxed);
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

/// Memory of the process that is really there; none where the system does not tell, where the
/// limits on single values are all there is.
fn resident_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches("kB").trim().parse::<u64>().ok().map(|kib| kib * 1024)
}
