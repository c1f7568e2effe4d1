//! What a person says about a run that ended half-way: to forget it, or whether its statement in flight took
//! effect.

use std::time::Duration;

use sandshift_model::operation::Operation;

use super::books;
use super::error::RunError;
use super::half_run::{self, HalfRun};
use super::hold::Hold;
use super::stamp;
use crate::backend::connection::Connection;
use crate::session::fence::Fence;
use crate::session::mark;
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

/// A statement that a person has looked at.
#[derive(Debug, Clone)]
pub struct Assumed {
    /// Its revision.
    pub revision: String,
    /// The statement.
    pub sql: String,
    /// `up`, `down` or `undo`.
    pub direction: String,
}

/// Marks the half-done run as abandoned, so that the next run neither goes on with it nor undoes it.
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
    let Some(half) = half_run::read(&mut *connection)? else { return Ok(None) };
    let forgotten = Forgotten { revision: half.revision.clone(), done: half.done() };
    send(connection, (hold, found), &forget(half))?;
    Ok(Some(forgotten))
}

/// Says of the statement that was in flight whether it took effect.
///
/// # Errors
///
/// As [`unlock`].
pub fn assume(
    mut connection: Box<dyn Connection>,
    is_done: bool,
) -> Result<Option<Assumed>, RunError> {
    if !books::exist(&mut *connection)? {
        return Ok(None);
    }
    let mut hold = Hold::wait(&*connection, LOCK_WAIT)?;
    let found = hold.look(&mut *connection)?;
    let half = half_run::read(&mut *connection)?;
    let Some(half) = half.map(|half| half.undoing.clone().map_or(half, |undoing| *undoing)) else {
        return Ok(None);
    };
    let Some(kept) = half.in_flight().cloned() else { return Ok(None) };
    let outcome = if is_done { "done" } else { "open" };
    send(connection, (hold, found), &[mark(half.id.clone(), kept.ordinal, outcome)])?;
    let HalfRun { revision, direction, .. } = half;
    Ok(Some(Assumed { revision, sql: kept.sql, direction }))
}

/// Says of a half-done run, and of the one that undoes it, that nobody waits for them any more.
pub(super) fn forget(half: HalfRun) -> Vec<Operation> {
    let undoing = half.undoing.map(|undoing| books::abandon(undoing.id));
    [books::abandon(half.id)].into_iter().chain(undoing).collect()
}

fn send(
    connection: Box<dyn Connection>,
    (mut hold, found): (Hold, Option<Fence>),
    operations: &[Operation],
) -> Result<(), RunError> {
    let dialect = connection.dialect();
    let mut sink = Live { connection, keeps: true };
    hold.raise_or_stop(dialect, &mut sink, found)?;
    stamp::send(operations, dialect, &mut sink).map(|_| ())
}
