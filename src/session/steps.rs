//! The statements of one operation, and how they are held together.
//!
//! Statements that nothing else holds together get a transaction of their own, with their mark in the
//! journal in it, so that nobody ever has to ask whether they took effect. For those that commit by themselves
//! the journal has an intent before the first of them is sent, with the full texts, so that a run that
//! is killed can be gone on with from the journal alone.

use std::mem;

use sandshift_model::operation::{Operate as _, Operation};
use sandshift_model::origin::Origin;
use sandshift_model::statement::{Effect, Statement, Surroundings};

use super::enums::{self, Books};
use super::error::SessionError;
use super::gate::Gate;
use super::resume::{Kept, KeptStep, Mark, take_back};
use super::scope::Keeping;
use crate::backend::statement_class::Class;
use crate::backend::walls::Identity;
use crate::report::event::Event;

/// What one operation, or several together, ask of the database.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Work<'a> {
    /// The statements.
    pub(super) statements: &'a [Statement],
    /// What becomes of the bookkeeping of enums with the last of them.
    pub(super) books: &'a [Operation],
    /// In whose name they are sent.
    pub(super) identity: Identity,
    /// Nobody can tell from the text whether it ends a transaction.
    pub(super) may_end_transaction: bool,
    /// They are put off.
    pub(super) waits: bool,
}

impl Gate {
    /// Sends the statements of one operation.
    pub(super) fn send_all(&mut self, work: Work<'_>, origin: Origin) -> Result<u64, SessionError> {
        let Some((last, others)) = work.statements.split_last() else {
            return self.book_alone(work.books).map(|()| 0);
        };
        let first = self.follow(work.statements, origin)?;
        let books = [&self.scope.waiting_books, work.books].concat();
        self.close_step(self.scope.transcript.statements().count());
        self.scope.together = self.stands_together(work);
        self.scope.quiet = self.scope.together && others.is_empty();
        self.announce(work.statements, origin)?;
        let mut sent = others.iter().zip(first..).try_fold(0, |rows, (one, at)| {
            Ok(rows + self.send_followed(at, (one, work), &[], origin)?)
        });
        if let Ok(rows) = &mut sent {
            match self.send_followed(first + others.len(), (last, work), &books, origin) {
                Ok(more) => {
                    *rows += more;
                    self.scope.waiting_books.clear();
                }
                Err(error) => sent = Err(error),
            }
        }
        let announced = mem::take(&mut self.scope.announced);
        let together = mem::take(&mut self.scope.together);
        let ends = together || (announced && self.scope.keeping_now() == Keeping::Each);
        if ends && sent.is_ok() {
            self.commit_so_far()?;
        }
        self.scope.quiet = false;
        sent
    }

    /// Ends the step of the calls so far, whose first statement has this ordinal.
    pub(super) fn close_step(&mut self, ordinal: usize) {
        self.scope.asked.close(ordinal, self.scope.undo.len());
    }

    /// Tells whether the statements get a transaction of their own.
    fn stands_together(&self, work: Work<'_>) -> bool {
        let may = |one: &Statement| {
            let rolls_back = match one.effect {
                Effect::Rows | Effect::Read => true,
                Effect::Schema => self.dialect.rolls_back_schema(),
                Effect::Session => work.statements.len() > 1,
            };
            rolls_back && one.surroundings != Surroundings::NoTransaction
        };
        self.scope.keeping_now() == Keeping::Each
            && !work.may_end_transaction
            // A single statement needs it for its mark in the journal alone.
            && (work.statements.len() > 1 || self.sink.keeps())
            && work.statements.iter().all(may)
    }

    /// Writes the intents of all statements where one of them commits by itself.
    fn announce(&mut self, statements: &[Statement], origin: Origin) -> Result<(), SessionError> {
        if !self.sink.keeps() || !statements.iter().any(|one| self.is_alone(one)) {
            return Ok(());
        }
        self.refuse_in_attempt()?;
        self.scope.announced = true;
        self.journal_intents(statements, origin)
    }

