//! How a statement reaches the sink: with the transaction around it that it needs, and with its
//! traces in transcript and journal.

use sandshift_model::operation::Operation;
use sandshift_model::origin::Origin;
use sandshift_model::statement::{Effect, Statement, Surroundings};

use super::error::{Restart, SessionError};
use super::gate::Gate;
use super::in_doubt::is_unanswered;
use super::scope::Keeping;
use super::sink::SinkError;
use super::transcript::{Line, Role};
use crate::backend::dialect::ForeignKeys;
use crate::backend::walls::Identity;
use crate::error::Kind;
use crate::report::event::Event;

impl Gate {
    /// Sends one statement in somebody's name, with what it changes in the books of enums.
    pub(super) fn send(
        &mut self,
        statement: &Statement,
        identity: Identity,
        books: &[Operation],
        origin: Origin,
    ) -> Result<u64, SessionError> {
        self.may_go_on()?;
        self.count(origin, |used| used.statements += 1)?;
        self.surround(statement)?;
        let alone = !self.scope.open;
        if alone {
            self.clear_leftovers(&statement.sql)?;
        }
        if self.sink.passes_over(statement) {
            let message = format!("`{}` was not tried in this dry run", beginning(&statement.sql));
            self.watcher.tell(Event::Notice { message });
        }
        let begun = (self.clock.elapsed_micros)();
        let far = self.cancel.far();
        let ran = self.sink.run(statement, identity);
        drop(far);
        let rows = ran.map_err(|error| {
            self.scope.left_open = self.scope.announced;
            let is_unanswered =
                matches!(&error, SinkError::Database(error) if is_unanswered(error));
            self.scope.in_doubt |= alone && is_unanswered;
            error.into_session(&statement.sql, origin)
        })?;
        let micros = (self.clock.elapsed_micros)().saturating_sub(begun);
        self.note_line(statement, rows, micros, origin);
        if alone {
            self.scope.committed = self.scope.transcript.lines.len();
        }
        self.mark_done(rows, micros, books)?;
        let written = if statement.effect == Effect::Rows { rows } else { 0 };
        self.count(origin, |used| {
            used.rows_written += written;
            used.database_micros += micros;
        })?;
        Ok(rows)
    }

    /// Puts a statement that took effect into the transcript.
    pub(super) fn note_line(
        &mut self,
        statement: &Statement,
        rows: u64,
        micros: u64,
        origin: Origin,
    ) {
        let (sql, role) = (statement.sql.clone(), Role::Statement);
        self.scope.transcript.lines.push(Line { sql, role, origin, rows, micros, trial: None });
    }

    /// Opens or closes the transaction, as the statement needs it.
    fn surround(&mut self, statement: &Statement) -> Result<(), SessionError> {
        if statement.surroundings == Surroundings::ForeignKeysOff
            && self.scope.foreign_keys == ForeignKeys::Enforced
        {
            return Err(self.without_foreign_keys());
        }
        if self.is_alone(statement) {
            self.refuse_in_attempt()?;
            self.leave_transaction(statement)
        } else {
            self.enter_transaction()
        }
    }

    /// Tells whether a statement commits by itself.
    pub(super) fn is_alone(&self, statement: &Statement) -> bool {
        match (self.scope.keeping_now(), statement.surroundings, statement.effect) {
            // Rows and their mark in the journal are kept together where that is possible.
            (Keeping::Each, Surroundings::NoTransaction, _) => true,
            (Keeping::Each, _, Effect::Rows) => !self.scope.announced,
            (Keeping::Each, _, _) | (_, Surroundings::NoTransaction, _) => true,
            (Keeping::UpToSchema, _, effect) => effect == Effect::Schema,
            (Keeping::Whole, _, _) => false,
        }
    }

