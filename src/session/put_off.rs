//! Statements that are put off, to go to the server together with those that follow.
//!
//! A migration that makes a table and three indexes would wait four times for a server that is far away. Where the
//! program would do nothing else for an answer, the server takes them in one turn: before the next thing that needs the
//! database, and at the end of the program at the latest. What each of them took is told by the server's
//! clock, and a failure is that of its own statement and line.

use std::mem;

use sandshift_model::operation::Operation;
use sandshift_model::origin::Origin;
use sandshift_model::statement::{Effect, Statement, Surroundings};
use sandshift_sandbox::guest::Heeds;

use super::error::SessionError;
use super::gate::Gate;
use super::scope::Keeping;
use crate::backend::connection::{Class, DatabaseError};
use crate::backend::together::Ran;
use crate::backend::walls::Identity;

/// More than this are not kept for one turn, in bytes.
const TURN_BYTES: usize = 256 << 10;

/// What was put off, in order.
#[derive(Debug, Default)]
pub(super) struct PutOff {
    statements: Vec<Statement>,
    origins: Vec<Origin>,
    /// Where they stand in the transcript.
    lines: Vec<usize>,
    bytes: usize,
}

impl Gate {
    /// Tells whether these statements of an operation may be put off: they stand and fall with the migration, and
    /// nobody asks what they did.
    pub(super) fn may_put_off(
        &mut self,
        operation: &Operation,
        (statements, identity): (&[Statement], Identity),
    ) -> bool {
        let nobody_asks = match (self.heeds, identity) {
            (Heeds::Nothing, Identity::Operation | Identity::RawSql) => true,
            // The answer of an operation on the schema is always the same.
            (Heeds::Answers, Identity::Operation) => true,
            _ => false,
        };
        let is_allowed = nobody_asks
            && self.scope.keeping_now() == Keeping::Whole
            && self.scope.savepoints.is_empty()
            // Budgets and approvals are kept statement by statement.
            && self.guard.is_none()
            && self.scope.sent.is_none()
            && !matches!(operation, Operation::DropColumn(drop) if drop.keep);
        let Some(together) = self.sink.together().filter(|_| is_allowed) else { return false };
        statements.iter().all(|one| {
            one.effect == Effect::Schema
                && one.surroundings == Surroundings::Transaction
                && together.takes(&one.sql)
        })
    }

    /// Puts a statement off; it stands in the transcript from now on.
    pub(super) fn put_off(
        &mut self,
        statement: &Statement,
        origin: Origin,
    ) -> Result<(), SessionError> {
        self.may_go_on()?;
        self.enter_transaction()?;
        if self.put_off.bytes + statement.sql.len() > TURN_BYTES {
            self.send_put_off()?;
        }
        self.put_off.bytes += statement.sql.len();
        self.put_off.lines.push(self.scope.transcript.lines.len());
        self.put_off.statements.push(statement.clone());
        self.put_off.origins.push(origin);
        self.note_line(statement, 0, 0, origin);
        Ok(())
    }

    /// Sends what was put off.
    pub(super) fn send_put_off(&mut self) -> Result<(), SessionError> {
        let PutOff { statements, origins, lines, .. } = mem::take(&mut self.put_off);
        if statements.is_empty() {
            return Ok(());
        }
        self.may_go_on()?;
        let texts: Vec<&str> = statements.iter().map(|statement| statement.sql.as_str()).collect();
        let begun = self.micros();
        let far = self.cancel.far();
        let ran = self.sink.together().map(|together| together.execute_together(&texts));
        drop(far);
        match ran {
            None => Err(SessionError::Database {
                doing: "sending what was put off",
                source: DatabaseError::new(Class::Statement, "there is no connection any more"),
            }),
            Some(Ok(ran)) => {
                let all = self.micros().saturating_sub(begun);
                self.note_ran(&lines, &ran, all);
                Ok(())
            }
            Some(Err((at, source))) => {
                // The catalog is ahead of the database.
                self.catalog.forget(&mut *self.sink);
                let sql = texts.get(at).copied().unwrap_or_default().to_owned();
                let origin = origins.get(at).copied().unwrap_or_default();
                Err(SessionError::Statement { sql, origin, source })
            }
        }
    }

    /// Puts what statements did, and what they took of so many microseconds, into their lines.
    fn note_ran(&mut self, lines: &[usize], ran: &[Ran], all: u64) {
        let told: u64 = ran.iter().filter_map(|ran| ran.micros).sum();
        for (line, ran) in lines.iter().zip(ran) {
            if let Some(line) = self.scope.transcript.lines.get_mut(*line) {
                line.rows = ran.rows;
                line.micros = ran.micros.unwrap_or(all.saturating_sub(told));
            }
        }
    }
}
