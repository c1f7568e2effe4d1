//! A migration that stopped, and what stopped it.

use std::path::PathBuf;

use sandshift_model::origin::Origin;
use thiserror::Error;

use crate::error::{Coded, Kind, Place};
use crate::revision::{Direction, RevisionId};
pub use crate::session::cause::Cause;
use crate::session::ending::Left;

/// A migration that stopped.
#[derive(Debug, Error)]
#[error("{cause}{}", in_call(*origin))]
pub struct Failure {
    /// The revision.
    pub revision: RevisionId,
    /// Its direction.
    pub direction: Direction,
    /// Its file; none when the source came from the journal.
    pub file: Option<PathBuf>,
    /// Where in the file.
    pub origin: Origin,
    /// What happened.
    #[source]
    pub cause: Cause,
    /// What is left of it in the database.
    pub left: Left,
    /// The revisions that were done before it in this run, which stay done.
    pub done_before: Vec<RevisionId>,
}

/// Where a program stood that has no lines.
fn in_call(origin: Origin) -> String {
    origin.call.map(|call| format!(", {call}")).unwrap_or_default()
}

impl Failure {
    /// The SQL text that failed, if one did.
    #[must_use]
    pub fn sql(&self) -> Option<&str> {
        self.cause.sql()
    }
}

impl Coded for Failure {
    fn code(&self) -> &'static str {
        self.cause.code()
    }

    fn kind(&self) -> Kind {
        self.cause.kind()
    }

    fn hint(&self) -> Option<String> {
        self.cause.hint()
    }

    fn place(&self) -> Place {
        let some = |number: u32| (number > 0).then_some(number);
        Place {
            file: self.file.clone(),
            line: some(self.origin.line),
            column: some(self.origin.column),
        }
    }
}
