//! Refused rows, given to their row function again.
//!
//! Rows are read by their keys, asked about and written in one transaction with their places in the table
//! of refused rows: those that are done now leave it, and those that are refused again stay in it with the
//! new reason.

use sandshift_model::origin::Origin;
use sandshift_model::query::Row;
use sandshift_model::value::Value;
use sandshift_sandbox::error::{Fault, HostError};
use sandshift_sandbox::guest::{RowFunction, RowWorker};
use sandshift_sandbox::host::{CallError, Host as _, Refused, TransformReport, TransformSpec};

use super::columns::Columns;
use super::host;
use super::judging::Judge;
use super::paged::insert;
use super::rejects::{Reject, Rejects};
use crate::backend::table_rows::{Access, RowsPlan};
use crate::report::event::Event;
use crate::session::error::SessionError;
use crate::session::gate::Gate;
use crate::session::row_work::{RowWork, Written};

/// What came of the refused rows of one transform.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Retried {
    /// The table whose rows they are.
    pub table: String,
    /// The table that they were in.
    pub into: String,
    /// What the function said of those that are still there.
    pub report: TransformReport,
    /// Rows that are gone, or that the transform's condition leaves out now.
    pub gone: u64,
}

/// Gives the refused rows of a transform to its function again.
///
/// # Errors
///
/// The host's error, or the one that the guest gave; rows that were done before it stay done.
pub(crate) fn retry(
    gate: &mut Gate,
    spec: &TransformSpec,
    origin: Origin,
    function: &dyn RowFunction,
) -> Result<Retried, CallError> {
    let Refused::Collect { into, .. } = &spec.refused else {
        let message = format!("the transform of `{}` has no `refused` any more", spec.table);
        return Err(HostError::new(Fault::BadInput, message).into());
    };
    let work = gate.begin_row_work(origin).map_err(host)?;
    let columns = Columns::of(gate, spec, origin)?;
    let revision = gate.facts().revision.clone();
    let judge =
        Judge { spec, columns: &columns, dialect: gate.dialect(), origin, revision: &revision };
    let rejects = Rejects { into, revision: &revision, table: &spec.table };
    let all = rejects.read(gate, origin, columns.key.len())?;
    let catalog = gate.catalog().map_err(host)?.clone();
    let plan = RowsPlan { access: Access::Keys, ..super::plan(spec, &columns, catalog) };
    let retried =
        Retried { table: spec.table.to_string(), into: into.to_string(), ..Retried::default() };
    let mut way = Way { gate, work, judge, plan, rejects, retried };
    let mut worker = function.worker()?;
    for page in all.chunks(spec.batch_rows.max(1) as usize) {
        way.page(&mut *worker, page)?;
    }
    Ok(way.retried)
}

/// Refused rows on their way.
struct Way<'w> {
    gate: &'w mut Gate,
    work: RowWork,
    judge: Judge<'w>,
    plan: RowsPlan,
    rejects: Rejects<'w>,
    retried: Retried,
}

impl Way<'_> {
    /// Does a page of them in a transaction of its own.
    fn page(&mut self, worker: &mut dyn RowWorker, page: &[Reject]) -> Result<(), CallError> {
        self.gate.begin_page().map_err(host)?;
        let done = self.try_page(worker, page);
        if done.is_err() {
            self.gate.undo_open_page();
        }
        done
    }

    fn try_page(&mut self, worker: &mut dyn RowWorker, page: &[Reject]) -> Result<(), CallError> {
        let rows = self.read(page).map_err(host)?;
        let judged = self.judge.judge(worker, rows)?;
        for reject in page {
            self.rejects.forget(self.gate, self.work, reject)?;
        }
        let (rows, changes) = (&judged.rows, &judged.changes);
        match self.gate.write_rows(self.work, &self.plan, rows, changes).map_err(host)? {
            Written::All => insert(self.gate, self.work, &judged)?,
            Written::Stale => {
                let message = format!("`{}` did not take all of the changes", self.retried.table);
                return Err(HostError::new(Fault::Fatal, message).into());
            }
        }
        self.gate.hold_fence().map_err(host)?;
        self.gate.commit_page().map_err(host)?;
        self.retried.report += judged.report();
        self.retried.gone += (page.len() - rows.len().min(page.len())) as u64;
        for (level, message) in judged.lines {
            self.gate.watcher().tell(Event::Log { level, message });
        }
        Ok(())
    }

    /// Reads the rows that are still there, and keeps other sessions from changing them.
    fn read(&mut self, page: &[Reject]) -> Result<Vec<Row>, SessionError> {
        let row = |reject: &Reject| {
            let mut row = vec![Value::Null; self.plan.columns.len()];
            for (name, value) in self.plan.key.iter().zip(&reject.key) {
                if let Some(at) = self.plan.columns.iter().position(|column| column == name) {
                    row[at] = value.clone();
                }
            }
            row
        };
        let asked: Vec<Row> = page.iter().map(row).collect();
        let plan = self.plan.clone();
        self.gate.on_rows("reading refused rows", |rows| {
            rows.open_rows(plan)?;
            rows.read_again(&asked)
        })
    }
}
