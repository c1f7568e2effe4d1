//! What the engine says, in our words.

use sandshift_model::origin::Origin;
use wasmtime::Trap;

use crate::error::{Fault, GuestError, HostError, Resource};
use crate::limits::Limits;

use super::engine::STACK_BYTES;
use super::state::State;

/// Why a call did not finish: the host's own reason first, then the limits, then the trap.
pub(super) fn ended(error: &wasmtime::Error, state: &mut State) -> GuestError {
    if let Some(failure) = state.failure.take() {
        return failure;
    }
    let limits = &state.limits;
    // A guest that is refused memory ends itself in its own way, most often with `unreachable`.
    if state.gauge.refused {
        return limit(Resource::Memory, format!("{} bytes of memory", limits.memory_bytes));
    }
    if state.clock.over {
        let seconds = limits.script_time.as_secs_f64();
        return limit(Resource::Time, format!("{seconds} s of script time"));
    }
    match error.downcast_ref::<Trap>() {
        Some(Trap::OutOfFuel) => limit(Resource::Time, format!("{} operations", limits.operations)),
        Some(Trap::StackOverflow) => {
            limit(Resource::Memory, format!("{STACK_BYTES} bytes of stack"))
        }
        Some(trap) => thrown(format!("the component trapped: {}", fragment(&trap.to_string()))),
        None => foreign(&error.root_cause().to_string(), limits),
    }
}

/// What the engine refuses while it copies: the error has no type of its own there.
fn foreign(message: &str, limits: &Limits) -> GuestError {
    if message.starts_with("too much data is being copied") {
        return limit(Resource::Memory, format!("{} bytes in one call", limits.text_bytes));
    }
    misuse(fragment(message), None)
}

/// The guest said `err`.
pub(super) fn said(message: String) -> GuestError {
    let silent = message.is_empty();
    thrown(if silent { "the component failed without a reason".to_owned() } else { message })
}

/// The bytes are no component.
pub(super) fn syntax(message: String) -> GuestError {
    GuestError::Syntax { message, origin: Origin::default() }
}

/// The bytes begin like a component and do not go on like one.
pub(super) fn broken(reason: &str) -> GuestError {
    syntax(format!("the module is broken: {}", fragment(reason)))
}

/// The component does not fit the contract.
pub(super) fn misuse(message: String, hint: Option<&str>) -> GuestError {
    GuestError::Misuse { message, hint: hint.map(str::to_owned), origin: Origin::default() }
}

pub(super) fn limit(resource: Resource, limit: String) -> GuestError {
    GuestError::Limit { resource, limit, origin: Origin::default() }
}

/// A failure that only a defect of the engine or of ours can cause.
pub(super) fn host_defect(message: &str) -> GuestError {
    let message = format!("a defect of the WebAssembly engine: {message}");
    GuestError::Host { error: HostError::new(Fault::Fatal, message), origin: Origin::default() }
}

/// The first line of a message of the engine, without its own prefix.
pub(super) fn fragment(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    line.strip_prefix("wasm trap: ").unwrap_or(line).to_owned()
}

fn thrown(message: String) -> GuestError {
    GuestError::Thrown { message, origin: Origin::default() }
}
