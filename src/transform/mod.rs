//! Row transforms: read a table once, ask the guest about each row, write what changed.
//!
//! The rows are read as one stream, so the guest sees the table as it was before the first
//! write. What the guest changes is kept aside (in memory first, in a temporary file when it
//! grows) and written in batches after the last row was read: memory does not grow with the table.

mod asking;
mod changes;

use sandshift_model::ident::Ident;
use sandshift_model::operation::{DeleteRows, Operation, UpdateByKey};
use sandshift_model::origin::Origin;
use sandshift_model::query::Filter;
use sandshift_sandbox::error::{Fault, HostError};
use sandshift_sandbox::host::{CallError, Host, OnTransform, TransformReport, TransformSpec};

use self::asking::ask;
use self::changes::Changes;
use crate::report::event::Event;
use crate::session::gate::Gate;

/// Runs one transform.
///
/// # Errors
///
/// The host's error, or the one that the guest gave; nothing of this transform is then
/// written.
pub fn run(
    gate: &mut Gate,
    spec: &TransformSpec,
    origin: Origin,
    on_rows: OnTransform<'_>,
) -> Result<TransformReport, CallError> {
    let columns = Columns::of(gate, spec, origin)?;
    let (mut report, changes) = ask(gate, spec, &columns, origin, on_rows)?;
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