    /// Keeps the books of an operation that needs no statement; they go with the statement that follows.
    fn book_alone(&mut self, books: &[Operation]) -> Result<(), SessionError> {
        self.scope.waiting_books.extend_from_slice(books);
        match self.scope.keeping_now() {
            Keeping::Whole => self.write_waiting_books(),
            Keeping::Each | Keeping::UpToSchema => Ok(()),
        }
    }

    /// Tells the books of enums what waits for a statement that is not there.
    pub(super) fn write_waiting_books(&mut self) -> Result<(), SessionError> {
        let books = mem::take(&mut self.scope.waiting_books);
        if !books.is_empty() && self.sink.keeps() {
            self.enter_transaction()?;
        }
        self.book_all(&books)
    }

    /// Marks the statement that was just sent as done, with the books that change with it.
    pub(super) fn mark_done(
        &mut self,
        rows: u64,
        micros: u64,
        books: &[Operation],
    ) -> Result<(), SessionError> {
        if !self.scope.announced {
            return self.book_all(books);
        }
        if self.scope.open || books.is_empty() {
            self.journal_done(rows, micros)?;
            return self.book_all(books);
        }
        self.scope.quiet = true;
        self.enter_transaction()?;
        self.journal_done(rows, micros)?;
        self.book_all(books)?;
        self.commit_so_far()?;
        self.scope.quiet = false;
        Ok(())
    }

    /// Sends a statement of an earlier run that is open, or of which nobody knows.
    pub(super) fn send_kept(&mut self, kept: &Kept) -> Result<(), SessionError> {
        let origin = Origin::new(kept.line, 0);
        let statement = self.classified(&kept.sql);
        if kept.mark == Mark::Open && self.is_alone(&statement) {
            self.journal_mark(kept.ordinal, "intent")?;
        }
        self.scope.announced = true;
        let sent = self.send(&statement, Identity::Operation, &[], origin);
        self.scope.announced = false;
        match sent {
            Ok(_) => Ok(()),
            Err(SessionError::Statement { source, .. })
                if kept.mark == Mark::InFlight
                    && self.dialect.repeated(&kept.sql).says_done(&source) =>
            {
                let message = format!(
                    "`{}` had taken effect before the run stopped",
                    super::sending::beginning(&kept.sql)
                );
                self.watcher.tell(Event::Notice { message });
                // It did not fail, so that what stands behind it is still to be done.
                self.scope.left_open = false;
                self.note_line(&statement, 0, 0, origin);
                self.scope.committed = self.scope.transcript.lines.len();
                self.scope.announced = true;
                let marked = self.mark_done(0, 0, &[]);
                self.scope.announced = false;
                marked
            }
            Err(error) => Err(error),
        }
    }

    /// A text of the journal as a statement.
    fn classified(&self, sql: &str) -> Statement {
        match self.dialect.classify(sql) {
            Class::Read => Statement::read(sql),
            Class::Write | Class::Empty | Class::Transaction(_) => Statement::rows(sql),
            Class::Session => Statement::session(sql),
            Class::Ddl | Class::Other => Statement::schema(sql),
            Class::RefusesTransaction(_) => {
                Statement::schema(sql).with(Surroundings::NoTransaction)
            }
        }
    }

    /// Writes what the operations of the last step that was passed over did to the books of enums: a run that
    /// was killed behind its statement has not.
    pub(super) fn catch_up(
        &mut self,
        step: &KeptStep,
        passed: &[Operation],
    ) -> Result<(), SessionError> {
        if !self.dialect.emulates_enums() || passed.is_empty() {
            return Ok(());
        }
        let mut now = self.catalog.get(&mut *self.sink)?.clone();
        if let Some(connection) = self.sink.reader() {
            enums::type_columns(self.dialect, connection, &mut now)?;
        }
        let mut then = now.clone();
        take_back(&mut then, step.undo.iter().rev().map(|undo| &undo.inverse));
        if passed.iter().any(|operation| operation.apply_to(&mut then).is_err()) {
            return Ok(());
        }
        let books = Books::of(self.dialect, &now).turned_into(&Books::of(self.dialect, &then));
        if books.is_empty() {
            return Ok(());
        }
        self.catalog.forget(&mut *self.sink);
        self.book_all(&books)
    }
}
