//! The journal: what ran, when, by whom, with which statements, and the way back.
//!
//! Rows of the journal are only ever added; the one row of a run changes its outcome from
//! `running` to `done` or `failed`. Where the database can roll back everything, all of it is
//! written in the migration's own transaction, the statements in the row of their run. Where it cannot, each
//! statement that commits by itself has a row, as an intent before and with a done mark after.

use sandshift_model::operation::{Inverse, Operation};
use sandshift_model::origin::Origin;
use sandshift_model::statement::Statement;
use sandshift_model::value::Value;

use super::booking::{Book, Piece, Tells};
use super::bookkeeping::{self, JOURNAL, STATEMENTS};
use super::error::SessionError;
use super::gate::Gate;
use super::statement_rows::{mark, number, statement_row, statements};
use super::undo::UndoOptions;

/// What the journal says about one run of one revision.
#[derive(Debug, Clone)]
pub struct Run {
    /// A uuid.
    pub id: String,
    /// The revision.
    pub revision: String,
    /// `up`, `down`, or `undo` for the undoing of a half-done run.
    pub direction: &'static str,
    /// The message of the revision.
    pub message: String,
    /// The hash of the meaning of the source.
    pub checksum: String,
    /// `rhai`, `sql` or `wasm`.
    pub language: String,
    /// Whether it brings a way back of its own.
    pub has_down: bool,
    /// What becomes of the rows that it changes.
    pub undo: UndoOptions,
    /// The header as JSON.
    pub header: String,
    /// The whole source, so that an older binary or a lost file can still go back.
    pub source: String,
    /// Who runs it.
    pub actor: String,
    /// The version of the tool.
    pub tool_version: String,
    /// The moment that the script sees, microseconds since 1970-01-01 UTC.
    pub now_micros: i64,
    /// Where the script's uuids start from.
    pub seed: String,
    /// The monotonic clock at the begin, in microseconds.
    pub begun_micros: u64,
}

impl Gate {
    /// Writes that these statements are about to be sent, at least one of which commits by itself, and
    /// with them those that are not in the journal yet. Their texts are written in full.
    pub(super) fn journal_intents(
        &mut self,
        sent: &[Statement],
        origin: Origin,
    ) -> Result<(), SessionError> {
        self.clear_open()?;
        self.journal_run("running", "")?;
        let mut rows = self.unwritten(true);
        let begin = self.scope.transcript.statements().count();
        for (at, statement) in sent.iter().enumerate() {
            let ordinal = begin + at;
            // What is committed together with its mark is never in doubt.
            let outcome = if self.is_alone(statement) { "intent" } else { "open" };
            let mut row =
                statement_row(&self.run.id, ordinal, &statement.sql, origin.line, (outcome, 0, 0));
            row.extend(self.call_of(ordinal));
            rows.push(row);
        }
        self.scope.journaled = begin;
        // One row is enough to learn of a runner that has taken over, before anything is sent.
        let Some(last) = rows.pop() else { return Ok(()) };
        if rows.is_empty() {
            return self.book_fenced(&statements(vec![last], true));
        }
        // All or none of them: whoever goes on would take some for the whole operation.
        let opens = !self.scope.open;
        let was_quiet = self.scope.quiet;
        self.scope.quiet |= opens;
        self.enter_transaction()?;
        self.book(&statements(rows, true), Book::Quiet)?;
        self.book_fenced(&statements(vec![last], true))?;
        if opens {
            self.commit("committing")?;
        }
        self.scope.quiet = was_quiet;
        Ok(())
    }

    /// Deletes the rows of statements that had an intent and did not take effect.
    pub(super) fn clear_open(&mut self) -> Result<(), SessionError> {
        if !std::mem::take(&mut self.scope.left_open) || !self.sink.keeps() {
            return Ok(());
        }
        for outcome in ["intent", "open"] {
            let filter = vec![
                ("run_id", Value::Text(self.run.id.clone())),
                ("outcome", Value::Text(outcome.to_owned())),
            ];
            self.book(&bookkeeping::delete(STATEMENTS, filter), Book::Quiet)?;
        }
        Ok(())
    }

