//! Runs of components against the recorder.

use std::sync::{Arc, Mutex};

use sandshift_sandbox::error::GuestError;
use sandshift_sandbox::guest::{Entry, Guest};
use sandshift_sandbox::limits::Limits;
use sandshift_sandbox::wasm::WasmGuest;

use crate::component::up;
use crate::host::Recorder;

/// Runs `up`; gives what came of it and the host.
pub(crate) fn run_on(
    host: Recorder,
    bytes: &[u8],
    limits: &Limits,
) -> (Result<(), GuestError>, Recorder) {
    let mut guest = match WasmGuest::compile(bytes, limits) {
        Ok(guest) => guest,
        Err(error) => return (Err(error), host),
    };
    let host = Arc::new(Mutex::new(host));
    let outcome = guest.call(Entry::Up, host.clone());
    let host = std::mem::take(&mut *host.lock().unwrap());
    (outcome, host)
}

/// Runs a component that has to succeed.
#[track_caller]
pub(crate) fn passes(host: Recorder, bytes: &[u8]) -> Recorder {
    let (outcome, host) = run_on(host, bytes, &Limits::default());
    outcome.unwrap_or_else(|error| panic!("{error:?}"));
    host
}

/// Runs a component that has to fail under these limits.
#[track_caller]
pub(crate) fn fails(bytes: &[u8], limits: &Limits) -> (GuestError, Recorder) {
    let (outcome, host) = run_on(Recorder::default(), bytes, limits);
    (outcome.expect_err("it passed"), host)
}

/// Makes sure that the process still runs components.
#[track_caller]
pub(crate) fn still_alive() {
    passes(Recorder::default(), &up("", ""));
}
