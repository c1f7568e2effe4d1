//! What the engine says, in our words.

use sandshift_model::origin::Origin;
use wasmtime::{Trap, WasmBacktrace};

use crate::error::{Fault, GuestError, HostError, Resource};
use crate::limits::Limits;

use super::HANDLES;
use super::engine::STACK_BYTES;
use super::gauge::PARTS;
use super::state::State;

/// Functions of a backtrace that are worth telling.
const FRAMES: usize = 10;

/// Characters of the name of a function.
const NAME_CHARACTERS: usize = 80;

/// Why a call did not finish: the host's own reason first, then the limits, then the trap.
pub(super) fn ended(error: &wasmtime::Error, state: &mut State) -> GuestError {
    if let Some(failure) = state.failure.take() {
        return failure;
    }
    let (limits, place) = (&state.limits, state.standing());
    // A guest that is refused memory ends itself in its own way, most often with `unreachable`.
    if state.gauge.refused {
        return limit(Resource::Memory, format!("{} bytes of memory", limits.memory_bytes), place);
    }
    if state.limits.cancel.is_due() {
        return GuestError::Cancelled { origin: state.origin() };
    }
    if state.clock.over {
        let seconds = limits.script_time.as_secs_f64();
        return limit(Resource::Time, format!("{seconds} s of module time"), place);
    }
    match error.downcast_ref::<Trap>() {
        Some(Trap::OutOfFuel) => {
            limit(Resource::Time, format!("{} operations", limits.operations), place)
        }
        Some(Trap::StackOverflow) => {
            limit(Resource::Memory, format!("{STACK_BYTES} bytes of stack"), place)
        }
        Some(trap) => {
            let reason = fragment(&trap.to_string());
            let message = format!("the module trapped: {reason}{}", backtrace(error));
            GuestError::Thrown { message, origin: place }
        }
        None => foreign(&error.root_cause().to_string(), limits, state.origin()),
    }
}

/// The functions that a trap was in, the innermost first; empty when the module has no names.
fn backtrace(error: &wasmtime::Error) -> String {
    let Some(backtrace) = error.downcast_ref::<WasmBacktrace>() else { return String::new() };
    let names = backtrace.frames().iter().filter_map(|frame| frame.func_name());
    // The names are the module's own, so that they may hold anything.
    let shown = |name: &str| {
        let cut: String = name.chars().take(NAME_CHARACTERS).collect();
        format!("`{}`", cut.escape_debug())
    };
    let names: Vec<String> = names.take(FRAMES).map(shown).collect();
    if names.is_empty() { String::new() } else { format!(", in {}", names.join(" < ")) }
}

/// What the engine refuses while it copies: the error has no type of its own there.
fn foreign(message: &str, limits: &Limits, origin: Origin) -> GuestError {
    if message.starts_with("too much data is being copied") {
        let words = format!("{} bytes in one call", limits.text_bytes);
        return limit(Resource::Memory, words, origin);
    }
    if message.starts_with("resource limit exceeded") {
        let words = format!("{PARTS} instances, memories or tables");
        return limit(Resource::Memory, words, origin);
    }
    if message.ends_with("store handle limit exceeded") {
        return limit(Resource::Memory, format!("{HANDLES} handles"), origin);
    }
    misuse_at(fragment(message), None, origin)
}

/// The guest said `err`.
pub(super) fn said(message: String, origin: Origin) -> GuestError {
    let silent = message.is_empty();
    let message = if silent { "the module failed without a reason".to_owned() } else { message };
    GuestError::Thrown { message, origin }
}

/// The bytes are no component.
pub(super) fn syntax(message: String) -> GuestError {
    GuestError::Syntax { message, origin: Origin::default() }
}

/// The bytes begin like a component and do not go on like one.
pub(super) fn broken(reason: &str) -> GuestError {
    syntax(format!("the module is broken: {}", fragment(reason)))
}

/// The module does not fit the contract.
pub(super) fn misuse(message: String, hint: Option<&str>) -> GuestError {
    misuse_at(message, hint, Origin::default())
}

/// The module does what it must not.
pub(super) fn misuse_at(message: String, hint: Option<&str>, origin: Origin) -> GuestError {
    GuestError::Misuse { message, hint: hint.map(str::to_owned), origin }
}

pub(super) fn limit(resource: Resource, limit: String, origin: Origin) -> GuestError {
    GuestError::Limit { resource, limit, origin }
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
