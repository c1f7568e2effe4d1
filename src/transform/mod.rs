//! Row transforms: read a table once, ask the guest about each row, write what changed.
//!
//! The rows are read as one stream, so the guest sees the table as it was before the first
//! write. What the guest changes is kept aside (in memory first, in a temporary file when it
//! grows) and written in batches after the last row was read: memory does not grow with the table.

mod changes;

use sandshift_model::ident::Ident;
use sandshift_model::operation::{DeleteRows, Operation, UpdateByKey};
use sandshift_model::origin::Origin;
use sandshift_model::query::{Filter, Query, Row};
use sandshift_sandbox::error::{Fault, GuestError, HostError};
use sandshift_sandbox::host::{
    CallError, Host, OnTransform, RowOutcome, TransformReport, TransformSpec,
};

use self::changes::{Change, Changes};
use crate::report::event::Event;
use crate::session::gate::Gate;

/// How many rows pass between two reports of progress.
const REPORT_ROWS: u64 = 2_000;

/// Runs one transform.
///
/// # Errors
///
/// The host's error, or the one that the row function gave; nothing of this transform is then
/// written.
pub fn run(
    gate: &mut Gate,
    spec: &TransformSpec,
    origin: Origin,
    on_row: OnTransform<'_>,
) -> Result<TransformReport, CallError> {
    let columns = Columns::of(gate, spec, origin)?;
    let (mut report, changes) = ask(gate, spec, &columns, origin, on_row)?;
    write(gate, spec, &columns, changes, origin, &mut report)?;
    Ok(report)
}

/// Which columns a transform reads, shows and writes.
struct Columns {
    key: Vec<Ident>,
    shown: Vec<Ident>,
    writable: Vec<Ident>,
    /// What is selected: the key, then what is shown.
    selected: Vec<Ident>,
}

impl Columns {
    fn of(gate: &mut Gate, spec: &TransformSpec, origin: Origin) -> Result<Self, HostError> {
        let bad = |message: String| HostError::new(Fault::BadInput, message);
        let table = gate
            .inspect(&spec.table, origin)?
            .ok_or_else(|| bad(format!("there is no table `{}`", spec.table)))?;
        let key = if spec.key.is_empty() { table.primary_key().to_vec() } else { spec.key.clone() };
        if key.is_empty() {
            let message = format!(
                "`{}` has no primary key; name a unique key for the transform: `key: [\"…\"]`",
                spec.table
            );
            return Err(bad(message));
        }
        let all = || table.columns.iter().filter(|c| c.generated.is_none()).map(|c| c.name.clone());
        let shown: Vec<Ident> =
            if spec.read.is_empty() { all().collect() } else { spec.read.clone() };
        let writable: Vec<Ident> = if spec.write.is_empty() {
            all().filter(|column| !key.contains(column)).collect()
        } else {
            spec.write.clone()
        };
        for column in key.iter().chain(&shown).chain(&writable) {
            if table.column(column).is_none() {
                return Err(bad(format!("`{}` has no column `{column}`", spec.table)));
            }
        }
        let selected = key.iter().chain(&shown).cloned().collect();
        Ok(Self { key, shown, writable, selected })
    }
}

/// Reads every row and keeps what the guest says about it.
fn ask(
    gate: &mut Gate,
    spec: &TransformSpec,
    columns: &Columns,
    origin: Origin,
    on_row: OnTransform<'_>,
) -> Result<(TransformReport, Changes), CallError> {
    let query = Query::Table {
        table: spec.table.clone(),
        columns: columns.selected.clone(),
        filter: spec.filter.clone(),
        order: columns.key.clone(),
        nulls_first: false,
        limit: None,
    };
    let mut report = TransformReport::default();
    let mut changes = Changes::new(spec.batch_rows);
    let watcher = gate.watcher().clone();
    let what = format!("rows of {}", spec.table);
    gate.read("db.transform", &query, origin, &mut |_names, mut row| {
        let shown: Row = row.split_off(columns.key.len());
        let key = row;
        report.read += 1;
        if report.read % REPORT_ROWS == 0 {
            watcher.tell(Event::Progress { what: what.clone(), done: report.read, total: None });
        }
        // An error of the row function names its row itself.
        let change = match on_row(&columns.shown, &shown)? {
            RowOutcome::Keep => return Ok(()),
            RowOutcome::Delete => Change { key, columns: None, values: Row::new() },
            RowOutcome::Change(set) => match difference(columns, &shown, set) {
                Ok((names, _)) if names.is_empty() => return Ok(()),
                Ok((names, values)) => Change { key, columns: Some(names), values },
                Err(message) => {
                    let hint = Some("name it in the transform's `write` list".to_owned());
                    return Err(GuestError::Misuse { message, hint, origin });
                }
            },
        };
        changes.keep(&change).map_err(|error| GuestError::Host {
            error: HostError::caused(Fault::Fatal, error),
            origin,
        })
    })?;
    Ok((report, changes))
}

/// What really differs from the row as it was.
fn difference(
    columns: &Columns,
    shown: &Row,
    set: Vec<(Ident, sandshift_model::value::Value)>,
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

/// Writes what was kept, batch by batch.
fn write(
    gate: &mut Gate,
    spec: &TransformSpec,
    columns: &Columns,
    mut changes: Changes,
    origin: Origin,
    report: &mut TransformReport,
) -> Result<(), CallError> {
    let total = changes.len();
    let fatal = |error| HostError::caused(Fault::Fatal, error);
    let mut done = 0;
    changes.rewind().map_err(fatal)?;
    while let Some(batch) = changes.next_batch().map_err(fatal)? {
        done += batch.rows.len() as u64;
        match batch.columns {
            None => {
                report.deleted += batch.rows.len() as u64;
                for key in batch.rows {
                    let filter = Filter::Equal(columns.key.iter().cloned().zip(key).collect());
                    let delete = DeleteRows { table: spec.table.clone(), filter };
                    gate.pass_row_work(Operation::from(delete), origin)?;
                }
            }
            Some(names) => {
                report.changed += batch.rows.len() as u64;
                let update = UpdateByKey {
                    table: spec.table.clone(),
                    key: columns.key.clone(),
                    columns: names,
                    rows: batch.rows,
                };
                gate.pass_row_work(Operation::from(update), origin)?;
            }
        }
        let what = format!("rows of {} written", spec.table);
        gate.watcher().tell(Event::Progress { what, done, total: Some(total) });
    }
    Ok(())
}
