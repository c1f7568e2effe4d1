//! A run that stopped half-way, as the journal has it.

use std::collections::VecDeque;

use sandshift_model::query::Row;
use sandshift_model::value::Value;

use super::books::{journal_among, rows, text};
use crate::backend::connection::Connection;
use crate::session::STATEMENT_COLUMNS;
use crate::session::answers;
use crate::session::bookkeeping::{self, STATEMENTS};
use crate::session::error::SessionError;
use crate::session::resume::{Kept, KeptStep, Mark, Resume};

/// The direction of a run that undoes a half-done one.
pub(crate) const UNDO: &str = "undo";

/// A run that ended half-way: it is not done, and statements of it took effect, or one was on its
/// way when the process ended.
#[derive(Debug, Clone, Default)]
pub(crate) struct HalfRun {
    pub(crate) id: String,
    pub(crate) revision: String,
    /// `up`, `down`, or [`UNDO`].
    pub(crate) direction: String,
    /// The database said that it failed; else the process ended.
    pub(crate) has_failed: bool,
    /// Statements that belong to no call.
    pub(crate) before: Vec<Kept>,
    /// The calls with their statements.
    pub(crate) steps: Vec<KeptStep>,
    /// The run that has begun to undo this one.
    pub(crate) undoing: Option<Box<HalfRun>>,
}

impl HalfRun {
    /// All its statements, in order.
    pub(crate) fn statements(&self) -> impl Iterator<Item = &Kept> {
        self.before.iter().chain(self.steps.iter().flat_map(|step| &step.statements))
    }

    /// The statements that took effect.
    pub(crate) fn done(&self) -> Vec<String> {
        let done = self.statements().filter(|kept| kept.mark == Mark::Done);
        done.map(|kept| kept.sql.clone()).collect()
    }

    /// The statement of which nobody knows. Where the database said that it failed, it did nothing.
    pub(crate) fn in_flight(&self) -> Option<&Kept> {
        let first = self.statements().find(|kept| kept.mark != Mark::Done)?;
        Some(first).filter(|kept| kept.mark == Mark::InFlight && !self.has_failed)
    }

    /// The step whose statements are not all done, which is the last one.
    pub(crate) fn open_step(&self) -> Option<&KeptStep> {
        let is_open = |step: &&KeptStep| step.statements.iter().any(|one| one.mark != Mark::Done);
        self.steps.last().filter(is_open)
    }

    /// How a run goes on behind it.
    pub(crate) fn resume(&self) -> Resume {
        Resume::new(self.before.clone(), VecDeque::from(self.steps.clone()))
    }

    /// Whether there is anything of it in the database, or may be.
    fn is_half_way(&self) -> bool {
        self.in_flight().is_some() || self.statements().any(|kept| kept.mark == Mark::Done)
    }
}

/// The run that ended half-way. There is at most one that runs a revision or undoes it, because nothing
/// else begins before it is finished or undone; and one at most that undoes the half-done one.
pub(crate) fn read(connection: &mut dyn Connection) -> Result<Option<HalfRun>, SessionError> {
    let mut undoing = None;
    let mut half = None;
    let columns = ["id", "revision", "direction", "outcome"];
    let mut runs = journal_among(connection, &columns, "outcome", &["failed", "running"])?;
    runs.sort_by_cached_key(|row| (text(row, 3), text(row, 0)));
    // The newest first, and those that run before those that failed.
    for row in runs.into_iter().rev() {
        let run = HalfRun {
            id: text(&row, 0),
            revision: text(&row, 1),
            direction: text(&row, 2),
            has_failed: text(&row, 3) == "failed",
            ..HalfRun::default()
        };
        let place = if run.direction == UNDO { &mut undoing } else { &mut half };
        if place.is_some() {
            continue;
        }
        let run = with_statements(connection, run)?;
        if run.is_half_way() {
            *place = Some(run);
        }
    }
    let undoing = undoing.map(Box::new);
    Ok(half.map(|half: HalfRun| HalfRun { undoing, ..half }))
}

fn with_statements(
    connection: &mut dyn Connection,
    mut run: HalfRun,
) -> Result<HalfRun, SessionError> {
    // But for the run, by which they are found.
    let columns = &STATEMENT_COLUMNS[1..];
    let filter = vec![("run_id", Value::Text(run.id.clone()))];
    let query = bookkeeping::select(STATEMENTS, columns, filter, &["ordinal"]);
    for row in rows(connection, &query)? {
        let kept = kept(&row);
        match (row.get(6), run.steps.last_mut()) {
            (Some(Value::Int(first)), _) => run.steps.push(KeptStep {
                first: u32::try_from(*first).unwrap_or(0),
                digests: text(&row, 7).split(' ').map(str::to_owned).collect(),
                undo: serde_json::from_str(&text(&row, 8)).unwrap_or_default(),
                answers: answers::read(&text(&row, 9)),
                statements: vec![kept],
            }),
            (_, Some(step)) => step.statements.push(kept),
            (_, None) => run.before.push(kept),
        }
    }
    Ok(run)
}

fn kept(row: &Row) -> Kept {
    let number = |at: usize| match row.get(at) {
        Some(Value::Int(number)) => u64::try_from(*number).unwrap_or(0),
        _ => 0,
    };
    Kept {
        ordinal: number(0),
        line: u32::try_from(number(1)).unwrap_or(0),
        sql: text(row, 5),
        mark: match text(row, 2).as_str() {
            "done" => Mark::Done,
            "intent" => Mark::InFlight,
            _ => Mark::Open,
        },
        rows: number(3),
        micros: number(4),
    }
}
