//! Rows page by page.
//!
//! A page is written by one UPDATE over its range of row numbers, which asks two functions of ours
//! whether a row changes and for its new values: the engine then walks the table once, and no
//! statement begins and ends for each row.

use sandshift_model::ident::Ident;
use sandshift_model::query::Row;
use sandshift_model::table::Table;
use sandshift_model::value::Value;

use super::answers::{self, Answers};
use super::connection::SqliteConnection;
use super::decode::{Declared, decode};
use super::dialect::SqliteDialect;
use super::keyed::Keyed;
use super::literal::text;
use super::names::{quote, quote_all, quote_object};
use super::parse_table::rowid_alias;
use super::rebuild::ROWIDS;
use crate::backend::connection::{Class, DatabaseError};
use crate::backend::dialect::Dialect as _;
use crate::backend::keyset::{Keyset, count, ordered, unfit};
use crate::backend::table_rows::{Access, PageChanges, PageSize, RowsPlan, TableRows, Update};

/// A table on its way.
#[derive(Debug)]
pub(super) enum Open {
    /// By its row numbers.
    Numbered(Numbered),
    /// By its key, with the row numbers beside it.
    Keyed(Keyed),
    /// By its key, in plain statements: it has no row numbers, or columns hide them.
    Plain(Keyset),
}

/// A table that is read by its row numbers.
#[derive(Debug)]
pub(super) struct Numbered {
    plan: RowsPlan,
    /// The name of the row number.
    rowid: &'static str,
    declared: Vec<Declared>,
    select: String,
    /// The row number from which the next page begins, upwards or downwards; none behind the last one.
    next: Option<i64>,
}

impl TableRows for SqliteConnection {
    fn count_rows(&mut self, plan: &RowsPlan) -> Result<u64, DatabaseError> {
        count(self, plan)
    }

    fn open_rows(&mut self, plan: RowsPlan) -> Result<(), DatabaseError> {
        let table = plan.catalog.tables.get(&plan.table);
        // Row numbers that are no column may change when the file is cleaned up.
        let is_key = |table: &Table| match plan.access {
            Access::Fastest => true,
            Access::InOrder => rowid_alias(table).is_some_and(|alias| plan.key == [alias.clone()]),
            Access::Keys => false,
        };
        self.rows =
            Some(match table.filter(|table| is_key(table)).and_then(|table| rowid(table)) {
                Some(rowid) => Open::Numbered(self.numbered(plan, rowid)?),
                None => match Keyed::new(plan) {
                    Ok(open) => Open::Keyed(open),
                    Err(plan) => Open::Plain(Keyset::new(plan, Vec::new(), "")),
                },
            });
        Ok(())
    }

    fn next_rows(&mut self, size: PageSize) -> Result<Vec<Row>, DatabaseError> {
        let mut open = self.rows.take().ok_or_else(not_open)?;
        let page = match &mut open {
            Open::Numbered(open) => open.next(self, size),
            Open::Keyed(open) => open.keyset.next(self, size),
            Open::Plain(open) => open.next(self, size),
        };
        self.rows = Some(open);
        page
    }

    /// Nobody else writes while our transaction is open.
    fn read_again(&mut self, rows: &[Row]) -> Result<Vec<Row>, DatabaseError> {
        let open = self.rows.take().ok_or_else(not_open)?;
        let again = match &open {
            Open::Numbered(_) | Open::Keyed(_) => Ok(rows.to_vec()),
            Open::Plain(open) => open.again(self, rows, ""),
        };
        self.rows = Some(open);
        again
    }

    fn write_rows(&mut self, rows: &[Row], changes: &PageChanges) -> Result<u64, DatabaseError> {
        let open = self.rows.take().ok_or_else(not_open)?;
        let written = match &open {
            Open::Numbered(open) => open.write(self, rows, changes),
            Open::Keyed(open) => open.write(self, rows, changes),
            Open::Plain(open) => open.write(self, rows, changes),
        };
        self.rows = Some(open);
        written
    }

    fn close_rows(&mut self) {
        self.rows = None;
    }
}

