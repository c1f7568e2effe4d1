//! A migration held to what was approved, statement by statement, before anything of it is sent.

use sandshift_model::operation::{Operate as _, Operation, Touched};
use sandshift_model::origin::Origin;
use sandshift_model::statement::{Effect, Statement};

use super::error::SessionError;
use super::gate::Gate;
use super::steps::Work;
use crate::error::Kind;
use crate::integrity::statements::Deviation;
use crate::transform::line;

/// Under which name the rows of raw SQL are counted, whose table nobody knows.
const RAW_SQL: &str = "(raw SQL)";

impl Gate {
    /// Takes the statements of an operation that are about to be sent, and gives the number of the first.
    pub(super) fn follow(
        &mut self,
        statements: &[Statement],
        origin: Origin,
    ) -> Result<usize, SessionError> {
        let Some(sent) = &mut self.scope.sent else { return Ok(0) };
        let first = sent.count();
        for statement in statements {
            sent.next(&statement.sql).map_err(|deviation| refused(&deviation, origin))?;
        }
        Ok(first)
    }

    /// Sends a statement that was taken, and takes the rows that it touched.
    pub(super) fn send_followed(
        &mut self,
        at: usize,
        (statement, work): (&Statement, Work<'_>),
        books: &[Operation],
        origin: Origin,
    ) -> Result<u64, SessionError> {
        // A stand-in for the rehearsal touches other rows than the statement would.
        let counts = statement.effect == Effect::Rows
            && statement.rehearsed_as.is_none()
            && !self.sink.passes_over(statement);
        if work.waits {
            return self.put_off(statement, origin).map(|()| 0);
        }
        let rows = self.send(statement, work.identity, books, origin)?;
        match &mut self.scope.sent {
            Some(sent) if counts => {
                sent.touched(at, rows).map_err(|deviation| refused(&deviation, origin))?;
            }
            _ => {}
        }
        Ok(rows)
    }

    /// Makes sure that a transform of this table is what was approved next.
    pub(crate) fn follow_transform(
        &mut self,
        table: &str,
        origin: Origin,
    ) -> Result<(), SessionError> {
        let Some(sent) = &mut self.scope.sent else { return Ok(()) };
        sent.used("transform");
        sent.foresee(&line::begin(table)).map_err(|deviation| refused(&deviation, origin))
    }

    /// Takes the line of a transform that is done and not yet committed.
    pub(super) fn follow_rows(
        &mut self,
        table: &str,
        (text, rows): (&str, u64),
        origin: Origin,
    ) -> Result<(), SessionError> {
        let Some(sent) = &mut self.scope.sent else { return Ok(()) };
        sent.wrote(table, rows);
        sent.next_rows(text, &line::begin(table)).map_err(|deviation| refused(&deviation, origin))
    }

    /// Makes sure that everything that was approved has been sent.
    pub(super) fn all_followed(&self) -> Result<(), SessionError> {
        let Some(sent) = &self.scope.sent else { return Ok(()) };
        sent.all().map_err(|deviation| refused(&deviation, Origin::default()))
    }

    /// Counts what an operation is.
    pub(super) fn note_use(&mut self, operation: &Operation) {
        if let Some(sent) = &mut self.scope.sent {
            sent.used(operation.name());
        }
    }

    /// Counts the rows that an operation wrote.
    pub(super) fn note_written(&mut self, operation: &Operation, rows: u64) {
        let Some(sent) = &mut self.scope.sent else { return };
        let table = operation.touches().into_iter().find_map(|touched| match touched {
            Touched::Table(table) | Touched::Column(table, _) => Some(table.to_string()),
            Touched::Other(..) | Touched::Unknown => None,
        });
        sent.wrote(table.as_deref().unwrap_or(RAW_SQL), rows);
    }
}

fn refused(deviation: &Deviation, origin: Origin) -> SessionError {
    SessionError::Refused {
        reason: deviation.to_string(),
        advice: deviation.advice().to_owned(),
        code: deviation.code(),
        kind: Kind::Integrity,
        origin,
    }
}
