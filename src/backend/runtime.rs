//! The one asynchronous runtime that the database drivers live on.
//!
//! Connections call `block_on` on it from ordinary threads, several at once where they like. Nothing runs on it
//! while nobody waits, so that nothing may be spawned on it.

use std::sync::OnceLock;

use tokio::runtime::{Builder, Runtime};

use super::connection::{Class, DatabaseError};

/// The shared runtime, started on first use.
///
/// # Errors
///
/// [`DatabaseError`] with class [`Class::Unreachable`] when the system gives no threads.
pub(crate) fn runtime() -> Result<&'static Runtime, DatabaseError> {
    static RUNTIME: OnceLock<Result<Runtime, String>> = OnceLock::new();
    let made = RUNTIME.get_or_init(|| {
        // Whoever waits turns it: a thread of its own would be one more to wake for each answer.
        Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())
    });
    made.as_ref().map_err(|reason| {
        DatabaseError::new(
            Class::Unreachable,
            format!("the threads of the database drivers do not start: {reason}"),
        )
    })
}