    /// Refuses what commits by itself where an attempt is open.
    pub(super) fn refuse_in_attempt(&self) -> Result<(), SessionError> {
        if self.scope.savepoints.is_empty() {
            return Ok(());
        }
        Err(SessionError::Refused {
            reason: "this statement commits by itself and cannot stand inside `db.attempt`"
                .to_owned(),
            advice: "move it out of the `db.attempt` block".to_owned(),
            code: "sql::commits_in_attempt",
            kind: Kind::Refused,
            origin: Origin::default(),
        })
    }

    /// Why a statement cannot run while foreign keys are enforced: the migration starts again,
    /// unless that would repeat what is committed already.
    fn without_foreign_keys(&self) -> SessionError {
        // What is passed over is passed over once more.
        if self.scope.kept().count() == self.scope.passed {
            return SessionError::Restart(Restart::ForeignKeysOff);
        }
        SessionError::Refused {
            reason:
                "this rebuilds a table that others point to, which needs foreign keys switched \
                     off from the begin of the migration, and a part of it is committed already"
                    .to_owned(),
            advice: "move it to a migration of its own".to_owned(),
            code: "session::rebuild_after_commit",
            kind: Kind::Refused,
            origin: Origin::default(),
        }
    }

    fn leave_transaction(&mut self, statement: &Statement) -> Result<(), SessionError> {
        if self.scope.keeping == Keeping::Whole
            && statement.surroundings == Surroundings::NoTransaction
        {
            let message = format!(
                "`{}` refuses a transaction: what the migration did so far is committed first",
                beginning(&statement.sql)
            );
            self.watcher.tell(Event::Notice { message });
        }
        self.commit_so_far()
    }

    /// Opens the transaction if none is open.
    pub(super) fn enter_transaction(&mut self) -> Result<(), SessionError> {
        if self.scope.open {
            return Ok(());
        }
        for sql in self.scope.frame.begin.clone() {
            self.frame(&sql, "beginning the transaction")?;
        }
        self.scope.open = true;
        Ok(())
    }

    /// Commits what was done so far, with its traces in the journal.
    pub(super) fn commit_so_far(&mut self) -> Result<(), SessionError> {
        if !self.scope.open {
            return Ok(());
        }
        self.journal_progress()?;
        self.hold_fence()?;
        self.commit("committing")?;
        self.scope.committed = self.scope.transcript.lines.len();
        Ok(())
    }

    /// Sends a statement of the frame.
    pub(super) fn frame(&mut self, sql: &str, doing: &'static str) -> Result<(), SessionError> {
        self.sink.frame(sql).map_err(SessionError::database(doing))?;
        if !self.scope.quiet {
            self.scope.transcript.note(Role::Frame, sql);
        }
        Ok(())
    }

    fn clear_leftovers(&mut self, sql: &str) -> Result<(), SessionError> {
        if !self.sink.keeps() {
            return Ok(());
        }
        let Some(connection) = self.sink.reader() else { return Ok(()) };
        let doing = SessionError::database("clearing away what a failed run left behind");
        if let Some(message) = connection.clear_leftovers(sql).map_err(doing)? {
            self.watcher.tell(Event::Notice { message });
        }
        Ok(())
    }

    /// Makes sure that raw SQL did not end the transaction behind our back.
    pub(super) fn check_transaction(&mut self, sent: &[Statement]) -> Result<(), SessionError> {
        let expected = self.scope.open;
        let Some(connection) = self.sink.reader() else { return Ok(()) };
        let doing = SessionError::database("asking for the state of the transaction");
        if connection.in_transaction().map_err(doing)? || !expected {
            return Ok(());
        }
        self.scope.open = false;
        // Nobody knows whether it was a commit; a person who looks must look at all of it.
        self.scope.committed = self.scope.transcript.lines.len();
        let sql = sent.last().map(|statement| statement.sql.clone()).unwrap_or_default();
        Err(SessionError::Escaped { sql })
    }
}

/// The first words of a statement, for messages.
pub(super) fn beginning(sql: &str) -> String {
    let mut words = sql.split_whitespace();
    let first: Vec<&str> = words.by_ref().take(4).collect();
    let more = if words.next().is_some() { " …" } else { "" };
    first.join(" ") + more
}
