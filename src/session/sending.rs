//! How a statement reaches the sink: with the transaction around it that it needs, and with its
//! traces in transcript and journal.

use sandshift_model::catalog::Catalog;
use sandshift_model::operation::Operation;
use sandshift_model::origin::Origin;
use sandshift_model::statement::{Effect, Statement, Surroundings};

use super::bookkeeping;
use super::error::{Restart, SessionError};
use super::gate::Gate;
use super::scope::Keeping;
use super::transcript::{Line, Role};
use crate::backend::dialect::ForeignKeys;
use crate::error::Kind;
use crate::report::event::Event;

impl Gate {
    /// Sends one statement of the migration.
    pub(super) fn send(
        &mut self,
        statement: &Statement,
        origin: Origin,
    ) -> Result<u64, SessionError> {
        self.may_go_on()?;
        self.surround(statement)?;
        let alone = !self.scope.open;
        if alone {
            self.journal_intent(&statement.sql, origin)?;
            self.clear_leftovers(&statement.sql)?;
        }
        if self.sink.passes_over(statement) {
            let message = format!("`{}` was not tried in this dry run", beginning(&statement.sql));
            self.watcher.tell(Event::Notice { message });
        }
        let begun = (self.clock.elapsed_micros)();
        let far = self.cancel.far();
        let ran = self.sink.run(statement);
        drop(far);
        let rows = ran.map_err(|error| error.into_session(&statement.sql, origin))?;
        let micros = (self.clock.elapsed_micros)().saturating_sub(begun);
        let sql = statement.sql.clone();
        self.scope.transcript.lines.push(Line {
            sql,
            role: Role::Statement,
            origin,
            rows,
            micros,
            trial: None,
        });
        if alone {
            self.scope.committed = self.scope.transcript.lines.len();
            self.journal_done(rows, micros)?;
        }
        Ok(rows)
    }

    /// Opens or closes the transaction, as the statement needs it.
    fn surround(&mut self, statement: &Statement) -> Result<(), SessionError> {
        if statement.surroundings == Surroundings::ForeignKeysOff
            && self.scope.foreign_keys == ForeignKeys::Enforced
        {
            return Err(self.without_foreign_keys());
        }
        let keeping = self.scope.keeping_now();
        let alone = match (keeping, statement.surroundings, statement.effect) {
            (Keeping::Each, _, _) | (_, Surroundings::NoTransaction, _) => true,
            (Keeping::UpToSchema, _, effect) => effect == Effect::Schema,
            (Keeping::Whole, _, _) => false,
        };
        if alone && !self.scope.savepoints.is_empty() {
            return Err(SessionError::Refused {
                reason: "this statement commits by itself and cannot stand inside `db.attempt`"
                    .to_owned(),
                advice: "move it out of the `db.attempt` block".to_owned(),
                code: "sql::commits_in_attempt",
                kind: Kind::Refused,
                origin: Origin::default(),
            });
        }
        if alone { self.leave_transaction(statement) } else { self.enter_transaction() }
    }

    /// Why a statement cannot run while foreign keys are enforced: the migration starts again,
    /// unless that would repeat what is committed already.
    fn without_foreign_keys(&self) -> SessionError {
        if self.scope.kept().next().is_none() {
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
        for sql in self.scope.frame.commit.clone() {
            self.frame(&sql, "committing")?;
        }
        self.scope.open = false;
        self.scope.committed = self.scope.transcript.lines.len();
        Ok(())
    }

    /// Sends a statement of the frame.
    pub(super) fn frame(&mut self, sql: &str, doing: &'static str) -> Result<(), SessionError> {
        self.sink.frame(sql).map_err(SessionError::database(doing))?;
        self.scope.transcript.note(Role::Frame, sql);
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

    /// Sends bookkeeping that is part of the migration and of a dry run's text.
    pub(super) fn book_all(&mut self, operations: &[Operation]) -> Result<(), SessionError> {
        for operation in operations {
            self.book(operation, Book::Shown)?;
        }
        Ok(())
    }

    /// Sends one piece of bookkeeping and gives the rows it touched.
    pub(super) fn book(&mut self, operation: &Operation, book: Book) -> Result<u64, SessionError> {
        let catalog = bookkeeping::catalog(self.dialect.emulates_enums());
        self.book_with(operation, catalog, book)
    }

    /// Sends a piece of bookkeeping about tables of this catalog.
    pub(super) fn book_with(
        &mut self,
        operation: &Operation,
        catalog: &Catalog,
        book: Book,
    ) -> Result<u64, SessionError> {
        let statements = self.dialect.render(operation, catalog).map_err(|source| {
            SessionError::Dialect { operation: operation.name(), origin: Origin::default(), source }
        })?;
        let mut rows = 0;
        for mut statement in statements {
            if let (Book::Fenced, Some(fence)) = (book, self.fence) {
                statement = fence.hold(self.dialect, &statement).map_err(|source| {
                    SessionError::Dialect {
                        operation: operation.name(),
                        origin: Origin::default(),
                        source,
                    }
                })?;
            }
            rows += self
                .sink
                .book(&statement)
                .map_err(|error| error.into_session(&statement.sql, Origin::default()))?;
            if book == Book::Shown {
                self.scope.transcript.note(Role::Bookkeeping, &statement.sql);
            }
        }
        Ok(rows)
    }
}

/// The first words of a statement, for messages.
fn beginning(sql: &str) -> String {
    let mut words = sql.split_whitespace();
    let first: Vec<&str> = words.by_ref().take(4).collect();
    let more = if words.next().is_some() { " …" } else { "" };
    first.join(" ") + more
}

/// Whether bookkeeping belongs to the text of a dry run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Book {
    /// It does: heads, enums, the fact that the revision ran.
    Shown,
    /// It does not: how the run went, statement by statement.
    Quiet,
    /// It does not, and is only written while no other runner has taken over.
    Fenced,
}