    /// Marks a statement of an earlier run.
    pub(super) fn journal_mark(
        &mut self,
        ordinal: u64,
        outcome: &'static str,
    ) -> Result<(), SessionError> {
        let run = self.run.id.clone();
        self.book_fenced(&mark(run, ordinal, outcome))
    }

    /// Writes that the statement took effect.
    pub(super) fn journal_done(&mut self, rows: u64, micros: u64) -> Result<(), SessionError> {
        let count = self.scope.transcript.statements().count();
        let set = vec![
            ("outcome", Value::Text("done".to_owned())),
            ("row_count", number(rows)),
            ("duration_micros", number(micros)),
        ];
        let filter = vec![
            ("run_id", Value::Text(self.run.id.clone())),
            ("ordinal", number(count as u64 - 1)),
        ];
        self.book_fenced(&bookkeeping::update(STATEMENTS, set, filter))?;
        self.scope.journaled = count;
        Ok(())
    }

    /// Writes the statements that are not in the journal yet, inside the open transaction.
    pub(super) fn journal_progress(&mut self) -> Result<(), SessionError> {
        if !self.sink.keeps() {
            return Ok(());
        }
        self.clear_open()?;
        let rows = self.unwritten(true);
        if rows.is_empty() {
            return Ok(());
        }
        self.journal_run("running", "")?;
        self.scope.journaled += rows.len();
        self.book(&statements(rows, true), Book::Quiet)?;
        Ok(())
    }

    /// The rest of the statements, to be written inside the transaction that ends the run. Nobody goes on behind
    /// them, so that what they were asked for by is not kept.
    pub(super) fn journal_rest(&mut self) -> Option<Piece> {
        let rows = self.unwritten(false);
        if rows.is_empty() {
            return None;
        }
        self.scope.journaled += rows.len();
        Some(quiet(statements(rows, false)))
    }

    /// Writes the run with this outcome, as a new row or over the one that is there.
    pub(super) fn journal_run(
        &mut self,
        outcome: &'static str,
        error: &str,
    ) -> Result<(), SessionError> {
        if !self.sink.keeps() {
            return Ok(());
        }
        if self.scope.on_record {
            if outcome == "running" {
                return Ok(());
            }
            let mut set = self.ending(outcome, error);
            if self.scope.resumed {
                // What stands behind the statements that ran may have been edited.
                set.extend(self.beginning().into_iter().filter(|(name, _)| *name != "id"));
            }
            let filter = vec![("id", Value::Text(self.run.id.clone()))];
            // The row may have gone with a transaction that was rolled back.
            if self.book(&bookkeeping::update(JOURNAL, set, filter), Book::Fenced)? > 0 {
                return Ok(());
            }
        }
        let insert = self.journal_row(outcome, error, None);
        self.book_fenced(&insert)?;
        self.scope.on_record = true;
        Ok(())
    }

    /// The row of the run that is done, to be written inside the transaction that ends it; none where it is there
    /// already and was changed.
    pub(super) fn journal_end(&mut self) -> Result<Option<Piece>, SessionError> {
        if self.scope.on_record {
            return self.journal_run("done", "").map(|()| None);
        }
        let statements = self.all_in_one();
        let operation = self.journal_row("done", "", statements);
        self.scope.on_record = true;
        Ok(Some(Piece { operation, book: Book::Fenced, tells: Tells::TakenOver }))
    }

