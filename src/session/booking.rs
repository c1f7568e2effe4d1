//! How bookkeeping reaches the sink: piece by piece, or several pieces in one turn.

use sandshift_model::catalog::Catalog;
use sandshift_model::operation::Operation;
use sandshift_model::origin::Origin;
use sandshift_model::statement::Statement;

use super::bookkeeping::{self, HEADS};
use super::error::SessionError;
use super::fence::taken_over;
use super::gate::Gate;
use super::transcript::Role;
use crate::backend::dialect::DialectError;
use crate::revision::RevisionId;

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

/// A piece of bookkeeping that goes with others.
#[derive(Debug)]
pub(super) struct Piece {
    /// What it writes.
    pub(super) operation: Operation,
    /// Where it is told.
    pub(super) book: Book,
    /// What the number of rows tells that it touches.
    pub(super) tells: Tells,
}

/// What the rows tell that a piece of bookkeeping touches.
#[derive(Debug)]
pub(super) enum Tells {
    /// Nothing.
    Nothing,
    /// None: another runner has taken over.
    TakenOver,
    /// Other than one: this head was not there.
    Head(RevisionId),
}

impl Gate {
    /// Sends pieces of bookkeeping in one turn, and looks then at what they touched: nothing of them is
    /// committed yet.
    pub(super) fn book_together(&mut self, pieces: &[Piece]) -> Result<(), SessionError> {
        let catalog = bookkeeping::catalog(self.dialect.emulates_enums());
        let mut statements = Vec::with_capacity(pieces.len());
        let mut ends = Vec::with_capacity(pieces.len());
        for piece in pieces {
            statements.extend(self.rendered(&piece.operation, catalog, piece.book)?);
            ends.push(statements.len());
        }
        let counts = self.sink.book_together(&statements).map_err(|(at, error)| {
            let sql = statements.get(at).map_or("", |statement| statement.sql.as_str());
            error.into_session(sql, Origin::default())
        })?;
        let mut begin = 0;
        for (piece, end) in pieces.iter().zip(ends) {
            self.look_at(piece, counts.iter().skip(begin).take(end - begin).sum())?;
            for statement in &statements[begin..end] {
                self.tell(statement, piece.book);
            }
            begin = end;
        }
        Ok(())
    }

    fn look_at(&mut self, piece: &Piece, rows: u64) -> Result<(), SessionError> {
        match &piece.tells {
            Tells::TakenOver if rows == 0 && self.fence.is_some() => Err(taken_over()),
            Tells::Head(id) if rows != 1 && self.sink.reader().is_some() => {
                Err(SessionError::Tampered {
                    reason: format!("expected one row for `{id}` in `{HEADS}`, found {rows}"),
                })
            }
            _ => Ok(()),
        }
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
        let mut rows = 0;
        for statement in self.rendered(operation, catalog, book)? {
            rows += self
                .sink
                .book(&statement)
                .map_err(|error| error.into_session(&statement.sql, Origin::default()))?;
            self.tell(&statement, book);
        }
        Ok(rows)
    }

    /// The statements of a piece of bookkeeping, which ask for the fence where they have to.
    fn rendered(
        &self,
        operation: &Operation,
        catalog: &Catalog,
        book: Book,
    ) -> Result<Vec<Statement>, SessionError> {
        let unfit = |source: DialectError| SessionError::Dialect {
            operation: operation.name(),
            origin: Origin::default(),
            source,
        };
        let statements = self.dialect.render(operation, catalog).map_err(unfit)?;
        match (book, self.fence) {
            (Book::Fenced, Some(fence)) => statements
                .iter()
                .map(|statement| fence.hold(self.dialect, statement).map_err(unfit))
                .collect(),
            _ => Ok(statements),
        }
    }

    fn tell(&mut self, statement: &Statement, book: Book) {
        if book == Book::Shown {
            self.scope.transcript.note(Role::Bookkeeping, &statement.sql);
        }
    }
}
