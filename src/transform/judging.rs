//! From what a guest says of rows to what is written.

use sandshift_model::ident::Ident;
use sandshift_model::origin::Origin;
use sandshift_model::query::Row;
use sandshift_model::value::{Value, shown};
use sandshift_sandbox::error::GuestError;
use sandshift_sandbox::guest::RowWorker;
use sandshift_sandbox::host::{Level, RowOutcome, TransformSpec};

use super::columns::Columns;
use super::digest::Digest;
use crate::backend::dialect::Dialect;
use crate::backend::table_rows::{PageChanges, Update};

/// What all pages of a transform are judged by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judge<'t> {
    pub(super) spec: &'t TransformSpec,
    pub(super) columns: &'t Columns,
    pub(super) dialect: &'static dyn Dialect,
    pub(super) origin: Origin,
}

/// A page with what becomes of its rows.
#[derive(Debug, Default)]
pub(super) struct Judged {
    pub(super) rows: Vec<Row>,
    pub(super) changes: PageChanges,
    /// A digest of the changes.
    pub(super) digest: Digest,
    /// What the guest said meanwhile.
    pub(super) lines: Vec<(Level, String)>,
}

impl Judge<'_> {
    /// Asks about the rows of a page.
    pub(super) fn judge(
        &self,
        worker: &mut dyn RowWorker,
        rows: Vec<Row>,
    ) -> Result<Judged, GuestError> {
        // An error of the guest names its row itself.
        let outcomes = worker.rows(&self.columns.shown, &rows)?;
        let mut judged = Judged { lines: worker.take_lines(), ..Judged::default() };
        for (at, (row, outcome)) in rows.iter().zip(outcomes).enumerate() {
            self.add(&mut judged, at, row, outcome)?;
        }
        judged.rows = rows;
        Ok(judged)
    }

    fn add(
        &self,
        judged: &mut Judged,
        at: usize,
        row: &Row,
        outcome: RowOutcome,
    ) -> Result<(), GuestError> {
        match outcome {
            RowOutcome::Keep => {}
            RowOutcome::Delete => {
                judged.digest.add_deletion(&self.columns.key_of(row));
                judged.changes.deletes.push(at);
            }
            RowOutcome::Change(set) => {
                let (columns, values) = self.difference(row, set)?;
                if columns.is_empty() {
                    return Ok(());
                }
                judged.digest.add_change(&self.columns.key_of(row), &columns, &values);
                let updates = &mut judged.changes.updates;
                let same = updates.iter_mut().rev().find(|update| update.columns == columns);
                match same {
                    Some(update) => {
                        update.rows.push(at);
                        update.values.push(values);
                    }
                    None => updates.push(Update { columns, rows: vec![at], values: vec![values] }),
                }
            }
        }
        Ok(())
    }

    /// What really differs from the row as it was.
    fn difference(
        &self,
        row: &Row,
        set: Vec<(Ident, Value)>,
    ) -> Result<(Vec<Ident>, Row), GuestError> {
        let mut names = Vec::with_capacity(set.len());
        let mut values = Row::with_capacity(set.len());
        for (name, value) in set {
            let before = self.columns.shown.iter().position(|column| *column == name);
            if before.and_then(|at| row.get(at)) == Some(&value) {
                continue;
            }
            if !self.columns.writable.contains(&name) {
                let message = format!(
                    "the row function changed `{name}`, which the transform does not write"
                );
                let hint = "name it in the transform's `write` list";
                return Err(self.misuse(row, message, Some(hint)));
            }
            if let Err(error) = self.dialect.holds(&value) {
                let message = format!("column `{name}` cannot become {}: {error}", shown(&value));
                return Err(self.misuse(row, message, None));
            }
            names.push(name);
            values.push(value);
        }
        Ok((names, values))
    }

    fn misuse(&self, row: &Row, message: String, hint: Option<&str>) -> GuestError {
        let message =
            format!("{message} (`{}` row with {})", self.spec.table, self.columns.named(row));
        GuestError::Misuse { message, hint: hint.map(str::to_owned), origin: self.origin }
    }
}