    /// A new row for the run, with its statements where they are kept in it.
    fn journal_row(
        &self,
        outcome: &'static str,
        error: &str,
        statements: Option<String>,
    ) -> Operation {
        let mut row = self.beginning();
        row.extend(self.ending(outcome, error));
        row.extend(statements.map(|text| ("statements", Value::Text(text))));
        let columns: Vec<&'static str> = row.iter().map(|(name, _)| *name).collect();
        let values = row.into_iter().map(|(_, value)| value).collect();
        bookkeeping::insert(JOURNAL, &columns, values)
    }

    /// Says that nothing is left of the half-done run that this one undid.
    pub(super) fn journal_undone(&mut self) -> Option<Piece> {
        let id = self.scope.undoes.clone()?;
        let set = vec![("outcome", Value::Text("undone".to_owned()))];
        Some(quiet(bookkeeping::update(JOURNAL, set, vec![("id", Value::Text(id))])))
    }

    /// Writes, in a run that is not kept, the row that the text of a dry run needs so that the
    /// revision counts as done, and its derived way back where it needs one; without the source and
    /// without anything that differs between two dry runs.
    pub(super) fn journal_outline(&mut self) -> Result<(), SessionError> {
        let mut row = vec![
            ("id", self.run.id.clone()),
            ("revision", self.run.revision.clone()),
            ("direction", self.run.direction.to_owned()),
            ("outcome", "done".to_owned()),
            ("message", self.run.message.clone()),
            ("checksum", self.run.checksum.clone()),
            ("language", self.run.language.clone()),
            ("actor", "sql".to_owned()),
            ("tool_version", self.run.tool_version.clone()),
        ];
        row.extend(self.derived_way_back().map(|inverse| ("inverse", inverse)));
        let row: Vec<(&'static str, Value)> =
            row.into_iter().map(|(name, value)| (name, Value::Text(value))).collect();
        let columns: Vec<&'static str> = row.iter().map(|(name, _)| *name).collect();
        let values = row.into_iter().map(|(_, value)| value).collect();
        self.book(&bookkeeping::insert(JOURNAL, &columns, values), Book::Shown)?;
        Ok(())
    }

    /// The way back as a rollback would take it; none when the revision has one of its own, when it
    /// is one, or when there is none.
    fn derived_way_back(&self) -> Option<String> {
        let undo = &self.scope.undo;
        let exists = undo.iter().all(|step| !matches!(step.inverse, Inverse::None { .. }));
        let is_needed = self.run.direction == "up" && !self.run.has_down && !undo.is_empty();
        (is_needed && exists).then(|| serde_json::to_string(undo).unwrap_or_default())
    }

    fn beginning(&self) -> Vec<(&'static str, Value)> {
        let run = &self.run;
        let text = |value: &str| Value::Text(value.to_owned());
        vec![
            ("id", text(&run.id)),
            ("revision", text(&run.revision)),
            ("direction", text(run.direction)),
            ("message", text(&run.message)),
            ("checksum", text(&run.checksum)),
            ("language", text(&run.language)),
            ("header", text(&run.header)),
            ("source", text(&run.source)),
            ("actor", text(&run.actor)),
            ("tool_version", text(&run.tool_version)),
            ("seed", text(&run.seed)),
            ("now_micros", Value::Int(run.now_micros)),
        ]
    }

    fn ending(&self, outcome: &'static str, error: &str) -> Vec<(&'static str, Value)> {
        // Who wants to go forth again runs the revision; only what is half done goes back by itself.
        let is_over = outcome == "done" && self.run.direction != "up";
        let undo = if is_over { &[] } else { &self.scope.undo[..] };
        let inverse = serde_json::to_string(undo).unwrap_or_default();
        let micros = (self.clock.elapsed_micros)().saturating_sub(self.run.begun_micros);
        vec![
            ("outcome", Value::Text(outcome.to_owned())),
            ("inverse", Value::Text(inverse)),
            ("error", Value::Text(error.to_owned())),
            ("duration_micros", number(micros)),
        ]
    }
}

fn quiet(operation: Operation) -> Piece {
    Piece { operation, book: Book::Quiet, tells: Tells::Nothing }
}
