//! How a child ended, in words for whoever reads the report.

use std::process::ExitStatus;

use super::inside::NO_WALLS;
use super::process::Lost;
use super::wire::error::process;
use crate::error::{GuestError, ProcessFault, Resource};
use crate::limits::Limits;
use crate::wasm::NO_MEMORY;

/// Signals, by the numbers that all systems with walls share.
const BAD_CALL: i32 = 31;
const PROCESSOR_TIME: i32 = 24;
const KILLED: i32 = 9;

/// Characters of what a child has said.
const SAID: usize = 200;

/// Why a guest did not finish, from what is known of its process.
pub(super) fn error(
    lost: &Lost,
    status: Option<ExitStatus>,
    complaint: &str,
    limits: &Limits,
) -> GuestError {
    match lost {
        Lost::Silent => {
            let seconds = limits.script_time.as_secs_f64();
            limit(Resource::Time, format!("{seconds} s of script time"))
        }
        Lost::Cancelled => GuestError::Cancelled { origin: Default::default() },
        Lost::Rubbish(reason) => process(
            ProcessFault::Rubbish,
            format!("the process of the guest talks rubbish: {}", shown(reason)),
        ),
        Lost::Ended => ended(status, complaint, limits),
    }
}

fn ended(status: Option<ExitStatus>, complaint: &str, limits: &Limits) -> GuestError {
    if NO_MEMORY.iter().any(|words| complaint.contains(words)) {
        return limit(Resource::Memory, format!("{} bytes of memory", limits.memory_bytes));
    }
    let Some(status) = status else {
        let message = "the process of the guest closed its pipe and went on";
        return process(ProcessFault::Rubbish, message);
    };
    if status.code() == Some(i32::from(NO_WALLS)) {
        let reason = shown(complaint);
        return process(ProcessFault::NoWalls, format!("the guest cannot be shut in: {reason}"));
    }
    match signal(status) {
        Some(PROCESSOR_TIME) => {
            let seconds = limits.processor_time.as_secs();
            limit(Resource::Time, format!("{seconds} s of processor time"))
        }
        Some(BAD_CALL) => process(
            ProcessFault::Forbidden,
            "the process of the guest asked the system for what no guest may have",
        ),
        Some(KILLED) => process(
            ProcessFault::Died,
            "the process of the guest was killed, by the system when memory was short or by somebody",
        ),
        _ => {
            let said = shown(complaint);
            let said = if said.is_empty() { said } else { format!(": {said}") };
            process(ProcessFault::Died, format!("the process of the guest died ({status}){said}"))
        }
    }
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_status: ExitStatus) -> Option<i32> {
    None
}

fn limit(resource: Resource, limit: String) -> GuestError {
    GuestError::Limit { resource, limit, origin: Default::default() }
}

/// The first line of what a child has said; it may hold anything.
fn shown(said: &str) -> String {
    let line = said.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let cut: String = line.trim().chars().take(SAID).collect();
    cut.escape_debug().to_string()
}
