//! Keeping the rows of a transform, page by page, and those that it inserts into other tables.

use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::operation::{Inverse, Operation, RowChange};
use sandshift_model::query::{Filter, Row};
use sandshift_model::value::Value;
use sandshift_sandbox::host::TransformReport;

use super::tables::own;
use super::wanted::{KEYS, columns, lost};
use super::{Kept, UndoLimits, way_back};
use crate::backend::table_rows::{PageChanges, RowsPlan};
use crate::backend::undo::{Side, Which, forget, keep, kept_rows};
use crate::report::event::Event;
use crate::session::error::SessionError;
use crate::session::gate::Gate;

/// What a transform keeps.
#[derive(Debug)]
pub struct RowKeeping {
    limits: UndoLimits,
    /// Its table with the columns that it writes.
    updated: Kept,
    /// Its table with all columns.
    pub(super) deleted: Kept,
    /// The tables that it inserts rows into.
    pub(super) inserted: Vec<Kept>,
    /// A table whose inserted rows stay: that of refused rows.
    pub(super) refused: Option<ObjectName>,
    /// What it has done so far.
    done: PageKept,
    /// What does not come back with rows that are updated, and with those that are deleted.
    lost: [Option<String>; 2],
    /// Why nothing is kept any more.
    stopped: Option<String>,
}

/// The table of a transform.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Transformed<'t> {
    pub(crate) table: &'t ObjectName,
    pub(crate) key: &'t [Ident],
    pub(crate) writable: &'t [Ident],
    /// The table of refused rows.
    pub(crate) refused: Option<&'t ObjectName>,
    /// What an interrupted run has done; none at the begin.
    pub(crate) goes_on: Option<TransformReport>,
}

/// The statements that keep rows of a page.
#[derive(Debug, Default)]
pub(in crate::session) struct PageTexts {
    /// Before it is written.
    pub(in crate::session) before: Vec<String>,
    /// After it.
    pub(in crate::session) after: Vec<String>,
    kept: PageKept,
}

/// How much was kept.
#[derive(Debug, Clone, Copy, Default)]
struct PageKept {
    updated: u64,
    deleted: u64,
    bytes: u64,
}

impl RowKeeping {
    /// The way back of the transform.
    pub(in crate::session) fn inverse(self) -> Inverse {
        if let Some(reason) = self.stopped {
            return Inverse::None { reason };
        }
        let inserted = self.inserted.iter().rev();
        let mut operations: Vec<_> =
            inserted.map(|kept| kept.restore(RowChange::Inserted)).collect();
        let [mut lost, lost_deleted] = self.lost;
        if self.done.deleted > 0 {
            operations.push(self.deleted.restore(RowChange::Deleted));
            lost = lost.or(lost_deleted);
        }
        if self.done.updated > 0 {
            operations.push(self.updated.restore(RowChange::Updated));
        }
        way_back(operations, lost)
    }

    /// Forgets undo tables of other tables that are not there any more.
    pub(super) fn forget_others(&mut self, is_there: impl Fn(&ObjectName) -> bool) {
        self.inserted.retain(|kept| is_there(&kept.undo_table));
    }

    pub(super) fn stop(&mut self, reason: String) {
        self.stopped.get_or_insert(reason);
    }
}

impl Gate {
    /// Begins to keep the rows of a transform, where rows are kept.
    pub(crate) fn begin_keeping(&mut self, of: Transformed<'_>) -> Result<(), SessionError> {
        self.scope.row_keeping = None;
        let Some(limits) = self.run.undo.keep else { return Ok(()) };
        let catalog = self.catalog.get(&mut *self.sink)?;
        let Some(table) = catalog.tables.get(of.table).cloned() else { return Ok(()) };
        let lost = [RowChange::Updated, RowChange::Deleted].map(|c| lost(&table, catalog, c));
        let written = columns(&table, of.key, of.writable, RowChange::Updated);
        let all = columns(&table, of.key, &[], RowChange::Deleted).unwrap_or_default();
        let mut stopped = written.as_ref().err().cloned();
        if !self.may_make_undo_table(&table, of.key) {
            stopped = Some("it stands inside `db.attempt`, where no undo table is made".to_owned());
        }
        let operation = self.scope.undo.len() as u64;
        let key = of.key.to_vec();
        let undo_table = of.table.clone();
        let mut deleted = Kept { table, undo_table, operation, key, columns: all };
        if stopped.is_none() {
            stopped = self.null_in_key(&deleted)?;
        }
        if stopped.is_none() {
            let goes_on = of.goes_on.is_some();
            deleted.undo_table =
                self.undo_table(&deleted.table, &deleted.key, operation, goes_on)?;
        }
        let updated = Kept { columns: written.unwrap_or_default(), ..deleted.clone() };
        let (refused, done) = (of.refused.cloned(), PageKept::default());
        let mut keeping =
            RowKeeping { limits, updated, deleted, inserted: vec![], refused, done, lost, stopped };
        if let Some(report) = of.goes_on {
            self.go_on_keeping(&mut keeping, report)?;
        }
        self.scope.row_keeping = Some(keeping);
        Ok(())
    }

