//! Statements whose client was killed: a server carries them to their end all the same.

use std::thread;
use std::time::Duration;

use super::connection::{Class, DatabaseError};

/// How long we wait between two looks.
const PAUSE: Duration = Duration::from_millis(20);

/// Waits until `look` names no session any more; `end` says how to end one.
pub(super) fn wait_for_end(
    wait: Duration,
    end: impl Fn(&str) -> String,
    mut look: impl FnMut() -> Result<Option<String>, DatabaseError>,
) -> Result<(), DatabaseError> {
    let mut left = wait;
    while let Some(session) = look()? {
        if left.is_zero() {
            let message =
                format!("session {session} still carries out a statement of a run that was killed");
            let advice =
                Some(format!("wait for it, or end it with `{}`, and run again", end(&session)));
            return Err(DatabaseError { advice, ..DatabaseError::new(Class::Busy, message) });
        }
        let pause = left.min(PAUSE);
        thread::sleep(pause);
        left -= pause;
    }
    Ok(())
}
