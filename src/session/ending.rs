//! The begin and the end of a migration's scope.

use sandshift_model::origin::Origin;
use sandshift_model::value::Value;

use super::booking::{Book, Piece, Tells};
use super::bookkeeping::{self, HEADS};
use super::error::SessionError;
use super::gate::Gate;
use super::scope::Keeping;
use crate::backend::connection::Lock;
use crate::backend::dialect::Dialect;
use crate::revision::{HeadsChange, RevisionId};

/// What is left of a migration that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Left {
    /// Nothing: everything was rolled back, or nothing was done.
    Nothing,
    /// These statements took effect and stay.
    Statements(Vec<String>),
    /// The batches of a transform that were committed stay: so many rows of a table, in words.
    Batches(String),
    /// All of it: the connection broke when it was committed, and another one finds it done.
    Committed,
    /// Nobody knows yet: the connection broke in something that commits.
    Unknown,
}

impl Gate {
    /// Begins the scope; a migration that stands or falls as a whole opens its transaction here.
    ///
    /// # Errors
    ///
    /// [`SessionError::Database`] when the database refuses.
    pub fn begin(&mut self) -> Result<(), SessionError> {
        for sql in self.scope.frame.before.clone() {
            self.frame(&sql, "preparing the session")?;
        }
        if self.scope.keeping == Keeping::Whole {
            self.enter_transaction()?;
        }
        let Some(connection) = self.sink.reader() else { return Ok(()) };
        let doing = SessionError::database("looking at what there is");
        connection.note_objects().map_err(doing)
    }

    /// Tells whether a failure leaves nothing of the migration behind.
    #[must_use]
    pub fn keeps_whole(&self) -> bool {
        self.scope.keeping == Keeping::Whole
    }

    /// The recorded heads as this scope sees them.
    ///
    /// # Errors
    ///
    /// [`SessionError::Database`] when they cannot be read.
    pub fn heads(&mut self) -> Result<Option<Vec<String>>, SessionError> {
        let dialect = self.dialect;
        match self.sink.reader() {
            Some(connection) => read_heads(dialect, connection).map(Some),
            None => Ok(None),
        }
    }

    /// Runs what still waits, so that `verify` and the end see the database as it will be.
    ///
    /// # Errors
    ///
    /// Whatever the waiting operations meet.
    pub fn settle(&mut self) -> Result<(), SessionError> {
        self.flush()?;
        self.all_passed()
    }

    /// Ends the scope and keeps what was done: checks, heads, journal, commit.
    ///
    /// # Errors
    ///
    /// Any; the caller then calls [`Gate::undo_all`].
    pub fn finish(
        &mut self,
        changes: &[HeadsChange],
        lock: Option<&mut dyn Lock>,
    ) -> Result<(), SessionError> {
        self.flush()?;
        self.all_followed()?;
        self.run_checks()?;
        // Heads and journal belong together even where the migration itself has no transaction.
        self.enter_transaction()?;
        self.write_waiting_books()?;
        let is_rollback = matches!(self.run.direction, "down" | "undo");
        self.book_end(changes)?;
        self.end_backfills()?;
        if is_rollback && self.dialect.rolls_back_schema() {
            self.drop_restored()?;
        }
        if !self.sink.keeps() {
            self.journal_outline()?;
        }
        if let Some(lock) = lock {
            lock.check().map_err(|error| SessionError::LockLost { reason: error.message })?;
        }
        if self.scope.open {
            self.commit("committing")?;
        }
        if is_rollback {
            self.drop_restored()?;
        }
        self.scope.committed = self.scope.transcript.lines.len();
        self.put_back_settings()
    }

