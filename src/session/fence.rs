//! The number that keeps a runner from writing whose lock another one has taken meanwhile.
//!
//! A lock of the server goes with its session. A runner that stands still may lose it without a notice, and go on
//! behind the one that took it. Whoever takes the lock raises the fence, a row of `sandshift_meta`, and
//! each write of the journal asks for the number that its own run gave to it.

use sandshift_model::operation::Operation;
use sandshift_model::query::Filter;
use sandshift_model::statement::Statement;
use sandshift_model::value::Value;

use super::booking::Book;
use super::bookkeeping::{self, META};
use super::error::SessionError;
use super::gate::Gate;
use crate::backend::dialect::{Dialect, DialectError};
use crate::backend::fence::fenced;

/// The name of its row.
const NAME: &str = "fence";

/// What the fence stands at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fence(pub u64);

impl Fence {
    /// The one behind what was found; the first one where nothing was.
    #[must_use]
    pub fn behind(found: Option<Self>) -> Self {
        Self(found.map_or(1, |Self(number)| number + 1))
    }

    /// Raises the fence from what was found to this; touches no row when it does not stand there any more.
    #[must_use]
    pub fn raise(self, found: Option<Self>) -> Operation {
        let value = Value::Text(self.0.to_string());
        match found {
            Some(found) => bookkeeping::update(META, vec![("value", value)], found.filter()),
            None => bookkeeping::insert(META, &["name", "value"], vec![name(), value]),
        }
    }

    fn filter(self) -> Vec<(&'static str, Value)> {
        vec![("name", name()), ("value", Value::Text(self.0.to_string()))]
    }

    /// Lets a statement write only while the fence stands here.
    pub(super) fn hold(
        self,
        dialect: &dyn Dialect,
        statement: &Statement,
    ) -> Result<Statement, DialectError> {
        let filter: Filter = bookkeeping::equal(self.filter());
        fenced(dialect, statement, &bookkeeping::object(META), &filter)
    }
}

/// What picks the row of the fence.
#[must_use]
pub fn row() -> Vec<(&'static str, Value)> {
    vec![("name", name())]
}

fn name() -> Value {
    Value::Text(NAME.to_owned())
}

impl Gate {
    /// Sends a piece of quiet bookkeeping that must touch a row, unless another runner has taken over.
    pub(super) fn book_fenced(&mut self, operation: &Operation) -> Result<(), SessionError> {
        match (self.book(operation, Book::Fenced)?, self.fence) {
            (0, Some(_)) => Err(taken_over()),
            _ => Ok(()),
        }
    }

    /// Keeps the fence where it is until the open transaction ends.
    pub(crate) fn hold_fence(&mut self) -> Result<(), SessionError> {
        match self.fence {
            Some(fence) => self.book_fenced(&fence.raise(Some(fence))),
            None => Ok(()),
        }
    }
}

/// Why a run may not write any more.
pub(crate) fn taken_over() -> SessionError {
    let reason = "another runner has taken over since the lock of this run was lost".to_owned();
    SessionError::LockLost { reason }
}
