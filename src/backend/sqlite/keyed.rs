//! Rows page by page in the order of a key that is not the row number.
//!
//! A page is read by the key and written by the row numbers that were read with it: they stay as
//! they are within a transaction, and an UPDATE by number is prepared once for all rows.

use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection as Handle, params_from_iter};
use sandshift_model::ident::Ident;
use sandshift_model::query::Row;

use super::answers::stored;
use super::connection::SqliteConnection;
use super::names::{quote, quote_object};
use super::parse_table::rowid_alias;
use super::table_rows::{delete, number, rowid};
use crate::backend::connection::DatabaseError;
use crate::backend::keyset::{Keyset, unfit};
use crate::backend::table_rows::{Access, PageChanges, RowsPlan, Update};

/// A table that is read by a key and written by row numbers.
#[derive(Debug)]
pub(super) struct Keyed {
    pub(super) keyset: Keyset,
    /// The name of the row number.
    rowid: &'static str,
}

impl Keyed {
    /// None when rows have no numbers, or when a column is another name of the number, which an update
    /// could change.
    pub(super) fn new(plan: RowsPlan) -> Result<Self, RowsPlan> {
        let table = plan.catalog.tables.get(&plan.table);
        let rowid = table.filter(|table| rowid_alias(table).is_none()).and_then(|t| rowid(t));
        let place = rowid.filter(|_| plan.access == Access::InOrder);
        match place.and_then(|name| Some((name, Ident::new(name).ok()?))) {
            Some((rowid, place)) => Ok(Self { keyset: Keyset::new(plan, vec![place], ""), rowid }),
            None => Err(plan),
        }
    }

    pub(super) fn write(
        &self,
        connection: &mut SqliteConnection,
        rows: &[Row],
        changes: &PageChanges,
    ) -> Result<u64, DatabaseError> {
        let table = quote_object(&self.keyset.plan.table).map_err(unfit)?;
        let mut written = 0;
        for update in &changes.updates {
            let set = |(at, column): (usize, &Ident)| format!("{} = ?{}", quote(column), at + 1);
            let sets: Vec<String> = update.columns.iter().enumerate().map(set).collect();
            let (sets, behind) = (sets.join(", "), sets.len() + 1);
            let sql = format!("UPDATE {table} SET {sets} WHERE {} = ?{behind}", self.rowid);
            written += connection.work(&sql, |handle| run(handle, &sql, update, rows))?;
        }
        Ok(written + delete(connection, (&table, self.rowid), rows, &changes.deletes)?)
    }
}

fn run(handle: &Handle, sql: &str, update: &Update, rows: &[Row]) -> rusqlite::Result<u64> {
    let mut statement = handle.prepare(sql)?;
    let mut written = 0;
    for (at, values) in update.rows.iter().zip(&*update.values) {
        let number = ToSqlOutput::from(number(&rows[*at]));
        let values = values.iter().map(stored).chain([number]);
        written += statement.execute(params_from_iter(values))? as u64;
    }
    Ok(written)
}
