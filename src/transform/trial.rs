//! What the summary of a dry run says of a transform: some rows before and after, and how long it takes.

use sandshift_model::ident::Ident;
use sandshift_model::query::Row;
use sandshift_model::value::{Value, shown};
use sandshift_sandbox::host::{Commit, TransformReport, TransformSpec};

use super::columns::Columns;
use super::judging::Judged;
use crate::report::rows::rate;
use crate::session::transcript::{ChangedRow, ChangedValue, Trial};

/// Rows that are shown.
const ROWS: usize = 3;

/// Keeps the first rows that change.
#[derive(Debug, Default)]
pub(super) struct Sample(Vec<ChangedRow>);

impl Sample {
    /// Takes rows of a page while there is room for more.
    pub(super) fn take(&mut self, columns: &Columns, judged: &Judged) {
        if self.0.len() >= ROWS {
            return;
        }
        let updates = judged.changes.updates.iter();
        let mut changed: Vec<(usize, ChangedRow)> = updates
            .flat_map(|update| {
                let rows = update.rows.iter().zip(&*update.values).take(ROWS);
                rows.map(|(at, new)| {
                    (*at, changed(columns, &judged.rows[*at], &update.columns, new))
                })
            })
            .collect();
        changed.sort_by_key(|(at, _)| *at);
        let room = ROWS - self.0.len();
        self.0.extend(changed.into_iter().take(room).map(|(_, row)| row));
    }

    /// What the summary says, for a transform that took so long here.
    pub(super) fn end(self, spec: &TransformSpec, report: TransformReport, micros: u64) -> Trial {
        let rests = match &spec.commit {
            Commit::Migration => 0,
            Commit::Batch(pace) => {
                let pages = match pace.target_millis {
                    Some(target) => micros.div_ceil(u64::from(target.max(1)) * 1_000),
                    None => report.read.div_ceil(u64::from(spec.batch_rows.max(1))),
                };
                pages.saturating_mul(u64::from(pace.pause_millis) * 1_000)
            }
        };
        let (rate, micros) = (rate(report.read, micros), micros.saturating_add(rests));
        Trial { report, sample: self.0, rate, micros }
    }
}

/// A row before and after.
fn changed(columns: &Columns, old: &Row, names: &[Ident], new: &Row) -> ChangedRow {
    let value = |(name, new): (&Ident, _)| ChangedValue {
        column: name.to_string(),
        old: shown(columns.value(old, name).unwrap_or(&Value::Null)),
        new: shown(new),
    };
    ChangedRow { key: columns.named(old), values: names.iter().zip(new).map(value).collect() }
}
