//! `assert`.

use rhai::Dynamic;
use sandshift_model::origin::Origin;

use crate::error::GuestError;

use super::super::call::{Call, kind};
use super::super::errors::stop;
use super::super::method::{Answer, Method, method};

pub(crate) const FUNCTIONS: &[Method] = &[method("assert(condition, message?)", assert)];

/// An assertion that fails ends the migration; a `try` around it does not save it.
fn assert(call: &mut Call<'_>) -> Answer {
    let given = call.any(0);
    let holds =
        given.as_bool().map_err(|_| call.wrong("the condition", "true or false", kind(&given)))?;
    if holds {
        return Ok(Dynamic::UNIT);
    }
    let message = call.optional_text(1, "the message")?;
    let message = message.unwrap_or_else(|| "an assertion failed".to_owned());
    let origin: Origin = call.origin;
    Err(stop(GuestError::Thrown { message, origin }))
}
