//! The walls around migrations on PostgreSQL.
//!
//! The server itself is the wall: who logs in is the tenant, whose role may touch its own tables and nothing else.
//! What is done here is to refuse a login that may do more, to look whether a statement has left its transaction
//! or role, to end what takes too long, to look at what is left for later, and to write the bookkeeping through a function
//! of its owner ([`books`]).

pub(super) mod books;
mod planted;
mod preflight;

use std::fmt;

use self::planted::Objects;
use super::wire::Wire;
use crate::backend::connection::{Class, DatabaseError};
use crate::backend::walls::{Identity, Walls, denied};
use crate::backend::watchdog::Watchdog;

/// Walls that are up, with what they know.
pub(super) struct WallsUp {
    walls: Walls,
    token: String,
    watchdog: Option<Watchdog>,
    identity: Identity,
    /// What the session was before a statement, and the question for that.
    before: Option<(String, Vec<Option<String>>)>,
    objects: Objects,
}

impl fmt::Debug for WallsUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WallsUp").field("walls", &self.walls).finish_non_exhaustive()
    }
}

/// The number of the transaction, which a statement must leave as it was.
const TRANSACTION: &str = "pg_catalog.pg_current_xact_id()";

/// What else a statement must leave as it was: the role, where names lead to, and how texts are read.
const STATE: &str = "session_user, current_user, \
    pg_catalog.current_setting('search_path'), pg_catalog.current_setting('role'), \
    pg_catalog.current_setting('row_security'), pg_catalog.current_setting('session_replication_role'), \
    pg_catalog.current_setting('standard_conforming_strings'), pg_catalog.current_setting('client_encoding'), \
    pg_catalog.current_setting('DateStyle'), pg_catalog.current_setting('TimeZone'), \
    pg_catalog.current_setting('bytea_output'), pg_catalog.to_regclass('sandshift_heads')::pg_catalog.oid";

impl WallsUp {
    /// Puts walls up around a session.
    pub(super) fn put_up(
        wire: &mut Wire,
        walls: &Walls,
        watchdog: Option<Watchdog>,
    ) -> Result<Self, DatabaseError> {
        let Some(books) = &walls.books else {
            return Err(DatabaseError {
                advice: Some("prepare the database with `sandshift policy grants`".to_owned()),
                ..DatabaseError::new(
                    Class::Denied,
                    "nobody has said where the bookkeeping of this login is, which must not be its own",
                )
            });
        };
        preflight::login(wire)?;
        books::set_path(wire, books)?;
        preflight::reach(wire, walls)?;
        let token = books::token(wire, books)?;
        let objects = Objects::read(wire)?;
        let (identity, before) = (Identity::House, None);
        Ok(Self { walls: walls.clone(), token, watchdog, identity, before, objects })
    }

    pub(super) fn walls(&self) -> &Walls {
        &self.walls
    }

    /// The statement that writes the bookkeeping in the name of its owner; none for another statement.
    pub(super) fn booking(
        &self,
        sql: &str,
        words: &[String],
    ) -> Option<Result<String, DatabaseError>> {
        let word = words.first().map_or("", String::as_str);
        let books = self.walls.books.as_ref()?;
        let is_own = self.identity == Identity::House;
        (is_own && books::WRITES.contains(&word)).then(|| books::text(books, &self.token, sql))
    }

    /// Looks at a text before it is sent. A role may change its own password and the settings of its sessions to come,
    /// which no privilege keeps it from.
    pub(super) fn look_at(&self, words: &[String]) -> Result<(), DatabaseError> {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match (self.identity, words.as_slice()) {
            (Identity::RawSql, ["alter", "role" | "user" | "group"]) => {
                Err(denied("changing a role is not granted"))
            }
            _ => Ok(()),
        }
    }

    /// Says in whose name statements are sent from now on.
    pub(super) fn speak_as(
        &mut self,
        wire: &mut Wire,
        identity: Identity,
        is_open: bool,
    ) -> Result<(), DatabaseError> {
        // Outside of a transaction each statement has a number of its own.
        let number = if is_open { TRANSACTION } else { "NULL" };
        let question = format!("SELECT {number}, {STATE}");
        self.before = match identity {
            Identity::House => None,
            _ => wire.texts(&question)?.pop().map(|state| (question, state)),
        };
        self.identity = identity;
        if let (Some(dog), Some(time)) = (&self.watchdog, self.walls.statement_time)
            && identity != Identity::House
        {
            dog.set(time);
        }
        Ok(())
    }

    /// Makes sure that the session is as it was.
    pub(super) fn speak_for_house(
        &mut self,
        wire: &mut Wire,
        did_end: bool,
    ) -> Result<(), DatabaseError> {
        self.identity = Identity::House;
        if let Some(dog) = &self.watchdog {
            dog.lift();
            // It may also have come to its end although it was told to stop.
            if dog.is_over() {
                return Err(self.walls.over_time());
            }
        }
        let Some((question, before)) = self.before.take().filter(|_| did_end) else {
            return Ok(());
        };
        match wire.texts(&question)?.pop() {
            Some(after) if after == before => Ok(()),
            _ => Err(DatabaseError {
                advice: Some("leave transaction, role and search path to the host".to_owned()),
                ..DatabaseError::new(
                    Class::Escaped,
                    "the statement has changed the transaction, the role or the search path of the session",
                )
            }),
        }
    }

    /// A failure with what the walls know of it.
    pub(super) fn explain(&self, mut error: DatabaseError) -> DatabaseError {
        let is_over = self.watchdog.as_ref().is_some_and(Watchdog::is_over);
        if is_over && matches!(error.class, Class::Ended | Class::Unreachable) {
            return self.walls.over_time();
        }
        // INSUFFICIENT_PRIVILEGE
        if error.code.as_deref() == Some("42501") && self.identity != Identity::House {
            error.class = Class::Denied;
        }
        error
    }

    pub(super) fn note_objects(&mut self, wire: &mut Wire) -> Result<(), DatabaseError> {
        self.objects = Objects::read(wire)?;
        Ok(())
    }

    pub(super) fn examine_objects(&mut self, wire: &mut Wire) -> Result<(), DatabaseError> {
        let after = Objects::read(wire)?;
        planted::examine(&self.walls, &self.objects, &after)?;
        self.objects = after;
        Ok(())
    }
}
