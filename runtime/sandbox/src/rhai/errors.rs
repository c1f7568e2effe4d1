//! Between the engine's errors and ours.
//!
//! What a script must not catch (host failures, limits, refusals, misuse of the API) travels as
//! `ErrorTerminated` with a [`Stop`] inside, which the engine's `try`/`catch` lets pass; what it
//! may catch (a text that is no JSON, a division by zero) is an ordinary runtime error.

use std::sync::{Arc, Mutex, PoisonError};

use rhai::{Dynamic, EvalAltResult, Position};
use sandshift_model::origin::Origin;

use crate::error::{Fault, GuestError, HostError, Resource};
use crate::limits::Limits;

use super::{missing, position, stdlib::json};

/// A failed call of the engine.
pub(super) type Failure = Box<EvalAltResult>;

/// An error on its way through the engine, which wants tokens that can be cloned.
#[derive(Debug, Clone)]
pub(super) struct Stop(Arc<Mutex<Option<GuestError>>>);

impl Stop {
    pub(super) fn token(error: GuestError) -> Dynamic {
        Dynamic::from(Self(Arc::new(Mutex::new(Some(error)))))
    }

    fn take(&self) -> Option<GuestError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// An error that no script can catch.
pub(super) fn stop(error: GuestError) -> Failure {
    let at = position::position(error.origin());
    EvalAltResult::ErrorTerminated(Stop::token(error), at).into()
}

/// An error that a script may catch with `try`.
pub(super) fn thrown(message: impl Into<String>) -> Failure {
    let message: String = message.into();
    EvalAltResult::ErrorRuntime(message.into(), Position::NONE).into()
}

/// An error of the engine in our words, at the innermost position that is known.
pub(super) fn guest_error(failure: EvalAltResult, limits: &Limits) -> GuestError {
    let (failure, outer) = innermost(failure);
    let own = failure.position();
    let at = position::origin(if own.is_none() { outer } else { own });
    match failure {
        EvalAltResult::ErrorTerminated(token, _) => match token.try_cast::<Stop>() {
            Some(stop) => stop
                .take()
                .map_or_else(|| host_defect("an error was reported twice"), |error| error.at(at)),
            None => GuestError::Thrown { message: "the script was ended".to_owned(), origin: at },
        },
        EvalAltResult::ErrorRuntime(token, _) => {
            GuestError::Thrown { message: thrown_text(&token), origin: at }
        }
        EvalAltResult::ErrorArithmetic(message, _) => {
            GuestError::Thrown { message: lower(&message), origin: at }
        }
        EvalAltResult::ErrorParsing(error, _) => {
            GuestError::Syntax { message: lower(&error.to_string()), origin: at }
        }
        EvalAltResult::ErrorDotExpr(message, _) => missing::property(&message, at),
        EvalAltResult::ErrorFunctionNotFound(signature, _) => missing::function(&signature, at),
        EvalAltResult::ErrorTooManyOperations(_) => {
            limit(Resource::Time, format!("{} operations", limits.operations), at)
        }
        EvalAltResult::ErrorStackOverflow(_) => {
            limit(Resource::Time, format!("{} nested calls", limits.call_depth), at)
        }
        EvalAltResult::ErrorTooManyVariables(_) => {
            limit(Resource::Memory, format!("{} variables at once", super::engine::VARIABLES), at)
        }
        EvalAltResult::ErrorDataTooLarge(what, _) => {
            let most = if what.contains("string") {
                format!("{} bytes of text in one value", limits.text_bytes)
            } else {
                format!("{} elements in one array, map or blob", limits.elements)
            };
            limit(Resource::Memory, most, at)
        }
        mut other => {
            other.set_position(Position::NONE);
            GuestError::Misuse { message: lower(&other.to_string()), hint: None, origin: at }
        }
    }
}

/// A limit that was hit, with its value.
pub(super) fn limit(resource: Resource, limit: String, origin: Origin) -> GuestError {
    GuestError::Limit { resource, limit, origin }
}

/// Tells whether the host failed in a way that a savepoint can undo, or the script itself threw.
pub(super) fn recoverable(error: &GuestError) -> bool {
    match error {
        GuestError::Thrown { .. } => true,
        GuestError::Host { error, .. } => error.fault == Fault::Sql,
        GuestError::Syntax { .. }
        | GuestError::Misuse { .. }
        | GuestError::Name { .. }
        | GuestError::Limit { .. }
        | GuestError::Cancelled { .. }
        | GuestError::Process { .. }
        | GuestError::Missing { .. } => false,
    }
}

/// A failure that only a defect of the engine or of ours can cause.
pub(super) fn host_defect(message: &str) -> GuestError {
    let message = format!("a defect of the script engine: {message}");
    GuestError::Host { error: HostError::new(Fault::Fatal, message), origin: Default::default() }
}

/// Takes the wrappers of nested calls away; gives the last known position on the way as well.
fn innermost(mut failure: EvalAltResult) -> (EvalAltResult, Position) {
    let mut outer = Position::NONE;
    loop {
        match failure {
            EvalAltResult::ErrorInFunctionCall(_, _, inner, at)
            | EvalAltResult::ErrorInModule(_, inner, at) => {
                outer = if at.is_none() { outer } else { at };
                failure = *inner;
            }
            other => return (other, outer),
        }
    }
}

/// What a script threw, as text: a text as it is, a map by its `message`, anything else as JSON.
fn thrown_text(token: &Dynamic) -> String {
    if token.is_unit() {
        return "the script threw without a reason".to_owned();
    }
    if let Ok(text) = token.clone().into_string() {
        return text;
    }
    if let Some(map) = token.read_lock::<rhai::Map>() {
        let message = map.get("message").or_else(|| map.get("error"));
        if let Some(Ok(text)) = message.map(|message| message.clone().into_string()) {
            return text;
        }
    }
    json::text_of(token).unwrap_or_else(|_| token.to_string())
}

/// The engine's messages begin with a capital; ours are fragments.
fn lower(message: &str) -> String {
    let mut letters = message.chars();
    match (letters.next(), message.chars().nth(1)) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => message.to_owned(),
    }
}

impl GuestError {
    /// The same error at this place, unless it knows its own.
    pub(crate) fn at(mut self, place: Origin) -> Self {
        match &mut self {
            Self::Syntax { origin, .. }
            | Self::Thrown { origin, .. }
            | Self::Misuse { origin, .. }
            | Self::Name { origin, .. }
            | Self::Limit { origin, .. }
            | Self::Cancelled { origin }
            | Self::Process { origin, .. }
            | Self::Host { origin, .. } => {
                if !origin.is_known() {
                    *origin = place;
                }
            }
            Self::Missing { .. } => {}
        }
        self
    }
}
