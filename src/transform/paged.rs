//! Transforms that write each page as soon as the guest has answered.

use sandshift_model::catalog::Catalog;
use sandshift_model::constraint::{ConstraintBody, ReferentialAction};
use sandshift_model::query::Row;
use sandshift_sandbox::error::{Fault, HostError};
use sandshift_sandbox::guest::RowFunction;
use sandshift_sandbox::host::{CallError, Refused, TransformSpec};

use super::columns::Columns;
use super::judging::{Judge, Judged};
use super::pipeline::Pipeline;
use super::tally::Tally;
use super::{host, page_size, threads};
use crate::backend::table_rows::RowsPlan;
use crate::session::gate::Gate;
use crate::session::row_work::{RowWork, Written};

/// How often a page is read again before the transform gives up.
const TURNS: usize = 10;

/// Why writing one row may change what is read of another; none when it cannot.
pub(super) fn reaches_others(
    spec: &TransformSpec,
    columns: &Columns,
    catalog: &Catalog,
) -> Option<&'static str> {
    if !columns.has_whole_keys {
        Some("a column of the key may hold NULL; name a key without NULL")
    } else if columns.writes_key() {
        Some("it writes a column of the key; leave it out of `write`")
    } else if catalog.triggers.keys().any(|(table, _)| *table == spec.table) {
        Some("a trigger of the table may change other rows of it")
    } else if points_at_itself(spec, catalog) {
        Some("a foreign key of the table to itself may change other rows of it")
    } else {
        None
    }
}

/// Tells whether a change of a row may reach others of the same table through a foreign key.
fn points_at_itself(spec: &TransformSpec, catalog: &Catalog) -> bool {
    let table = catalog.tables.get(&spec.table);
    table.is_some_and(|table| {
        table.constraints.iter().any(|constraint| match &constraint.body {
            ConstraintBody::ForeignKey(key) => {
                key.references == spec.table && (reaches(key.on_delete) || reaches(key.on_update))
            }
            _ => false,
        })
    })
}

fn reaches(action: Option<ReferentialAction>) -> bool {
    !matches!(action, None | Some(ReferentialAction::NoAction | ReferentialAction::Restrict))
}

/// Runs a transform.
pub(super) fn run(
    gate: &mut Gate,
    work: RowWork,
    judge: Judge<'_>,
    plan: &RowsPlan,
    function: &dyn RowFunction,
    tally: &mut Tally<'_>,
) -> Result<(), CallError> {
    let spec = judge.spec;
    let far = gate.cancel().far();
    gate.on_rows("reading rows", |rows| rows.open_rows(plan.clone())).map_err(host)?;
    drop(far);
    let mut way = Way { gate, work, plan, tally, refused: &spec.refused };
    let outcome = std::thread::scope(|scope| {
        let mut pipeline = Pipeline::new(scope, function, judge, threads(spec));
        let (mut stale, mut pages) = (Vec::new(), 0_u64);
        loop {
            let rows = way.gate.next_rows(page_size(spec)).map_err(host)?;
            if rows.is_empty() {
                break;
            }
            pages += 1;
            if pages == 2 {
                // Whoever watches more than a page wants to know how much there is.
                let _far = way.gate.cancel().far();
                let total = way.gate.on_rows("counting rows", |rows| rows.count_rows(plan));
                way.tally.expect(total.map_err(host)?);
            }
            pipeline.push(rows, &mut |page| way.write(page, &mut stale))?;
            way.again(&mut pipeline, &mut stale)?;
        }
        pipeline.finish(&mut |page| way.write(page, &mut stale))?;
        way.again(&mut pipeline, &mut stale)
    });
    if let Ok(rows) = way.gate.rows() {
        rows.close_rows();
    }
    outcome
}

/// Where pages go that were judged.
struct Way<'w, 't> {
    gate: &'w mut Gate,
    work: RowWork,
    plan: &'w RowsPlan,
    tally: &'w mut Tally<'t>,
    refused: &'w Refused,
}

impl Way<'_, '_> {
    /// Writes a page; its rows go to `stale` when another session has changed some of them.
    fn write(&mut self, page: Judged, stale: &mut Vec<Row>) -> Result<(), CallError> {
        let Judged { rows, changes, .. } = &page;
        match self.gate.write_rows(self.work, self.plan, rows, changes).map_err(host)? {
            Written::All => {
                insert(self.gate, self.work, &page)?;
                self.tally.add(&page);
                self.tally.page();
                self.tally.must_bear(self.refused)?;
            }
            Written::Stale => stale.extend(page.rows),
        }
        Ok(())
    }

    /// Reads rows once more that another session has changed, this time so that it cannot again.
    fn again(
        &mut self,
        pipeline: &mut Pipeline<'_, '_>,
        stale: &mut Vec<Row>,
    ) -> Result<(), CallError> {
        for _ in 0..TURNS {
            if stale.is_empty() {
                return Ok(());
            }
            let rows = std::mem::take(stale);
            let far = self.gate.cancel().far();
            let rows = self.gate.on_rows("reading rows again", |on| on.read_again(&rows));
            drop(far);
            let page = pipeline.ask(rows.map_err(host)?)?;
            self.write(page, stale)?;
        }
        if stale.is_empty() {
            return Ok(());
        }
        let message = "other sessions keep changing the rows of the transform";
        Err(HostError::new(Fault::Fatal, message).into())
    }
}

/// Inserts the rows of other tables that come with a page.
pub(super) fn insert(gate: &mut Gate, work: RowWork, page: &Judged) -> Result<(), CallError> {
    for insert in &page.inserts {
        gate.row_work(work, &insert.clone().into()).map_err(host)?;
    }
    Ok(())
}
