//! What happened during a run, as one JSON object; `docs/json.md` describes it.

use sandshift_sandbox::host::TransformReport;
use serde_json::{Value, json};

use super::event::Event;
use crate::revision::Direction;
use crate::session::transcript::{ChangedRow, ChangedValue, Line, Role, Trial};

/// How much of the statements is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statements {
    /// Their number alone.
    Counted,
    /// Their text: the result of a dry run.
    Kept,
}

/// Collects events.
#[derive(Debug, Clone)]
pub struct Collected {
    statements: Statements,
    database: Value,
    how: Option<String>,
    settings: Vec<String>,
    bookkeeping: Vec<Value>,
    revisions: Vec<Value>,
    notices: Vec<String>,
    logs: Vec<Value>,
}

impl Collected {
    /// Begins with nothing.
    #[must_use]
    pub fn new(statements: Statements) -> Self {
        Self {
            statements,
            database: Value::Null,
            how: None,
            settings: Vec::new(),
            bookkeeping: Vec::new(),
            revisions: Vec::new(),
            notices: Vec::new(),
            logs: Vec::new(),
        }
    }

    /// Takes an event.
    pub fn take(&mut self, event: &Event) {
        match event {
            Event::Connected { address, version } => {
                self.database = json!({ "address": address, "version": version });
            }
            Event::Rehearsing { how } => self.how = Some(how.clone()),
            Event::Settings { statements } => self.settings.clone_from(statements),
            Event::Bookkeeping { transcript } => {
                self.bookkeeping.extend(transcript.lines.iter().map(statement));
            }
            Event::Notice { message } => self.notices.push(message.clone()),
            Event::Log { level, message } => {
                let level = format!("{level:?}").to_lowercase();
                self.logs.push(json!({ "level": level, "message": message }));
            }
            Event::Finished { revision, message, file, direction, transcript, micros } => {
                let rows: u64 = transcript.statements().map(|line| line.rows).sum();
                let mut entry = json!({
                    "revision": revision.as_str(),
                    "direction": word(*direction),
                    "message": message,
                    "file": file,
                    "statements": transcript.statements().count(),
                    "rows": rows,
                    "duration_micros": micros,
                });
                if let (Statements::Kept, Value::Object(object)) = (self.statements, &mut entry) {
                    let lines: Vec<Value> = transcript.lines.iter().map(statement).collect();
                    object.insert("sql".into(), json!(lines));
                }
                self.revisions.push(entry);
            }
            Event::WaitingForLock
            | Event::Planned { .. }
            | Event::Started { .. }
            | Event::Accounted(_)
            | Event::Locks { .. }
            | Event::Progress { .. }
            | Event::Rows { .. } => {}
        }
    }

    /// The object.
    #[must_use]
    pub fn object(&self, direction: Direction, heads: &[String]) -> Value {
        let mut object = json!({
            "direction": word(direction),
            "dry_run": self.statements == Statements::Kept,
            "database": self.database,
            "revisions": self.revisions,
            "heads": heads,
            "notices": self.notices,
            "logs": self.logs,
        });
        if let (Statements::Kept, Value::Object(object)) = (self.statements, &mut object) {
            object.insert("how".into(), json!(self.how));
            object.insert("settings".into(), json!(self.settings));
            object.insert("bookkeeping".into(), json!(self.bookkeeping));
        }
        object
    }
}

fn word(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "up",
        Direction::Down => "down",
    }
}

fn statement(line: &Line) -> Value {
    let mut statement = json!({
        "sql": line.sql,
        "role": match line.role {
            Role::Frame => "frame",
            Role::Statement => "statement",
            Role::Rows => "rows",
            Role::RowText => "row_statement",
            Role::Bookkeeping => "bookkeeping",
        },
        "line": (line.origin.line > 0).then_some(line.origin.line),
        "rows": line.rows,
    });
    if let (Some(trial), Value::Object(object)) = (&line.trial, &mut statement) {
        object.insert("transform".into(), transform(trial));
    }
    statement
}

/// What a dry run found out about a transform.
fn transform(trial: &Trial) -> Value {
    let TransformReport { read, changed, deleted, inserted, refused } = trial.report;
    let value = |value: &ChangedValue| {
        let ChangedValue { column, old, new } = value;
        json!({ "column": column, "old": old, "new": new })
    };
    let row = |row: &ChangedRow| {
        let values: Vec<Value> = row.values.iter().map(value).collect();
        json!({ "key": row.key, "values": values })
    };
    json!({
        "rows_read": read,
        "rows_changed": changed,
        "rows_deleted": deleted,
        "rows_inserted": inserted,
        "rows_refused": refused,
        "rows_per_second": trial.rate,
        "estimated_micros": trial.micros,
        "sample": trial.sample.iter().map(row).collect::<Vec<_>>(),
    })
}
