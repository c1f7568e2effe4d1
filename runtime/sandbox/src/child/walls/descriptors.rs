//! The first wall: what the process has inherited is closed.

use std::fs;
use std::io;

/// The standard streams.
const STANDARD: i32 = 2;

/// Closes all descriptors but the standard streams and those that are named.
pub(super) fn close_others(keep: &[i32]) -> io::Result<()> {
    let mut open = Vec::new();
    for entry in fs::read_dir("/proc/self/fd")? {
        open.extend(entry?.file_name().to_str().and_then(|name| name.parse::<i32>().ok()));
    }
    open.retain(|number| *number > STANDARD && !keep.contains(number));
    for number in open {
        // The one that listed them is closed already.
        let _ = nix::unistd::close(number);
    }
    Ok(())
}
