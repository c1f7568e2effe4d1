//! The handle of a connection, for work on rows without a turn of the driver for each of them.

use rusqlite::Connection;
use sqlx::sqlite::SqliteConnection as Driver;

use super::failure::{failure, of_code};
use crate::backend::connection::{Class, DatabaseError};
use crate::backend::runtime::runtime;

/// Lends the handle of a connection of the driver, which waits meanwhile.
///
/// # Errors
///
/// What `work` gives, or the driver's error.
pub(super) fn with_handle<T>(
    driver: &mut Driver,
    work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
) -> Result<T, DatabaseError> {
    let mut locked = runtime()?.block_on(driver.lock_handle()).map_err(|error| failure(&error))?;
    // SAFETY: the handle is open and stays so while `locked` lives, which is longer than the
    // borrowed connection; the driver's thread does not touch it meanwhile. A borrowed connection does
    // not close its handle.
    #[expect(unsafe_code, reason = "the one way to the handle; see above")]
    let borrowed = unsafe { Connection::from_handle(locked.as_raw_handle().as_ptr().cast()) };
    let answer = borrowed.and_then(|connection| work(&connection));
    drop(locked);
    answer.map_err(|error| of_handle(&error))
}

/// A failure in the words that the driver would have used.
fn of_handle(error: &rusqlite::Error) -> DatabaseError {
    match error {
        rusqlite::Error::SqliteFailure(code, message) => {
            let message = message.clone().unwrap_or_else(|| code.to_string());
            of_code(code.extended_code, &message)
        }
        other => DatabaseError::new(Class::Statement, other.to_string()),
    }
}
