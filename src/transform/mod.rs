//! Row transforms: pages of a table go through a guest's function and back.
//!
//! Where writing one row cannot change another that is still to be read, a page is written as soon
//! as the guest has answered (`paged.rs`), and memory holds a few pages. Else (triggers, keys that
//! are written or hold NULL) all rows are read first and what changes is kept aside (`kept.rs`).
//! Either way the guest sees each row as it was before the transform. With `commit: "batch"` each
//! page is committed together with its checkpoint (`batched.rs`).

mod batched;
mod changes;
mod columns;
mod differing;
mod digest;
mod judging;
mod kept;
pub(crate) mod line;
mod pacing;
mod paged;
mod pipeline;
mod rejects;
mod retry;
mod tally;
mod trial;
mod waiting;

use std::num::NonZero;
use std::thread;

use sandshift_model::catalog::Catalog;
use sandshift_model::origin::Origin;
use sandshift_sandbox::error::{Fault, HostError};
use sandshift_sandbox::guest::RowFunction;
use sandshift_sandbox::host::{
    CallError, Commit, Host as _, Order, Pace, TransformReport, TransformSpec,
};

use self::columns::Columns;
use self::judging::Judge;
use self::tally::{Tally, Told};
use crate::backend::table_rows::{Access, PageSize, RowsPlan};
use crate::session::gate::Gate;
use crate::session::row_work::RowsDone;

pub use self::retry::Retried;
pub(crate) use self::retry::retry;

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
    let mut work = gate.begin_row_work(origin).map_err(host)?;
    gate.follow_transform(&spec.table.to_string(), origin).map_err(host)?;
    let columns = Columns::of(gate, spec, origin)?;
    let revision = gate.facts().revision.clone();
    let judge =
        Judge { spec, columns: &columns, dialect: gate.dialect(), origin, revision: &revision };
    let catalog = gate.catalog().map_err(host)?.clone();
    let mut tally = Tally::new(gate, &spec.table, &columns);
    let way = Way::of(gate, spec, &columns, &catalog)?;
    let plan = plan(spec, &columns, catalog);
    if !matches!(way, Way::Batched(_)) {
        rejects::prepare(gate, spec)?;
        gate.begin_keeping(columns.kept(spec, None)).map_err(host)?;
        gate.hold_together(&mut work).map_err(host)?;
    }
    waiting::within(gate, waiting::lock_wait(&way, spec), |gate| match way {
        Way::Batched(pace) => batched::run(gate, work, judge, pace, plan, function, &mut tally),
        Way::Paged => paged::run(gate, work, judge, &plan, function, &mut tally),
        Way::Kept => kept::run(gate, work, judge, function, &mut tally),
    })?;
    let Told { report, line, trial } = tally.end(spec);
    let rows = report.changed + report.deleted + report.inserted;
    let done = RowsDone { table: &spec.table, line, rows, trial };
    gate.end_row_work(work, done).map_err(host)?;
    Ok(report)
}

/// How rows are read and written.
enum Way<'s> {
    /// A page after the other, each committed.
    Batched(&'s Pace),
    /// A page after the other.
    Paged,
    /// All read before any is written.
    Kept,
}

impl<'s> Way<'s> {
    fn of(
        gate: &Gate,
        spec: &'s TransformSpec,
        columns: &Columns,
        catalog: &Catalog,
    ) -> Result<Self, CallError> {
        let reaches_others = paged::reaches_others(spec, columns, catalog);
        match (&spec.commit, reaches_others) {
            (Commit::Migration, Some(_)) => Ok(Self::Kept),
            (Commit::Migration, None) => Ok(Self::Paged),
            (Commit::Batch(pace), None) if gate.commits_pages() => Ok(Self::Batched(pace)),
            // A dry run keeps nothing, so that there is nothing to go on from.
            (Commit::Batch(_), None) => Ok(Self::Paged),
            (Commit::Batch(_), Some(why)) => {
                let message = format!(
                    "the rows of `{}` cannot be committed batch by batch: {why}",
                    spec.table
                );
                Err(HostError::new(Fault::BadInput, message).into())
            }
        }
    }
}

fn plan(spec: &TransformSpec, columns: &Columns, catalog: Catalog) -> RowsPlan {
    RowsPlan {
        table: spec.table.clone(),
        catalog,
        columns: columns.selected.clone(),
        key: columns.key.clone(),
        filter: spec.filter.clone(),
        behind: None,
        descending: spec.order == Some(Order::Descending),
        access: match (&spec.commit, spec.order) {
            (Commit::Migration, None) => Access::Fastest,
            (Commit::Batch(_), _) | (_, Some(_)) => Access::InOrder,
        },
    }
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
