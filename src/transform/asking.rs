//! The first half of a transform: every row is read, and what the guest says of it is kept.

use sandshift_model::ident::Ident;
use sandshift_model::origin::Origin;
use sandshift_model::query::{Query, Row};
use sandshift_model::value::Value;
use sandshift_sandbox::error::{Fault, GuestError, HostError};
use sandshift_sandbox::host::{CallError, OnTransform, RowOutcome, TransformReport, TransformSpec};

use super::Columns;
use super::changes::{Change, Changes};
use crate::report::event::Event;
use crate::session::gate::Gate;

/// How many rows pass between two reports of progress.
const REPORT_ROWS: u64 = 2_000;

/// A batch ends when its texts and bytes are this long, however few rows it has.
const BATCH_BYTES: usize = 4 << 20;

/// Reads every row and keeps what the guest says about it.
pub(super) fn ask(
    gate: &mut Gate,
    spec: &TransformSpec,
    columns: &Columns,
    origin: Origin,
    on_rows: OnTransform<'_>,
) -> Result<(TransformReport, Changes), CallError> {
    let query = Query::Table {
        table: spec.table.clone(),
        columns: columns.selected.clone(),
        filter: spec.filter.clone(),
        order: columns.key.clone(),
        nulls_first: false,
        limit: None,
    };
    let watcher = gate.watcher().clone();
    let what = format!("rows of {}", spec.table);
    let mut asking = Asking::new(spec, columns, origin, on_rows);
    gate.read("db.transform", &query, origin, &mut |_names, row| {
        asking.take(row)?;
        let done = asking.report.read;
        if done.is_multiple_of(REPORT_ROWS) {
            watcher.tell(Event::Progress { what: what.clone(), done, total: None });
        }
        Ok(())
    })?;
    asking.hand_over()?;
    Ok((asking.report, asking.changes))
}

/// Rows on their way to the guest, a batch at a time.
struct Asking<'a, 'g> {
    columns: &'a Columns,
    origin: Origin,
    on_rows: OnTransform<'g>,
    most_rows: usize,
    keys: Vec<Row>,
    shown: Vec<Row>,
    bytes: usize,
    report: TransformReport,
    changes: Changes,
}

impl<'a, 'g> Asking<'a, 'g> {
    fn new(
        spec: &TransformSpec,
        columns: &'a Columns,
        origin: Origin,
        on_rows: OnTransform<'g>,
    ) -> Self {
        Self {
            columns,
            origin,
            on_rows,
            most_rows: spec.batch_rows as usize,
            keys: Vec::new(),
            shown: Vec::new(),
            bytes: 0,
            report: TransformReport::default(),
            changes: Changes::new(spec.batch_rows),
        }
    }

    /// Takes a row as it was selected: the key, then what is shown.
    fn take(&mut self, mut row: Row) -> Result<(), GuestError> {
        let shown = row.split_off(self.columns.key.len());
        self.bytes += shown.iter().map(Value::held_bytes).sum::<usize>();
        self.keys.push(row);
        self.shown.push(shown);
        self.report.read += 1;
        if self.shown.len() >= self.most_rows || self.bytes >= BATCH_BYTES {
            self.hand_over()?;
        }
        Ok(())
    }

    /// Asks the guest about the rows at hand.
    fn hand_over(&mut self) -> Result<(), GuestError> {
        let (keys, shown) = (std::mem::take(&mut self.keys), std::mem::take(&mut self.shown));
        self.bytes = 0;
        if shown.is_empty() {
            return Ok(());
        }
        // An error of the guest names its row itself.
        let outcomes = (self.on_rows)(&self.columns.shown, &shown)?;
        for ((key, shown), outcome) in keys.into_iter().zip(&shown).zip(outcomes) {
            self.keep(key, shown, outcome)?;
        }
        Ok(())
    }

    fn keep(&mut self, key: Row, shown: &Row, outcome: RowOutcome) -> Result<(), GuestError> {
        let origin = self.origin;
        let change = match outcome {
            RowOutcome::Keep => return Ok(()),
            RowOutcome::Delete => Change { key, columns: None, values: Row::new() },
            RowOutcome::Change(set) => match difference(self.columns, shown, set) {
                Ok((names, _)) if names.is_empty() => return Ok(()),
                Ok((names, values)) => Change { key, columns: Some(names), values },
                Err(message) => {
                    let hint = Some("name it in the transform's `write` list".to_owned());
                    return Err(GuestError::Misuse { message, hint, origin });
                }
            },
        };
        self.changes.keep(&change).map_err(|error| GuestError::Host {
            error: HostError::caused(Fault::Fatal, error),
            origin,
        })
    }
}

/// What really differs from the row as it was.
fn difference(
    columns: &Columns,
    shown: &Row,
    set: Vec<(Ident, Value)>,
) -> Result<(Vec<Ident>, Row), String> {
    let mut names = Vec::new();
    let mut values = Row::new();
    for (name, value) in set {
        let before = columns.shown.iter().position(|column| *column == name).map(|at| &shown[at]);
        if before == Some(&value) {
            continue;
        }
        if !columns.writable.contains(&name) {
            return Err(format!(
                "the row function changed `{name}`, which the transform does not write"
            ));
        }
        names.push(name);
        values.push(value);
    }
    Ok((names, values))
}
