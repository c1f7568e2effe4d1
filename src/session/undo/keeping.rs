//! Keeping rows around one operation.

use sandshift_model::operation::{DropColumn, Inverse, Operate as _, Operation, RowChange};
use sandshift_model::origin::Origin;
use sandshift_model::query::{Filter, Row};
use sandshift_model::statement::Statement;
use sandshift_model::value::Value;

use super::books::UNDO;
use super::tables::own;
use super::wanted::{Rows, Wanted, wanted};
use super::{Kept, UndoLimits, way_back};
use crate::backend::undo::{Image, Side, Which, keep, measure};
use crate::backend::walls::{Identity, speaking};
use crate::error::Kind;
use crate::session::bookkeeping;
use crate::session::error::SessionError;
use crate::session::gate::Gate;
use crate::session::scope::Keeping;
use crate::session::sink::SinkError;
use crate::session::transcript::Role;

/// What was kept before an operation.
#[derive(Debug)]
pub(in crate::session) struct KeptBefore {
    /// The way back of the operation, for the journal.
    pub(in crate::session) inverse: Inverse,
    /// The rows whose other side is still to be kept, and how many there are where that is known.
    rows: Option<(Kept, RowChange, Option<u64>)>,
}

impl KeptBefore {
    fn none(reason: String) -> Self {
        Self { inverse: Inverse::None { reason }, rows: None }
    }
}

impl Gate {
    /// Keeps the rows that an operation is about to change; `sql` is the text of a raw statement. None when
    /// the operation changes no rows that are there, or nothing is kept at all.
    pub(in crate::session) fn keep_before(
        &mut self,
        operation: &Operation,
        sql: Option<&str>,
    ) -> Result<Option<KeptBefore>, SessionError> {
        if let Operation::DropColumn(DropColumn { keep: true, .. }) = operation {
            return self.keep_column(operation);
        }
        match self.run.undo.keep {
            Some(limits) if changes_rows(operation) => self.keep_rows(operation, sql, limits),
            _ => Ok(None),
        }
    }

    fn keep_rows(
        &mut self,
        operation: &Operation,
        sql: Option<&str>,
        limits: UndoLimits,
    ) -> Result<Option<KeptBefore>, SessionError> {
        let catalog = self.catalog.get(&mut *self.sink)?;
        let wanted = match wanted(operation, sql, catalog, self.dialect) {
            Ok(None) => return Ok(None),
            Ok(Some(wanted)) => wanted,
            Err(reason) => return Ok(Some(KeptBefore::none(reason))),
        };
        self.keep_wanted(wanted, limits).map(Some)
    }

    /// Keeps the values of a column that is about to be dropped, or refuses to drop it: its author said that
    /// they are to be kept.
    fn keep_column(&mut self, operation: &Operation) -> Result<Option<KeptBefore>, SessionError> {
        let refused = |reason: String| SessionError::Refused {
            reason: format!("the values of the column cannot be kept: {reason}"),
            advice: "leave `keep` out, and the column is dropped with its values".to_owned(),
            code: "undo::not_kept",
            kind: Kind::Refused,
            origin: Origin::default(),
        };
        let Some(limits) = self.run.undo.keep else {
            return match self.run.direction {
                "up" => {
                    Err(refused("the revision has a `down` of its own, or keeps no rows".into()))
                }
                _ => Ok(None),
            };
        };
        let kept = self.keep_rows(operation, None, limits)?;
        let Some(KeptBefore { inverse, rows }) = kept else { return Ok(None) };
        let restore = match inverse {
            Inverse::None { reason } => return Err(refused(reason)),
            Inverse::Exact(restore) | Inverse::Lossy { operations: restore, .. } => restore,
        };
        let back = operation.inverse(self.catalog.get(&mut *self.sink)?);
        let (Inverse::Lossy { mut operations, .. } | Inverse::Exact(mut operations)) = back else {
            return Ok(None);
        };
        // Behind the column, and before what may demand something of its values.
        let behind = operations.len().min(1);
        operations.splice(behind..behind, restore);
        Ok(Some(KeptBefore { inverse: Inverse::Exact(operations), rows }))
    }

    fn keep_wanted(
        &mut self,
        wanted: Wanted,
        limits: UndoLimits,
    ) -> Result<KeptBefore, SessionError> {
        if let Some(reason) = self.cannot_keep(&wanted) {
            return Ok(KeptBefore::none(reason));
        }
        let Wanted { table, key, columns, rows, change, lost } = wanted;
        let operation = self.scope.undo.len() as u64;
        // The name of the list stands for that of the undo table while rows are only counted.
        let undo_table = bookkeeping::object(UNDO);
        let mut kept = Kept { table, undo_table, operation, key, columns };
        if let Some(reason) = self.null_in_key(&kept)? {
            return Ok(KeptBefore::none(reason));
        }
        let counted = self.measure(kept.image(), &rows)?;
        if let Some((rows, bytes)) = counted
            && let Some(reason) = limits.exceeded(rows, bytes)
        {
            return Ok(KeptBefore::none(reason));
        }
        // Also where there is no row now: the text is the same whatever the table holds.
        kept.undo_table = self.undo_table(&kept.table, &kept.key, operation, false)?;
        self.enter_transaction()?;
        let mut found = 0;
        for which in rows.which() {
            let sql = keep(self.dialect, kept.image(), Side::of(change), which).map_err(own)?;
            let _far = self.cancel.far();
            found += self.keep_sql(sql)?;
        }
        let found = self.sink.reader().is_some().then_some(found);
        let inverse = way_back(vec![kept.restore(change)], lost);
        Ok(KeptBefore { inverse, rows: Some((kept, change, found)) })
    }

