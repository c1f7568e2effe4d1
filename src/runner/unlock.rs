//! Forgetting a run that ended half-way, after a person has looked at the database.

use std::time::Duration;

use super::books;
use super::error::RunError;
use super::hold::Hold;
use super::stamp;
use crate::backend::connection::Connection;
use crate::session::sink::Live;

/// How long to wait for a runner that is about to end.
const LOCK_WAIT: Duration = Duration::from_secs(2);

/// A half-done run that was forgotten.
#[derive(Debug, Clone)]
pub struct Forgotten {
    /// Its revision.
    pub revision: String,
    /// The statements of it that took effect.
    pub done: Vec<String>,
}

/// Marks the half-done run as abandoned, so that the next run is no longer refused.
///
/// # Errors
///
/// [`RunError`] when another runner is at work, or the database refuses.
pub fn unlock(mut connection: Box<dyn Connection>) -> Result<Option<Forgotten>, RunError> {
    if !books::exist(&mut *connection)? {
        return Ok(None);
    }
    // A run that still goes on looks just like one that was killed, but it holds the lock.
    let mut hold = Hold::wait(&*connection, LOCK_WAIT)?;
    let found = hold.look(&mut *connection)?;
    let Some(half) = books::half_run(&mut *connection)? else { return Ok(None) };
    let forgotten = Forgotten { revision: half.revision.clone(), done: half.done.clone() };
    let dialect = connection.dialect();
    let mut sink = Live { connection, keeps: true };
    hold.raise_or_stop(dialect, &mut sink, found)?;
    stamp::send(&[books::abandon(half.id)], dialect, &mut sink)?;
    Ok(Some(forgotten))
}
