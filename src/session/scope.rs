//! The scope of one migration: its transaction, its savepoints, and what it has done so far.

use std::collections::BTreeSet;

use sandshift_model::ident::ObjectName;
use sandshift_model::operation::{Inverse, Operation};
use sandshift_sandbox::host::Side;
use serde::{Deserialize, Serialize};

use super::asked::{Asked, AskedMark};
use super::catalog_cache::Snapshot;
use super::transcript::{Line, Transcript};
use super::undo::{RowKeeping, UndoTables};
use crate::backend::dialect::{Dialect, ForeignKeys, Frame};
use crate::integrity::statements::Sent;

/// How much of a migration stands or falls together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// Everything: one transaction holds schema and rows.
    Whole,
    /// Each schema statement commits by itself, with what went before (MySQL, MariaDB); the row
    /// statements between two of them share a transaction.
    UpToSchema,
    /// Nothing: each statement commits by itself (`transaction = false`).
    Each,
}

impl Keeping {
    /// What holds for a migration on this database.
    #[must_use]
    pub fn of(dialect: &dyn Dialect, wants_transaction: bool) -> Self {
        match (wants_transaction, dialect.rolls_back_schema()) {
            (false, _) => Self::Each,
            (true, true) => Self::Whole,
            (true, false) => Self::UpToSchema,
        }
    }
}

/// The way back from one operation, as the journal keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Undo {
    /// The operation in words.
    pub what: String,
    /// Its line in the source.
    pub line: u32,
    /// The way back.
    pub inverse: Inverse,
}

/// One migration in one direction, from its begin to its end.
#[derive(Debug)]
pub struct Scope {
    /// How much stands or falls together.
    pub keeping: Keeping,
    /// Whether foreign keys are enforced meanwhile.
    pub foreign_keys: ForeignKeys,
    /// The statements around it.
    pub frame: Frame,
    /// Inside or outside the transaction.
    pub side: Side,
    /// The statements of one operation are being sent, which stand or fall together.
    pub together: bool,
    /// The statements of one operation are being sent, and each has an intent in the journal.
    pub announced: bool,
    /// The transaction holds one statement and its mark in the journal, which is not worth telling.
    pub quiet: bool,
    /// A transaction is open.
    pub open: bool,
    /// The journal has a row for this run already.
    pub on_record: bool,
    /// The run goes on behind an earlier one that stopped half-way.
    pub resumed: bool,
    /// How many statements were passed over, because that run did them.
    pub passed: usize,
    /// A statement with an intent failed, so that its row is in the way of the next one.
    pub left_open: bool,
    /// The connection broke in something that commits, and no answer came.
    pub in_doubt: bool,
    /// The half-done run that this one undoes, by its id.
    pub undoes: Option<String>,
    /// How many lines of the transcript are committed.
    pub committed: usize,
    /// How many statements of the transcript are in the journal.
    pub journaled: usize,
    /// How many transforms that commit page by page have begun.
    pub backfills: u64,
    /// The rows that committed batches have done, in words.
    pub batches: Option<String>,
    /// The undo tables that were made.
    pub undo_tables: UndoTables,
    /// What the transform keeps that is on its way.
    pub row_keeping: Option<RowKeeping>,
    /// The undo tables whose rows were put back.
    pub restored: BTreeSet<ObjectName>,
    /// The open savepoints, innermost last.
    pub savepoints: Vec<Mark>,
    /// What the books of enums are still to be told, with the next statement: where that commits by itself they would
    /// stay behind one that fails.
    pub waiting_books: Vec<Operation>,
    /// What was sent.
    pub transcript: Transcript,
    /// The way back, in the order of doing.
    pub undo: Vec<Undo>,
    /// What the guest asked for.
    pub asked: Asked,
    /// What was sent, held to what was approved; none where nobody wants to know.
    pub sent: Option<Sent>,
}

/// What an undone savepoint comes back to.
#[derive(Debug)]
pub struct Mark {
    /// The catalog.
    pub catalog: Snapshot,
    /// Lines of the transcript.
    pub lines: usize,
    /// Entries of the way back.
    pub undo: usize,
    /// Undo tables.
    pub undo_tables: usize,
    /// What waits for the books of enums.
    pub waiting_books: usize,
    /// Calls.
    pub asked: AskedMark,
    /// It was passed over, so that the database has none.
    pub passed_over: bool,
}

impl Scope {
    /// A scope that has not begun.
    #[must_use]
    pub fn new(dialect: &dyn Dialect, keeping: Keeping, foreign_keys: ForeignKeys) -> Self {
        Self {
            keeping,
            foreign_keys,
            frame: dialect.frame(foreign_keys),
            side: Side::Inside,
            together: false,
            announced: false,
            quiet: false,
            open: false,
            on_record: false,
            resumed: false,
            passed: 0,
            left_open: false,
            in_doubt: false,
            undoes: None,
            committed: 0,
            journaled: 0,
            backfills: 0,
            batches: None,
            undo_tables: UndoTables::default(),
            row_keeping: None,
            restored: BTreeSet::new(),
            savepoints: Vec::new(),
            waiting_books: Vec::new(),
            transcript: Transcript::default(),
            undo: Vec::new(),
            asked: Asked::default(),
            sent: None,
        }
    }

    /// How much stands or falls together right now.
    #[must_use]
    pub fn keeping_now(&self) -> Keeping {
        match self.side {
            _ if self.together => Keeping::Whole,
            Side::Inside => self.keeping,
            Side::Outside => Keeping::Each,
        }
    }

    /// The statements of the migration that are committed.
    pub fn kept(&self) -> impl Iterator<Item = &Line> {
        let committed = self.transcript.lines.iter().take(self.committed);
        committed.filter(|line| line.role.is_of_migration())
    }
}