    /// Goes on with what an interrupted run has kept, when that is all that it has changed.
    fn go_on_keeping(
        &mut self,
        keeping: &mut RowKeeping,
        report: TransformReport,
    ) -> Result<(), SessionError> {
        let sql = kept_rows(self.dialect, keeping.deleted.image()).map_err(own)?;
        let kept = self.two_numbers(sql)?.map_or(0, |(rows, _)| rows);
        if kept != report.changed + report.deleted || report.inserted > 0 {
            keeping.stop("not all of its rows were kept before it was interrupted".to_owned());
        }
        keeping.done =
            PageKept { updated: report.changed, deleted: report.deleted, ..PageKept::default() };
        Ok(())
    }

    /// The statements that keep rows of a page; none when nothing is kept.
    pub(in crate::session) fn page_texts(
        &self,
        plan: &RowsPlan,
        rows: &[Row],
        changes: &PageChanges,
    ) -> Result<PageTexts, SessionError> {
        if self.keeping().is_none() {
            return Ok(PageTexts::default());
        }
        let key = |at: &usize| plan.key_of(&rows[*at]);
        let updated: Vec<Row> =
            changes.updates.iter().flat_map(|update| &update.rows).map(key).collect();
        let deleted: Vec<Row> = changes.deletes.iter().map(key).collect();
        let bytes = rows.iter().flatten().map(Value::held_bytes).sum::<usize>() as u64;
        self.texts(&updated, &deleted, bytes)
    }

    /// The statements that keep rows of the transform's own table which an operation changes.
    pub(in crate::session) fn operation_texts(
        &self,
        operation: &Operation,
    ) -> Result<PageTexts, SessionError> {
        let Some(keeping) = self.keeping() else { return Ok(PageTexts::default()) };
        match operation {
            Operation::UpdateByKey(o) if o.table == keeping.updated.table.name => {
                let key = |row: &Row| row.iter().take(o.key.len()).cloned().collect();
                let bytes = o.rows.iter().flatten().map(Value::held_bytes).sum::<usize>() as u64;
                self.texts(&o.rows.iter().map(key).collect::<Vec<Row>>(), &[], bytes)
            }
            Operation::DeleteRows(o) if o.table == keeping.deleted.table.name => match &o.filter {
                Filter::Equal(pairs) => {
                    let key: Row = pairs.iter().map(|(_, value)| value.clone()).collect();
                    self.texts(&[], &[key], 0)
                }
                Filter::Sql { .. } => Ok(PageTexts::default()),
            },
            _ => Ok(PageTexts::default()),
        }
    }

    fn texts(
        &self,
        updated: &[Row],
        deleted: &[Row],
        bytes: u64,
    ) -> Result<PageTexts, SessionError> {
        let Some(keeping) = self.keeping() else { return Ok(PageTexts::default()) };
        let all = |kept: &Kept, side, keys: &[Row]| -> Result<Vec<String>, SessionError> {
            let text = |keys| keep(self.dialect, kept.image(), side, Which::Keys(keys));
            keys.chunks(KEYS).map(|keys| text(keys).map_err(own)).collect()
        };
        let mut before = all(&keeping.updated, Side::Before, updated)?;
        before.extend(all(&keeping.deleted, Side::Deleted, deleted)?);
        let after = all(&keeping.updated, Side::After, updated)?;
        let (updated, deleted) = (updated.len() as u64, deleted.len() as u64);
        Ok(PageTexts { before, after, kept: PageKept { updated, deleted, bytes } })
    }

    /// What is kept, as long as it is.
    pub(super) fn keeping(&self) -> Option<&RowKeeping> {
        self.scope.row_keeping.as_ref().filter(|keeping| keeping.stopped.is_none())
    }

    /// Counts what was kept; forgets all of it when it has become too much.
    pub(in crate::session) fn count_kept(&mut self, texts: &PageTexts) -> Result<(), SessionError> {
        let Some(keeping) = &mut self.scope.row_keeping else { return Ok(()) };
        let (done, more) = (&mut keeping.done, texts.kept);
        done.updated += more.updated;
        done.deleted += more.deleted;
        done.bytes += more.bytes;
        let exceeded = keeping.limits.exceeded(done.updated + done.deleted, done.bytes);
        match exceeded {
            Some(reason) if keeping.stopped.is_none() => self.forget_kept(reason),
            _ => Ok(()),
        }
    }

    fn forget_kept(&mut self, reason: String) -> Result<(), SessionError> {
        let message = format!("the rows that the transform changes are not kept: {reason}");
        self.watcher.tell(Event::Notice { message });
        let Some(keeping) = &mut self.scope.row_keeping else { return Ok(()) };
        keeping.stop(reason);
        let kept = std::iter::once(&keeping.deleted).chain(&keeping.inserted);
        let texts: Result<Vec<String>, _> =
            kept.map(|kept| forget(self.dialect, kept.image())).collect();
        for sql in texts.map_err(own)? {
            let _far = self.cancel.far();
            self.book_sql(sql)?;
        }
        Ok(())
    }
}
