//! The one asynchronous runtime that the database drivers live on.
//!
//! Connections call `block_on` on it from ordinary threads; nothing here may be called from
//! one of its own workers, which would stand still for ever.

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
        Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("sandshift-driver")
            .enable_all()
            .build()
            .map_err(|error| error.to_string())
    });
    made.as_ref().map_err(|reason| {
        DatabaseError::new(
            Class::Unreachable,
            format!("the threads of the database drivers do not start: {reason}"),
        )
    })
}
