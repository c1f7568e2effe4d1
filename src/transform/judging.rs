//! From what a guest says of rows to what is written.

use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::operation::InsertRows;
use sandshift_model::origin::Origin;
use sandshift_model::query::Row;
use sandshift_model::value::{Value, shown};
use sandshift_sandbox::error::GuestError;
use sandshift_sandbox::guest::RowWorker;
use sandshift_sandbox::host::{
    Inserted, Level, Refused, RowOutcome, TransformReport, TransformSpec,
};

use super::columns::Columns;
use super::differing::Differing;
use super::digest::Digest;
use super::rejects;
use crate::backend::dialect::Dialect;
use crate::backend::table_rows::PageChanges;

/// What all pages of a transform are judged by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judge<'t> {
    pub(super) spec: &'t TransformSpec,
    pub(super) columns: &'t Columns,
    pub(super) dialect: &'static dyn Dialect,
    pub(super) origin: Origin,
    pub(super) revision: &'t str,
}

/// A page with what becomes of its rows.
#[derive(Debug, Default)]
pub(super) struct Judged {
    pub(super) rows: Vec<Row>,
    pub(super) changes: PageChanges,
    /// Rows of other tables that come with it, those of the table of refused rows among them.
    pub(super) inserts: Vec<InsertRows>,
    /// Rows that the guest refused.
    pub(super) refused: u64,
    /// A digest of the changes.
    pub(super) digest: Digest,
    /// What the guest said meanwhile.
    pub(super) lines: Vec<(Level, String)>,
}

impl Judged {
    /// Adds a row of another table.
    fn insert(&mut self, table: ObjectName, columns: Vec<Ident>, values: Row) {
        self.digest.add_insert(&table, &columns, &values);
        let same = |insert: &&mut InsertRows| insert.table == table && insert.columns == columns;
        match self.inserts.iter_mut().rev().find(same) {
            Some(insert) => insert.rows.push(values),
            None => self.inserts.push(InsertRows { table, columns, rows: vec![values] }),
        }
    }

    /// How many rows it is about. Refused rows are not among those that are inserted.
    pub(super) fn report(&self) -> TransformReport {
        let inserts: usize = self.inserts.iter().map(|insert| insert.rows.len()).sum();
        let deleted = self.changes.deletes.len() as u64;
        TransformReport {
            read: self.rows.len() as u64,
            changed: self.changes.count() - deleted,
            deleted,
            inserted: (inserts as u64).saturating_sub(self.refused),
            refused: self.refused,
        }
    }
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
        let inserted = worker.take_inserted();
        let mut judged = Judged { lines: worker.take_lines(), ..Judged::default() };
        for Inserted { by, table, values } in inserted {
            let (columns, values): (Vec<Ident>, Row) = values.into_iter().unzip();
            for value in &values {
                self.must_hold(&rows[by], &columns, value)?;
            }
            judged.insert(table, columns, values);
        }
        let mut differing = Differing::new(self);
        for (at, (row, outcome)) in rows.iter().zip(outcomes).enumerate() {
            match outcome {
                RowOutcome::Change { columns, values } => {
                    differing.add(at, row, columns, values)?;
                }
                outcome => self.add(&mut judged, at, row, outcome)?,
            }
        }
        let (updates, digest) = differing.end();
        judged.changes.updates = updates;
        judged.digest += digest;
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
            RowOutcome::Keep | RowOutcome::Change { .. } => {}
            RowOutcome::Refuse(reason) => match &self.spec.refused {
                Refused::Fail => {
                    let message = self.naming(row, &reason);
                    return Err(GuestError::Thrown { message, origin: self.origin });
                }
                Refused::Collect { into, .. } => {
                    let (columns, values) = self.refusal(row, reason);
                    judged.insert(into.clone(), columns, values);
                    judged.refused += 1;
                }
            },
            RowOutcome::Delete => {
                judged.digest.add_deletion(self.columns.key_values(row));
                judged.changes.deletes.push(at);
            }
        }
        Ok(())
    }

    pub(super) fn not_written(&self, row: &Row, name: &Ident) -> GuestError {
        let message =
            format!("the row function changed `{name}`, which the transform does not write");
        self.misuse(row, message, Some("name it in the transform's `write` list"))
    }

    /// Makes sure that the database can hold a value.
    pub(super) fn must_hold(
        &self,
        row: &Row,
        names: &[Ident],
        value: &Value,
    ) -> Result<(), GuestError> {
        let Err(error) = self.dialect.holds(value) else { return Ok(()) };
        let names: Vec<&str> = names.iter().map(Ident::as_str).collect();
        let message =
            format!("column `{}` cannot become {}: {error}", names.join("`, `"), shown(value));
        Err(self.misuse(row, message, None))
    }

    /// What the table of refused rows holds of one.
    fn refusal(&self, row: &Row, reason: String) -> (Vec<Ident>, Row) {
        let key = serde_json::to_string(&self.columns.key_of(row)).unwrap_or_default();
        let table = self.spec.table.to_string();
        let values = [self.revision.to_owned(), table, key, reason].map(Value::Text);
        (rejects::columns(), values.to_vec())
    }

    fn misuse(&self, row: &Row, message: String, hint: Option<&str>) -> GuestError {
        let message = self.naming(row, &message);
        GuestError::Misuse { message, hint: hint.map(str::to_owned), origin: self.origin }
    }

    /// A message that names its row.
    fn naming(&self, row: &Row, message: &str) -> String {
        format!("{message} (`{}` row with {})", self.spec.table, self.columns.named(row))
    }
}