impl SqliteConnection {
    fn numbered(&mut self, plan: RowsPlan, rowid: &'static str) -> Result<Numbered, DatabaseError> {
        let name = text(plan.table.name.as_str());
        let types = self.texts(&format!("SELECT name, type FROM pragma_table_xinfo({name})"))?;
        let declared = |column: &Ident| {
            let is_it = |row: &&Vec<Option<String>>| {
                row[0].as_deref().is_some_and(|name| name.eq_ignore_ascii_case(column.as_str()))
            };
            let row = types.iter().find(is_it);
            row.and_then(|row| row[1].as_deref()).map(Declared::new).unwrap_or_default()
        };
        let declared = plan.columns.iter().map(declared).collect();
        let filter = SqliteDialect.condition(&plan.filter).map_err(unfit)?;
        let filter = filter.strip_prefix(" WHERE ");
        let filter = filter.map(|filter| format!(" AND ({filter})")).unwrap_or_default();
        let select = format!(
            "SELECT {}, {rowid} FROM {} WHERE {rowid} {} ?1{filter} ORDER BY {}",
            quote_all(&plan.columns),
            quote_object(&plan.table).map_err(unfit)?,
            if plan.descending { "<=" } else { ">=" },
            ordered(&[rowid.to_owned()], plan.descending),
        );
        let first = if plan.descending { i64::MAX } else { i64::MIN };
        let next = plan.behind.as_ref().map_or(Some(first), |last| step(&plan, number(last)));
        Ok(Numbered { plan, rowid, declared, select, next })
    }
}

impl Numbered {
    fn next(
        &mut self,
        connection: &mut SqliteConnection,
        size: PageSize,
    ) -> Result<Vec<Row>, DatabaseError> {
        let Some(first) = self.next else { return Ok(Vec::new()) };
        let mut page = Vec::with_capacity(size.rows.min(1 << 16));
        let (select, declared, plan) = (&self.select, &self.declared, &self.plan);
        self.next = connection.work(select, |handle| {
            let mut statement = handle.prepare(select)?;
            let mut rows = statement.query([first])?;
            let (mut bytes, mut last) = (0, first);
            while page.len() < size.rows && bytes < size.bytes {
                let Some(row) = rows.next()? else { return Ok(None) };
                let mut values = Row::with_capacity(declared.len() + 1);
                for (at, declared) in declared.iter().enumerate() {
                    values.push(decode(row.get_ref(at)?, *declared));
                }
                bytes += values.iter().map(Value::held_bytes).sum::<usize>();
                last = row.get(declared.len())?;
                values.push(Value::Int(last));
                page.push(values);
            }
            Ok(step(plan, last))
        })?;
        Ok(page)
    }

    fn write(
        &self,
        connection: &mut SqliteConnection,
        rows: &[Row],
        changes: &PageChanges,
    ) -> Result<u64, DatabaseError> {
        let mut written = 0;
        for update in &changes.updates {
            let sql = self.update(update)?;
            let answers = Answers::new(update, |at| number(&rows[at]));
            written += connection.work(&sql, |handle| answers::write(handle, &sql, answers))?;
        }
        let table = quote_object(&self.plan.table).map_err(unfit)?;
        Ok(written + delete(connection, (&table, self.rowid), rows, &changes.deletes)?)
    }

    fn update(&self, update: &Update) -> Result<String, DatabaseError> {
        let rowid = self.rowid;
        let set = |(at, column): (usize, &Ident)| {
            format!("{} = {}({at}, {rowid})", quote(column), answers::VALUE)
        };
        let sets: Vec<String> = update.columns.iter().enumerate().map(set).collect();
        let table = quote_object(&self.plan.table).map_err(unfit)?;
        Ok(format!(
            "UPDATE {table} SET {} WHERE {rowid} BETWEEN ?1 AND ?2 AND {}({rowid})",
            sets.join(", "),
            answers::CHANGES,
        ))
    }
}

/// Deletes rows of a page, by the quoted name of their table and that of their number.
pub(super) fn delete(
    connection: &mut SqliteConnection,
    (table, rowid): (&str, &str),
    rows: &[Row],
    deletes: &[usize],
) -> Result<u64, DatabaseError> {
    if deletes.is_empty() {
        return Ok(0);
    }
    let sql = format!("DELETE FROM {table} WHERE {rowid} = ?1");
    let numbers = deletes.iter().map(|at| number(&rows[*at]));
    let deleted: usize = connection.work(&sql, |handle| {
        let mut statement = handle.prepare(&sql)?;
        numbers.map(|number| statement.execute([number])).sum()
    })?;
    Ok(deleted as u64)
}

/// The row number that may come behind one.
fn step(plan: &RowsPlan, number: i64) -> Option<i64> {
    if plan.descending { number.checked_sub(1) } else { number.checked_add(1) }
}

/// The name of the row number of a table; none where there is none or columns hide it.
pub(super) fn rowid(table: &Table) -> Option<&'static str> {
    let hides =
        |name: &str| table.columns.iter().any(|c| c.name.as_str().eq_ignore_ascii_case(name));
    let rowid = ROWIDS.into_iter().find(|name| !hides(name));
    rowid.filter(|_| !table.options.without_rowid)
}

/// The row number stands behind the columns of the plan.
pub(super) fn number(row: &Row) -> i64 {
    match row.last() {
        Some(Value::Int(number)) => *number,
        _ => 0,
    }
}

fn not_open() -> DatabaseError {
    DatabaseError::new(Class::Statement, "no table is open to read its rows")
}
