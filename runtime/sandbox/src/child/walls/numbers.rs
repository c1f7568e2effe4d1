//! The second wall: what the system counts for each process.

use std::io;

use nix::sys::resource::{Resource, getrlimit, setrlimit};

use super::Bounds;

/// Address space beside the memory. The engine of modules reserves 4 GiB for each memory and touches only what
/// the module has asked for, so that the memory that can be written to is what is bounded.
const RESERVED_BYTES: u64 = 16 << 40;

/// Sets the bounds.
///
/// There is none on the number of processes: the system counts those of the user, all of them, and threads are
/// among them. That there will be no other process is for the filter on calls.
pub(super) fn bound(bounds: Bounds) -> io::Result<()> {
    let Bounds { memory_bytes, processor_seconds } = bounds;
    let address_bytes = memory_bytes.saturating_add(RESERVED_BYTES);
    let limits = [
        (Resource::RLIMIT_DATA, memory_bytes),
        (Resource::RLIMIT_AS, address_bytes),
        (Resource::RLIMIT_CORE, 0),
        (Resource::RLIMIT_FSIZE, 0),
        (Resource::RLIMIT_MEMLOCK, 0),
        (Resource::RLIMIT_MSGQUEUE, 0),
        // What is open stays so.
        (Resource::RLIMIT_NOFILE, 0),
    ];
    for (resource, most) in limits {
        // What is bounded more tightly already stays so.
        let (_, known) = getrlimit(resource)?;
        let most = most.min(known);
        setrlimit(resource, most, most)?;
    }
    // At the first number the system says what it ends the process for, at the second it only ends it.
    let (_, known) = getrlimit(Resource::RLIMIT_CPU)?;
    let most = processor_seconds.min(known);
    setrlimit(Resource::RLIMIT_CPU, most, most.saturating_add(1).min(known))?;
    Ok(())
}
