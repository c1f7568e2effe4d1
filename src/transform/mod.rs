//! Row transforms: pages of a table go through a guest's function and back.
//!
//! Where writing one row cannot change another that is still to be read, a page is written as soon
//! as the guest has answered (`paged.rs`), and memory holds a few pages. Else (triggers, keys that
//! are written or hold NULL) all rows are read first and what changes is kept aside (`kept.rs`).
//! Either way the guest sees each row as it was before the transform.

mod changes;
mod columns;
mod digest;
mod judging;
mod kept;
mod paged;
mod pipeline;
mod tally;

use std::num::NonZero;
use std::thread;

use sandshift_model::origin::Origin;
use sandshift_sandbox::guest::RowFunction;
use sandshift_sandbox::host::{CallError, TransformReport, TransformSpec};

use self::columns::Columns;
use self::judging::Judge;
use self::tally::Tally;
use crate::backend::table_rows::PageSize;
use crate::session::gate::Gate;

/// A page ends when its texts and bytes are this long, however few rows it has.
const PAGE_BYTES: usize = 4 << 20;

/// Runs one transform.
///
/// # Errors
///
/// The host's error, or the one that the guest gave; the migration has to be undone then.
pub fn run(
    gate: &mut Gate,
    spec: &TransformSpec,
    origin: Origin,
    function: &dyn RowFunction,
) -> Result<TransformReport, CallError> {
    let work = gate.begin_row_work(origin).map_err(host)?;
    let columns = Columns::of(gate, spec, origin)?;
    let judge = Judge { spec, columns: &columns, dialect: gate.dialect(), origin };
    let catalog = gate.catalog().map_err(host)?.clone();
    let mut tally = Tally::new(gate.watcher().clone(), &spec.table);
    if paged::is_possible(spec, &columns, &catalog) {
        paged::run(gate, work, judge, catalog, function, &mut tally)?;
    } else {
        kept::run(gate, work, judge, function, &mut tally)?;
    }
    let (report, said) = tally.end(&spec.table);
    gate.end_row_work(work, said, report.changed + report.deleted).map_err(host)?;
    Ok(report)
}

fn host(error: crate::session::error::SessionError) -> CallError {
    CallError::Host(error.into())
}

/// Threads that ask the guest.
fn threads(spec: &TransformSpec) -> usize {
    match spec.parallel {
        Some(threads) => threads as usize,
        None => thread::available_parallelism().map_or(1, NonZero::get),
    }
}

fn page_size(spec: &TransformSpec) -> PageSize {
    PageSize { rows: spec.batch_rows.clamp(1, 100_000) as usize, bytes: PAGE_BYTES }
}