    fn cannot_keep(&self, wanted: &Wanted) -> Option<String> {
        if self.scope.keeping_now() == Keeping::Each {
            return Some("it runs outside of a transaction, where rows are not kept".to_owned());
        }
        if !self.may_make_undo_table(&wanted.table, &wanted.key) {
            return Some(format!(
                "an undo table for `{}` cannot be made inside `db.attempt` on this database",
                wanted.table.name
            ));
        }
        None
    }

    /// Keeps the other side of rows that have changed now, and corrects the way back when more of them
    /// changed than were kept.
    pub(in crate::session) fn keep_after(
        &mut self,
        before: KeptBefore,
        changed: u64,
    ) -> Result<(), SessionError> {
        let Some((kept, change, rows)) = before.rows else { return Ok(()) };
        if change == RowChange::Updated {
            let sql = keep(self.dialect, kept.image(), Side::After, Which::KeptBefore);
            let _far = self.cancel.far();
            self.keep_sql(sql.map_err(own)?)?;
        }
        let missed = rows.map_or(0, |rows| changed.saturating_sub(rows));
        if missed > 0
            && let Some(undo) = self.scope.undo.last_mut()
            && let Inverse::Exact(operations) = &mut undo.inverse
        {
            let reason = format!(
                "{missed} rows of `{}` that other sessions brought meanwhile were not kept",
                kept.table.name
            );
            undo.inverse = Inverse::Lossy { reason, operations: std::mem::take(operations) };
        }
        Ok(())
    }

    /// Why rows cannot be told apart by the key, if one has NULL in it, as SQLite lets them.
    pub(super) fn null_in_key(&mut self, kept: &Kept) -> Result<Option<String>, SessionError> {
        for part in &kept.key {
            if kept.table.column(part).is_some_and(|column| !column.nullable) {
                continue;
            }
            let is_null = Rows::Filter(Filter::Equal(vec![(part.clone(), Value::Null)]));
            if self.measure(kept.image(), &is_null)?.is_some_and(|(rows, _)| rows > 0) {
                let name = &kept.table.name;
                return Ok(Some(format!(
                    "a row of `{name}` has NULL in `{part}`, a part of its key"
                )));
            }
        }
        Ok(None)
    }

    /// How many rows would be kept, and their bytes; none without a database.
    fn measure(
        &mut self,
        image: Image<'_>,
        rows: &Rows,
    ) -> Result<Option<(u64, u64)>, SessionError> {
        let mut all = (0, 0);
        for which in rows.which() {
            let sql = measure(self.dialect, image, which).map_err(own)?;
            let Some((rows, bytes)) = self.two_numbers(sql)? else { return Ok(None) };
            all = (all.0 + rows, all.1 + bytes);
        }
        Ok(Some(all))
    }

    /// The first row of a query, as two numbers.
    pub(super) fn two_numbers(&mut self, sql: String) -> Result<Option<(u64, u64)>, SessionError> {
        let _far = self.cancel.far();
        let Some(connection) = self.sink.reader() else { return Ok(None) };
        let mut found = (0, 0);
        let number = |value: Option<&Value>| match value {
            Some(Value::Int(number)) => u64::try_from(*number).unwrap_or_default(),
            Some(Value::Decimal(text)) => text.parse().unwrap_or_default(),
            _ => 0,
        };
        let mut take = |_: &[String], row: Row| {
            found = (number(row.first()), number(row.get(1)));
            false
        };
        speaking(connection, Identity::Keeping, |connection| connection.query(&sql, &mut take))
            .map_err(|source| SessionError::Statement { sql, origin: Origin::default(), source })?;
        Ok(Some(found))
    }

    /// Sends a statement of the bookkeeping that is part of a dry run's text.
    pub(super) fn book_sql(&mut self, sql: String) -> Result<u64, SessionError> {
        let statement = Statement::rows(sql);
        let sent = self.sink.book(&statement);
        self.sent_sql(statement, sent)
    }

    /// Sends a statement that keeps rows and is part of a dry run's text.
    fn keep_sql(&mut self, sql: String) -> Result<u64, SessionError> {
        let statement = Statement::rows(sql);
        let sent = self.sink.keep(&statement);
        self.sent_sql(statement, sent)
    }

    fn sent_sql(
        &mut self,
        statement: Statement,
        sent: Result<u64, SinkError>,
    ) -> Result<u64, SessionError> {
        let rows = sent.map_err(|error| error.into_session(&statement.sql, Origin::default()))?;
        self.scope.transcript.note(Role::Bookkeeping, &statement.sql);
        Ok(rows)
    }
}

fn changes_rows(operation: &Operation) -> bool {
    matches!(
        operation,
        Operation::UpdateRows(_)
            | Operation::UpdateByKey(_)
            | Operation::DeleteRows(_)
            | Operation::Execute(_)
    )
}
