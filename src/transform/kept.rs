//! Transforms that read all rows before they write any: what changes is kept aside, in memory first
//! and in a temporary file when it grows.

use sandshift_model::operation::{DeleteRows, InsertRows, UpdateByKey};
use sandshift_model::query::{Filter, Query, Row};
use sandshift_model::value::Value;
use sandshift_sandbox::error::{Fault, GuestError, HostError};
use sandshift_sandbox::guest::RowFunction;
use sandshift_sandbox::host::{CallError, Order};

use super::changes::{Change, Changes};
use super::judging::{Judge, Judged};
use super::pipeline::Pipeline;
use super::tally::Tally;
use super::{host, page_size, threads};
use crate::session::gate::Gate;
use crate::session::row_work::RowWork;

/// Runs a transform.
pub(super) fn run(
    gate: &mut Gate,
    work: RowWork,
    judge: Judge<'_>,
    function: &dyn RowFunction,
    tally: &mut Tally<'_>,
) -> Result<(), CallError> {
    let mut changes = Changes::new(judge.spec.batch_rows);
    read(gate, judge, function, tally, &mut changes)?;
    write(gate, work, judge, changes, tally)
}

/// Reads every row and keeps what the guest says about it.
fn read(
    gate: &mut Gate,
    judge: Judge<'_>,
    function: &dyn RowFunction,
    tally: &mut Tally<'_>,
    changes: &mut Changes,
) -> Result<(), CallError> {
    let (spec, columns) = (judge.spec, judge.columns);
    let query = Query::Table {
        table: spec.table.clone(),
        columns: columns.selected.clone(),
        filter: spec.filter.clone(),
        order: columns.key.clone(),
        descending: spec.order == Some(Order::Descending),
        nulls_first: false,
        limit: None,
    };
    let mut take = |page: Judged| -> Result<(), CallError> {
        tally.add(&page);
        tally.page();
        tally.must_bear(&spec.refused)?;
        Ok(keep(changes, judge, page).map_err(|error| HostError::caused(Fault::Fatal, error))?)
    };
    std::thread::scope(|scope| {
        let mut pipeline = Pipeline::new(scope, function, judge, threads(spec));
        let size = page_size(spec);
        let (mut page, mut bytes): (Vec<Row>, usize) = (Vec::new(), 0);
        let mut stopped = None;
        let read = gate.read("db.transform", &query, judge.origin, &mut |_, row| {
            bytes += row.iter().map(Value::held_bytes).sum::<usize>();
            page.push(row);
            if page.len() < size.rows && bytes < size.bytes {
                return Ok(());
            }
            bytes = 0;
            pipeline.push(std::mem::take(&mut page), &mut take).map_err(|error| {
                stopped = Some(error);
                stop(judge)
            })
        });
        if let Some(error) = stopped {
            return Err(error);
        }
        read?;
        if !page.is_empty() {
            pipeline.push(page, &mut take)?;
        }
        pipeline.finish(&mut take)
    })
}

/// Ends a query; the error behind it is kept elsewhere.
fn stop(judge: Judge<'_>) -> GuestError {
    let message = "the transform ended".to_owned();
    GuestError::Misuse { message, hint: None, origin: judge.origin }
}

fn keep(changes: &mut Changes, judge: Judge<'_>, page: Judged) -> std::io::Result<()> {
    for InsertRows { table, columns, rows } in page.inserts {
        for values in rows {
            let (into, columns) = (Some(table.clone()), Some(columns.clone()));
            changes.keep(&Change { into, key: Row::new(), columns, values })?;
        }
    }
    for update in page.changes.updates {
        for (at, values) in update.rows.into_iter().zip(&*update.values) {
            let (key, columns) =
                (judge.columns.key_of(&page.rows[at]), Some(update.columns.clone()));
            let values = values.clone();
            changes.keep(&Change { into: None, key, columns, values })?;
        }
    }
    for at in page.changes.deletes {
        let key = judge.columns.key_of(&page.rows[at]);
        changes.keep(&Change { into: None, key, columns: None, values: Row::new() })?;
    }
    Ok(())
}

/// Writes what was kept, batch by batch.
fn write(
    gate: &mut Gate,
    work: RowWork,
    judge: Judge<'_>,
    mut changes: Changes,
    tally: &Tally<'_>,
) -> Result<(), CallError> {
    let (spec, key) = (judge.spec, &judge.columns.key);
    let fatal = |error| HostError::caused(Fault::Fatal, error);
    let mut done = 0;
    changes.rewind().map_err(fatal)?;
    while let Some(batch) = changes.next_batch().map_err(fatal)? {
        done += batch.rows.len() as u64;
        match batch.columns {
            Some(columns) if batch.into.is_some() => {
                let Some(table) = batch.into else { continue };
                let insert = InsertRows { table, columns, rows: batch.rows };
                gate.row_work(work, &insert.into()).map_err(host)?;
            }
            None => {
                for row in batch.rows {
                    let filter = Filter::Equal(key.iter().cloned().zip(row).collect());
                    let delete = DeleteRows { table: spec.table.clone(), filter };
                    gate.row_work(work, &delete.into()).map_err(host)?;
                }
            }
            Some(columns) => {
                let (table, key, rows) = (spec.table.clone(), key.clone(), batch.rows);
                let meant = rows.len() as u64;
                let update = UpdateByKey { table, key, columns, rows };
                let found = gate.row_work(work, &update.into()).map_err(host)?;
                // A trigger may let a row be, but no row may be taken for another.
                if found > meant {
                    return Err(ambiguous(judge, meant, found).into());
                }
            }
        }
        tally.written(done);
    }
    Ok(())
}

fn ambiguous(judge: Judge<'_>, meant: u64, found: u64) -> HostError {
    let key: Vec<&str> = judge.columns.key.iter().map(|name| name.as_str()).collect();
    let message = format!(
        "{} does not tell the rows of `{}` apart: {meant} of them were to change and {found} would",
        key.join(", "),
        judge.spec.table
    );
    HostError::new(Fault::BadInput, message)
}
