//! The journal: what ran, when, by whom, with which statements, and the way back.
//!
//! Rows of the journal are only ever added; the one row of a run changes its outcome from
//! `running` to `done` or `failed`. Where the database can roll back everything, all of it is
//! written in the migration's own transaction. Where it cannot, each statement that commits by
//! itself has an intent before and a done mark after.

use sandshift_model::operation::{InsertRows, Inverse, Operation};
use sandshift_model::origin::Origin;
use sandshift_model::statement::Statement;
use sandshift_model::value::Value;

use super::answers;
use super::bookkeeping::{self, JOURNAL, STATEMENTS};
use super::error::SessionError;
use super::gate::Gate;
use super::sending::Book;
use super::undo::UndoOptions;

/// Statements longer than this are kept in the journal by their beginning alone, in bytes.
const STATEMENT_BYTES: usize = 16 << 10;

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

    /// Writes the rest of the statements, inside the transaction that ends the run. Nobody goes on behind
    /// them, so that what they were asked for by is not kept.
    pub(super) fn journal_rest(&mut self) -> Result<(), SessionError> {
        self.clear_open()?;
        let rows = self.unwritten(false);
        if rows.is_empty() {
            return Ok(());
        }
        self.scope.journaled += rows.len();
        self.book(&statements(rows, false), Book::Quiet)?;
        Ok(())
    }

    /// Rows for the statements that took effect and are not in the journal yet.
    fn unwritten(&self, with_calls: bool) -> Vec<Vec<Value>> {
        let lines = self.scope.transcript.statements().enumerate().skip(self.scope.journaled);
        lines
            .map(|(ordinal, line)| {
                let outcome = ("done", line.rows, line.micros);
                let mut row =
                    statement_row(&self.run.id, ordinal, &line.sql, line.origin.line, outcome);
                if with_calls {
                    row.extend(self.call_of(ordinal));
                }
                row
            })
            .collect()
    }

    /// What asked for the statement of this ordinal, where it is the first one of its step.
    fn call_of(&self, ordinal: usize) -> [Value; 4] {
        let Some(step) = self.scope.asked.step_at(ordinal) else {
            return [const { Value::Null }; 4];
        };
        let undo = self.scope.undo.get(step.undo.clone()).unwrap_or_default();
        let inverse = serde_json::to_string(undo).unwrap_or_default();
        let (first, digests) = (i64::from(step.first), step.digests.clone());
        let answers = Value::Text(answers::text(&step.answers));
        [Value::Int(first), Value::Text(digests), Value::Text(inverse), answers]
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
        let mut row = self.beginning();
        row.extend(self.ending(outcome, error));
        let columns: Vec<&'static str> = row.iter().map(|(name, _)| *name).collect();
        let values = row.into_iter().map(|(_, value)| value).collect();
        self.book_fenced(&bookkeeping::insert(JOURNAL, &columns, values))?;
        self.scope.on_record = true;
        Ok(())
    }

    /// Writes that nothing is left of the half-done run that this one undid.
    pub(super) fn journal_undone(&mut self) -> Result<(), SessionError> {
        let Some(id) = self.scope.undoes.clone() else { return Ok(()) };
        let set = vec![("outcome", Value::Text("undone".to_owned()))];
        let undone = bookkeeping::update(JOURNAL, set, vec![("id", Value::Text(id))]);
        self.book(&undone, Book::Quiet).map(|_| ())
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
        let inverse = serde_json::to_string(&self.scope.undo).unwrap_or_default();
        let micros = (self.clock.elapsed_micros)().saturating_sub(self.run.begun_micros);
        vec![
            ("outcome", Value::Text(outcome.to_owned())),
            ("inverse", Value::Text(inverse)),
            ("error", Value::Text(error.to_owned())),
            ("duration_micros", number(micros)),
        ]
    }
}

fn number(count: u64) -> Value {
    Value::Int(i64::try_from(count).unwrap_or(i64::MAX))
}

/// The columns of a statement; the last four are for going on behind it.
pub(crate) const STATEMENT_COLUMNS: [&str; 11] = [
    "run_id",
    "ordinal",
    "line",
    "outcome",
    "row_count",
    "duration_micros",
    "statement",
    "call",
    "digest",
    "inverse",
    "answers",
];

/// Says of a statement of a run what came of it.
pub(crate) fn mark(run: String, ordinal: u64, outcome: &'static str) -> Operation {
    let filter = vec![("run_id", Value::Text(run)), ("ordinal", number(ordinal))];
    bookkeeping::update(STATEMENTS, vec![("outcome", Value::Text(outcome.to_owned()))], filter)
}

fn statements(rows: Vec<Vec<Value>>, with_calls: bool) -> Operation {
    let columns = if with_calls { &STATEMENT_COLUMNS[..] } else { &STATEMENT_COLUMNS[..7] };
    let Operation::InsertRows(insert) = bookkeeping::insert(STATEMENTS, columns, Vec::new()) else {
        unreachable!("an insert is an insert");
    };
    InsertRows { rows, ..insert }.into()
}

fn statement_row(
    run: &str,
    ordinal: usize,
    sql: &str,
    line: u32,
    (outcome, rows, micros): (&'static str, u64, u64),
) -> Vec<Value> {
    // What is about to be sent has to be there in full for whoever goes on.
    let sql = if outcome == "done" { shorten(sql) } else { sql.to_owned() };
    vec![
        Value::Text(run.to_owned()),
        number(ordinal as u64),
        Value::Int(i64::from(line)),
        Value::Text(outcome.to_owned()),
        number(rows),
        number(micros),
        Value::Text(sql),
    ]
}

/// Keeps the beginning of a long statement and says how long it was.
fn shorten(sql: &str) -> String {
    if sql.len() <= STATEMENT_BYTES {
        return sql.to_owned();
    }
    let mut end = STATEMENT_BYTES;
    while !sql.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}\n/* {} bytes in all */", &sql[..end], sql.len())
}
