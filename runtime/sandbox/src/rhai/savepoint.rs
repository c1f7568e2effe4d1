//! `db.attempt` and `db.outside_transaction`: functions of the script inside a bracket of the host.

use rhai::{Dynamic, FnPtr, Map};

use crate::host::{Savepoint, Side};

use super::call::Call;
use super::errors::{Failure, guest_error, recoverable, stop};
use super::method::{Answer, Method, method};

pub(super) const METHODS: &[Method] = &[
    method("attempt(function)", attempt),
    method("outside_transaction(function)", outside_transaction),
    method("until_none(function)", until_none),
];

/// Runs a function inside a savepoint: `#{ok: true, value}`, or `#{ok: false, error, line}` with
/// everything undone that it did. Limits and refusals are not recovered from.
fn attempt(call: &mut Call<'_>) -> Answer {
    let function = call.function(0, "the function")?;
    step(call, Savepoint::Open)?;
    let outcome = call.run.in_attempt(|| run(call, &function));
    let outcome = outcome.map_err(|error| guest_error(*error, &call.run.limits));
    // A statement that waited for others may fail only now.
    let outcome = outcome.and_then(|value| {
        let released = step(call, Savepoint::Release);
        released.map(|()| value).map_err(|error| guest_error(*error, &call.run.limits))
    });
    let mut answer = Map::new();
    match outcome {
        Ok(value) => {
            answer.insert("ok".into(), true.into());
            answer.insert("value".into(), value);
        }
        Err(error) if recoverable(&error) => {
            step(call, Savepoint::Undo)?;
            answer.insert("ok".into(), false.into());
            answer.insert("error".into(), error.to_string().into());
            answer.insert("line".into(), i64::from(error.origin().line).into());
        }
        Err(error) => return Err(stop(error)),
    }
    Ok(answer.into())
}

/// Runs a function outside the migration's transaction and gives back what it gave.
fn outside_transaction(call: &mut Call<'_>) -> Answer {
    let function = call.function(0, "the function")?;
    side(call, Side::Outside)?;
    let outcome = run(call, &function);
    match outcome {
        Ok(value) => {
            side(call, Side::Inside)?;
            Ok(value)
        }
        Err(failure) => {
            // The script may catch its own error and go on: it must then be inside again. A
            // failure of the host stands, whatever comes of the way back.
            let back = side(call, Side::Inside);
            if failure.is_catchable() { back.and(Err(failure)) } else { Err(failure) }
        }
    }
}

/// Calls a function that works on a part of the rows and gives their number, until it gives 0;
/// gives the sum. Nobody has to write the end of such a loop, which is easily one batch too early.
fn until_none(call: &mut Call<'_>) -> Answer {
    let function = call.function(0, "the function")?;
    let mut total = 0_i64;
    loop {
        let rows = run(call, &function)?;
        let rows = rows.as_int().map_err(|kind| {
            call.misuse(format!("the function must give a number of rows, not `{kind}`"))
        })?;
        if rows == 0 {
            return Ok(total.into());
        }
        total = total.saturating_add(rows);
    }
}

fn run(call: &Call<'_>, function: &FnPtr) -> Result<Dynamic, Failure> {
    function.call_raw(call.context, None, [])
}

fn step(call: &Call<'_>, step: Savepoint) -> Result<(), Failure> {
    let origin = call.origin;
    call.host(|host| host.savepoint(step, origin))
}

fn side(call: &Call<'_>, side: Side) -> Result<(), Failure> {
    let origin = call.origin;
    call.host(|host| host.side(side, origin))
}
