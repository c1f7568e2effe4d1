//! The statements of a run as rows, and as one text in the row of their run.
//!
//! A run that may stop half-way has a row for each statement in a table of their own, where they are marked one by
//! one. To write these costs a small migration as much as all the rest of its bookkeeping, so that a run that is written
//! in one go has them in its own row, unless they are many.

use sandshift_model::operation::{InsertRows, Operation};
use sandshift_model::value::Value;
use serde::{Deserialize, Serialize};

use super::answers;
use super::bookkeeping::{self, STATEMENTS};
use super::gate::Gate;

/// Statements longer than this are kept in the journal by their beginning alone, in bytes.
const STATEMENT_BYTES: usize = 16 << 10;

/// Texts of statements that together are longer than this have rows of their own, in bytes.
const TOGETHER_BYTES: usize = 64 << 10;

/// A statement that took effect, as the journal has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RanStatement {
    /// Its line in the source.
    pub line: u32,
    /// Rows inserted, matched or deleted.
    pub rows: u64,
    /// Microseconds in the database.
    pub micros: u64,
    /// The text; the beginning of a long one.
    pub statement: String,
}

impl Gate {
    /// The statements as one text for the row of their run, when none of them has a row yet and they are not
    /// too long for it; they need no rows then.
    pub(super) fn all_in_one(&mut self) -> Option<String> {
        if self.scope.on_record || self.scope.journaled > 0 {
            return None;
        }
        let mut all = Vec::new();
        let mut bytes = 0;
        for line in self.scope.transcript.statements() {
            let statement = shorten(&line.sql);
            bytes += statement.len();
            if bytes > TOGETHER_BYTES {
                return None;
            }
            let (line, rows, micros) = (line.origin.line, line.rows, line.micros);
            all.push(RanStatement { line, rows, micros, statement });
        }
        self.scope.journaled = all.len();
        serde_json::to_string(&all).ok().filter(|_| !all.is_empty())
    }

    /// Rows for the statements that took effect and are not in the journal yet.
    pub(super) fn unwritten(&self, with_calls: bool) -> Vec<Vec<Value>> {
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
    pub(super) fn call_of(&self, ordinal: usize) -> [Value; 4] {
        let Some(step) = self.scope.asked.step_at(ordinal) else {
            return [const { Value::Null }; 4];
        };
        let undo = self.scope.undo.get(step.undo.clone()).unwrap_or_default();
        let inverse = serde_json::to_string(undo).unwrap_or_default();
        let (first, digests) = (i64::from(step.first), step.digests.clone());
        let answers = Value::Text(answers::text(&step.answers));
        [Value::Int(first), Value::Text(digests), Value::Text(inverse), answers]
    }
}

/// The statements of a text that [`Gate::all_in_one`] has made.
pub(crate) fn read(text: &str) -> Vec<RanStatement> {
    serde_json::from_str(text).unwrap_or_default()
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

pub(super) fn statements(rows: Vec<Vec<Value>>, with_calls: bool) -> Operation {
    let columns = if with_calls { &STATEMENT_COLUMNS[..] } else { &STATEMENT_COLUMNS[..7] };
    let Operation::InsertRows(insert) = bookkeeping::insert(STATEMENTS, columns, Vec::new()) else {
        unreachable!("an insert is an insert");
    };
    InsertRows { rows, ..insert }.into()
}

pub(super) fn statement_row(
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

pub(super) fn number(count: u64) -> Value {
    Value::Int(i64::try_from(count).unwrap_or(i64::MAX))
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
