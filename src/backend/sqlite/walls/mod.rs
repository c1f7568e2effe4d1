//! The walls around migrations on SQLite.
//!
//! SQLite runs within this process and knows no users, so that the walls are its own: an authorizer that is asked
//! about everything a statement touches when it is prepared, a handler that ends what takes too long, limits, and the
//! switches that keep the file itself from running anything.

mod authorizer;
mod deadline;
mod examine;
mod functions;
mod limits;

use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection as Handle;
use rusqlite::hooks::Authorization;

use self::authorizer::{Speaker, Speech};
use self::deadline::Deadline;
use self::examine::Objects;
use super::failure::failure;
use crate::backend::connection::{Class, DatabaseError};
use crate::backend::walls::{Identity, Walls, denied};

/// Walls that are up, with what they know.
pub(super) struct WallsUp {
    walls: Walls,
    speech: Arc<Mutex<Speech>>,
    deadline: Deadline,
    before: Objects,
    was_open: bool,
}

impl fmt::Debug for WallsUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WallsUp").field("walls", &self.walls).finish_non_exhaustive()
    }
}

impl WallsUp {
    /// Puts walls up around a connection.
    pub(super) fn put_up(handle: &Handle, walls: &Walls) -> rusqlite::Result<Self> {
        limits::set(handle, walls)?;
        let deadline = Deadline::watch(handle)?;
        let speech = Arc::new(Mutex::new(Speech::default()));
        let (asked, known) = (Arc::clone(&speech), walls.clone());
        handle.authorizer(Some(move |context: rusqlite::hooks::AuthContext<'_>| {
            let mut speech = lock(&asked);
            match speech.decide(&known, &context) {
                Ok(()) => Authorization::Allow,
                Err(what) => {
                    speech.denied.get_or_insert(what);
                    Authorization::Deny
                }
            }
        }))?;
        let before = Objects::read(handle)?;
        lock(&speech).tables = before.tables();
        Ok(Self { walls: walls.clone(), speech, deadline, before, was_open: false })
    }

    pub(super) fn walls(&self) -> &Walls {
        &self.walls
    }

    /// Says in whose name statements are prepared from now on.
    pub(super) fn speak_as(&mut self, handle: &Handle, identity: Identity) {
        self.was_open = !handle.is_autocommit();
        self.speech().begin(Speaker::Identity(identity));
        match identity {
            Identity::House => self.deadline.lift(),
            _ => self.deadline.set(self.walls.statement_time),
        }
    }

    /// Makes sure that the transaction is as it was.
    pub(super) fn speak_for_house(&mut self, handle: &Handle) -> Result<(), DatabaseError> {
        let (was_open, is_open) = (self.was_open, !handle.is_autocommit());
        self.speak_as(handle, Identity::House);
        if was_open && !is_open {
            return Err(DatabaseError::new(
                Class::Escaped,
                "the statement ended the transaction of the migration",
            ));
        }
        Ok(())
    }

    /// Does something in the name of the house although a migration speaks.
    pub(super) fn aside<T>(&self, work: impl FnOnce() -> T) -> T {
        let before = std::mem::take(&mut self.speech().speaker);
        let done = work();
        self.speech().speaker = before;
        done
    }

    /// Gets to know the text that is prepared next.
    pub(super) fn hear(&self, sql: &str) {
        self.speech().hear(sql);
    }

    /// Tells whether texts hold one statement only.
    pub(super) fn is_raw(&self) -> bool {
        self.speech().speaker == Speaker::Identity(Identity::RawSql)
    }

    /// A failure with what the walls know of it.
    pub(super) fn explain(&self, error: DatabaseError) -> DatabaseError {
        if self.deadline.is_over() && error.class == Class::Ended {
            return self.walls.over_time();
        }
        match self.speech().denied.take() {
            Some(what) => denied(format!("{what} is not granted")),
            None => error,
        }
    }

    pub(super) fn note_objects(&mut self, handle: &Handle) -> rusqlite::Result<()> {
        self.before = Objects::read(handle)?;
        let tables = self.before.tables();
        self.speech().tables = tables;
        Ok(())
    }

    pub(super) fn examine_objects(&mut self, handle: &Handle) -> Result<(), DatabaseError> {
        let after = Objects::read(handle).map_err(|error| failure(&error, ""))?;
        examine::examine(self, handle, &self.before, &after)?;
        self.before = after;
        Ok(())
    }

    fn speech(&self) -> MutexGuard<'_, Speech> {
        lock(&self.speech)
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Names of tables and views, in small letters.
type Names = HashSet<String>;
