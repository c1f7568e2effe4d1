//! The lock of a run, with the fence behind it.

use std::time::Duration;

use sandshift_model::value::Value;

use super::books;
use super::options::Options;
use crate::backend::connection::{Class, Connection, DatabaseError, Lock};
use crate::backend::dialect::Dialect;
use crate::report::event::Event;
use crate::session::bookkeeping::{self, META};
use crate::session::error::SessionError;
use crate::session::fence::{self, Fence};
use crate::session::sink::Sink;
use crate::session::transcript::Transcript;

/// What it does meanwhile, for errors.
const TAKING: &str = "taking the lock of the runners";

/// How long a run waits before it looks whether it is still wanted.
const TURN: Duration = Duration::from_secs(1);

/// How long a lock counts as held that was seen to be, in microseconds. It is asked for so that a run ends that has
/// lost it; what keeps it from writing behind another one is the fence.
const HELD_MICROS: u64 = 250_000;

/// The lock of a run, and what the fence was raised to.
#[derive(Debug)]
pub(super) struct Hold {
    pub(super) lock: Box<dyn Lock>,
    /// None before it was raised, and where nobody can take over.
    pub(super) fence: Option<Fence>,
    /// How long the session of the runner before is waited for; none once it has ended.
    wait: Option<Duration>,
    /// When the lock is to be looked at next, on the stopwatch of the run.
    due_micros: u64,
}

impl Hold {
    /// Takes the lock of the runners; says so when it has to wait for it.
    pub(super) fn take(
        connection: &dyn Connection,
        options: &Options,
    ) -> Result<Self, SessionError> {
        match connection.lock(Duration::ZERO) {
            Err(error) if error.class == Class::Busy && !options.lock_wait.is_zero() => {
                options.watcher.tell(Event::WaitingForLock);
                Self::wait_unless_cancelled(connection, options)
            }
            taken => Self::of(taken, options.lock_wait),
        }
    }

    /// Waits in turns, between which somebody may want the run to stop.
    fn wait_unless_cancelled(
        connection: &dyn Connection,
        options: &Options,
    ) -> Result<Self, SessionError> {
        let mut left = options.lock_wait;
        loop {
            let turn = left.min(TURN);
            left -= turn;
            match connection.lock(turn) {
                Err(error) if error.class == Class::Busy && !left.is_zero() => {}
                taken => return Self::of(taken, options.lock_wait),
            }
            if options.limits.cancel.is_wanted() {
                return Err(SessionError::Cancelled);
            }
        }
    }

    /// Takes the lock without a word, and waits at most so long.
    pub(super) fn wait(connection: &dyn Connection, wait: Duration) -> Result<Self, SessionError> {
        Self::of(connection.lock(wait), wait)
    }

    fn of(
        taken: Result<Box<dyn Lock>, DatabaseError>,
        wait: Duration,
    ) -> Result<Self, SessionError> {
        let lock = taken.map_err(SessionError::database(TAKING))?;
        Ok(Self { lock, fence: None, wait: Some(wait), due_micros: 0 })
    }

    /// Waits until nothing of the runner before is on its way any more, and reads where the fence stands. Done before
    /// anything that the run relies on is read, so that [`Hold::raise`] tells whether another runner came between.
    pub(super) fn look(
        &mut self,
        connection: &mut dyn Connection,
    ) -> Result<Option<Fence>, SessionError> {
        if let Some(wait) = self.wait {
            let waiting = SessionError::database("waiting for the session of an earlier run");
            connection.take_over(wait).map_err(waiting)?;
            self.wait = None;
        }
        let looking = SessionError::database("looking for the bookkeeping");
        if !self.lock.can_pass_on()
            || !connection.has_table(&bookkeeping::object(META)).map_err(looking)?
        {
            return Ok(None);
        }
        found(connection)
    }

    /// Raises the fence from where it was found, for good; says no when another runner did meanwhile.
    pub(super) fn raise(
        &mut self,
        dialect: &'static dyn Dialect,
        sink: &mut dyn Sink,
        found_at: Option<Fence>,
    ) -> Result<bool, SessionError> {
        match self.fence {
            _ if !self.lock.can_pass_on() => return Ok(true),
            Some(_) if self.fence == found_at => return Ok(true),
            Some(_) => return Err(fence::taken_over()),
            None => {}
        }
        let next = Fence::behind(found_at);
        let mut sent = Transcript::default();
        let raised = books::send(dialect, sink, &next.raise(found_at), &mut sent);
        let is_raised = match (raised, found_at, sink.reader()) {
            (Ok(rows), _, _) => rows == 1,
            // Another runner may have written the first row.
            (Err(error), None, Some(connection)) => match found(connection)? {
                Some(_) => false,
                None => return Err(error),
            },
            (Err(error), _, _) => return Err(error),
        };
        match is_raised {
            true => self.fence = Some(next),
            false => self.check()?,
        }
        Ok(is_raised)
    }

    /// Raises the fence, or stops because another runner did meanwhile.
    pub(super) fn raise_or_stop(
        &mut self,
        dialect: &'static dyn Dialect,
        sink: &mut dyn Sink,
        found_at: Option<Fence>,
    ) -> Result<(), SessionError> {
        match self.raise(dialect, sink, found_at)? {
            true => Ok(()),
            false => Err(fence::taken_over()),
        }
    }

    /// Raises the fence above where it stood before the whole database became another one, so that a
    /// runner from before does not fit again.
    pub(super) fn raise_above(
        &mut self,
        dialect: &'static dyn Dialect,
        sink: &mut dyn Sink,
        before: Option<Fence>,
    ) -> Result<(), SessionError> {
        let Some(connection) = sink.reader() else { return Ok(()) };
        if !self.lock.can_pass_on() || !books::exist(connection)? {
            return Ok(());
        }
        let found_at = found(connection)?;
        let next = Fence::behind(found_at.max(before));
        books::send(dialect, sink, &next.raise(found_at), &mut Transcript::default()).map(|_| ())
    }

    /// The lock, when it is time to make sure that it is still held; always where no fence stands behind it.
    pub(super) fn due(&mut self, now_micros: u64) -> Option<&mut dyn Lock> {
        if self.fence.is_some() && now_micros < self.due_micros {
            return None;
        }
        self.due_micros = now_micros.saturating_add(HELD_MICROS);
        Some(&mut *self.lock)
    }

    /// Makes sure that the lock is still held.
    pub(super) fn check(&mut self) -> Result<(), SessionError> {
        self.lock.check().map_err(|error| SessionError::LockLost { reason: error.message })
    }
}

fn found(connection: &mut dyn Connection) -> Result<Option<Fence>, SessionError> {
    let query = bookkeeping::select(META, &["value"], fence::row(), &[]);
    let row = books::rows(connection, &query)?.pop();
    let number = row.as_ref().and_then(|row| row.first()).and_then(Value::as_text);
    Ok(number.and_then(|number| number.parse().ok()).map(Fence))
}