    /// Ends the scope and undoes what can be undone; says what is left.
    pub fn undo_all(&mut self) -> Left {
        self.drop_waiting();
        if self.scope.in_doubt && self.sink.keeps() {
            return self.left_in_doubt();
        }
        if self.scope.open {
            for sql in self.scope.frame.rollback.clone() {
                // A connection that is gone has rolled back by itself.
                let _ = self.frame(&sql, "rolling back");
            }
            self.scope.open = false;
        }
        let _ = self.put_back_settings();
        if !self.sink.keeps() {
            // Whatever ran alone in a rehearsal or on record goes with the whole of it.
            return Left::Nothing;
        }
        let mut kept: Vec<String> = self.scope.kept().map(|line| line.sql.clone()).collect();
        kept.extend(self.not_passed());
        match (kept.is_empty(), self.scope.batches.take()) {
            (false, _) => Left::Statements(kept),
            (true, Some(rows)) => Left::Batches(rows),
            (true, None) => Left::Nothing,
        }
    }

    /// Writes to the journal that the migration failed, where that is still possible.
    pub fn record_failure(&mut self, error: &str) {
        // A database that is gone cannot be told.
        let _ = self.journal_run("failed", error);
    }

    fn run_checks(&mut self) -> Result<(), SessionError> {
        for (sql, meaning) in self.scope.frame.checks.clone() {
            let Some(connection) = self.sink.reader() else { return Ok(()) };
            let mut first: Option<String> = None;
            connection
                .query(&sql, &mut |_, row| {
                    let cells: Vec<String> = row.iter().map(|value| format!("{value:?}")).collect();
                    first = Some(cells.join(", "));
                    false
                })
                .map_err(SessionError::database("checking foreign keys"))?;
            if let Some(row) = first {
                return Err(SessionError::Check { meaning, row });
            }
        }
        Ok(())
    }

    /// Writes heads and journal in one turn.
    fn book_end(&mut self, changes: &[HeadsChange]) -> Result<(), SessionError> {
        let mut pieces = Vec::new();
        if self.sink.keeps() {
            self.clear_open()?;
            // The run first, so that its row is written once where nothing of it is there yet, and so
            // that a runner that was overtaken hears of that and not of heads that have moved.
            pieces.extend(self.journal_end()?);
        }
        pieces.extend(changes.iter().map(head));
        if self.sink.keeps() {
            pieces.extend(self.journal_rest());
            pieces.extend(self.journal_undone());
        }
        self.book_together(&pieces)
    }

    fn put_back_settings(&mut self) -> Result<(), SessionError> {
        for sql in self.scope.frame.after.clone() {
            self.frame(&sql, "putting the session back")?;
        }
        Ok(())
    }
}

/// What becomes of a row of the heads.
fn head(change: &HeadsChange) -> Piece {
    let text = |id: &RevisionId| Value::Text(id.as_str().to_owned());
    let (operation, tells) = match change {
        HeadsChange::Insert(id) => {
            (bookkeeping::insert(HEADS, &["revision"], vec![text(id)]), Tells::Nothing)
        }
        HeadsChange::Update { from, to } => {
            let set = vec![("revision", text(to))];
            let update = bookkeeping::update(HEADS, set, vec![("revision", text(from))]);
            (update, Tells::Head(from.clone()))
        }
        HeadsChange::Delete(id) => {
            let delete = bookkeeping::delete(HEADS, vec![("revision", text(id))]);
            (delete, Tells::Head(id.clone()))
        }
    };
    Piece { operation, book: Book::Shown, tells }
}

/// Reads the recorded heads over a connection.
///
/// # Errors
///
/// [`SessionError::Database`] when they cannot be read.
pub fn read_heads(
    dialect: &dyn Dialect,
    connection: &mut dyn crate::backend::connection::Connection,
) -> Result<Vec<String>, SessionError> {
    let query = bookkeeping::select(HEADS, &["revision"], Vec::new(), &["revision"]);
    let statement = dialect.select(&query).map_err(|source| SessionError::Dialect {
        operation: "query",
        origin: Origin::default(),
        source,
    })?;
    let mut heads = Vec::new();
    connection
        .query_own(&statement.sql, &mut |_, mut row| {
            if let Some(Value::Text(head)) = row.pop() {
                heads.push(head);
            }
            true
        })
        .map_err(SessionError::database("reading the heads"))?;
    Ok(heads)
}
