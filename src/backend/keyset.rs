//! Pages of a table as plain statements, for databases and tables without a faster form.

use sandshift_model::ident::Ident;
use sandshift_model::operation::{DeleteRows, Operation, UpdateByKey};
use sandshift_model::query::{Filter, Row};
use sandshift_model::value::Value;

use super::connection::{Class, Connection, DatabaseError};
use super::dialect::{Dialect, DialectError};
use super::table_rows::{PageChanges, PageSize, RowsPlan, Update};

/// Rows of the first page: nobody knows yet how long they are.
const FIRST_ROWS: usize = 64;

/// Rows that are read again by one statement.
const AGAIN_ROWS: usize = 500;

/// How many times more rows the next page may have.
const GROWTH: usize = 8;

/// A table on its way.
#[derive(Debug)]
pub(super) struct Keyset {
    pub(super) plan: RowsPlan,
    /// Further columns that find a row again, such as its place on the disk.
    places: Vec<Ident>,
    /// What stands behind a SELECT so that the rows stay as they are until they are written.
    lock: &'static str,
    /// Rows that were asked for last; 0 before the first page.
    asked: usize,
    /// Bytes of the longest row so far.
    longest: usize,
    ended: bool,
}

impl Keyset {
    pub(super) fn new(plan: RowsPlan, places: Vec<Ident>, lock: &'static str) -> Self {
        Self { plan, places, lock, asked: 0, longest: 0, ended: false }
    }

    /// Reads the next page.
    pub(super) fn next(
        &mut self,
        connection: &mut dyn Connection,
        size: PageSize,
    ) -> Result<Vec<Row>, DatabaseError> {
        if self.ended {
            return Ok(Vec::new());
        }
        let wanted = self.wanted(size);
        let sql = self.select(connection.dialect(), wanted).map_err(unfit)?;
        let (mut rows, mut bytes) = (Vec::with_capacity(wanted), 0);
        let longest = &mut self.longest;
        connection.query(&sql, &mut |_, row| {
            let row_bytes = row.iter().map(Value::held_bytes).sum();
            *longest = (*longest).max(row_bytes);
            bytes += row_bytes;
            rows.push(row);
            // What is behind a full page is not kept, and read again for the next one.
            bytes < size.bytes
        })?;
        self.ended = rows.len() < wanted && bytes < size.bytes;
        if let Some(last) = rows.last() {
            self.plan.behind = Some(self.plan.key_of(last));
        }
        Ok(rows)
    }

    /// Reads rows once more, with this behind the SELECT.
    pub(super) fn again(
        &self,
        connection: &mut dyn Connection,
        rows: &[Row],
        lock: &str,
    ) -> Result<Vec<Row>, DatabaseError> {
        let dialect = connection.dialect();
        let mut found = Vec::new();
        for some in rows.chunks(AGAIN_ROWS) {
            let sql = self.select_again(dialect, some, lock).map_err(unfit)?;
            connection.query(&sql, &mut |_, row| {
                found.push(row);
                true
            })?;
        }
        Ok(found)
    }

    fn select_again(
        &self,
        dialect: &dyn Dialect,
        rows: &[Row],
        lock: &str,
    ) -> Result<String, DialectError> {
        let plan = &self.plan;
        let one = |row| {
            let pairs = plan.key.iter().cloned().zip(plan.key_of(row)).collect();
            let condition = dialect.condition(&Filter::Equal(pairs))?;
            Ok(format!("({})", condition.trim_start_matches(" WHERE ")))
        };
        let keys: Vec<String> = rows.iter().map(one).collect::<Result<_, DialectError>>()?;
        let keys = keys.join(" OR ");
        let filter = dialect.condition(&plan.filter)?;
        let condition = match filter.strip_prefix(" WHERE ") {
            Some(filter) => format!("({filter}) AND ({keys})"),
            None => keys,
        };
        let (columns, table) = (self.columns(dialect)?, dialect.quote_object(&plan.table)?);
        Ok(format!("SELECT {columns} FROM {table} WHERE {condition}{lock}"))
    }

    /// What is selected, with commas between.
    fn columns(&self, dialect: &dyn Dialect) -> Result<String, DialectError> {
        let names = self.plan.columns.iter().chain(&self.places);
        let names: Result<Vec<String>, _> = names.map(|name| dialect.quote(name)).collect();
        Ok(names?.join(", "))
    }

    /// As many rows as fit a page if they are as long as the longest so far: an answer is sent whole,
    /// whatever of it is kept.
    fn wanted(&mut self, size: PageSize) -> usize {
        let fits = size.bytes.checked_div(self.longest).unwrap_or(usize::MAX).max(1);
        let grown = if self.asked == 0 { FIRST_ROWS } else { self.asked.saturating_mul(GROWTH) };
        self.asked = size.rows.min(fits).min(grown).max(1);
        self.asked
    }

    fn select(&self, dialect: &dyn Dialect, rows: usize) -> Result<String, DialectError> {
        let plan = &self.plan;
        let key: Vec<String> =
            plan.key.iter().map(|name| dialect.quote(name)).collect::<Result<_, _>>()?;
        Ok(format!(
            "SELECT {} FROM {}{} ORDER BY {} LIMIT {rows}{}",
            self.columns(dialect)?,
            dialect.quote_object(&plan.table)?,
            condition(dialect, plan, &key)?,
            ordered(&key, plan.descending),
            self.lock,
        ))
    }

    /// Writes what becomes of rows by their key, in SQL text.
    pub(super) fn write(
        &self,
        connection: &mut dyn Connection,
        rows: &[Row],
        changes: &PageChanges,
    ) -> Result<u64, DatabaseError> {
        let (plan, dialect) = (&self.plan, connection.dialect());
        let mut found = 0;
        let operations = changes
            .updates
            .iter()
            .map(|update| update_by_key(plan, rows, update))
            .chain(changes.deletes.iter().map(|at| delete_by_key(plan, &rows[*at])));
        for operation in operations {
            let statements = dialect.render(&operation, &plan.catalog).map_err(unfit)?;
            for statement in statements {
                found += connection.execute(&statement.sql)?;
            }
        }
        Ok(found)
    }
}

/// Counts the rows of a plan.
pub(super) fn count(
    connection: &mut dyn Connection,
    plan: &RowsPlan,
) -> Result<u64, DatabaseError> {
    let dialect = connection.dialect();
    let table = dialect.quote_object(&plan.table).map_err(unfit)?;
    let condition = dialect.condition(&plan.filter).map_err(unfit)?;
    let mut counted = 0;
    connection.query(&format!("SELECT count(*) FROM {table}{condition}"), &mut |_, row| {
        if let Some(Value::Int(rows)) = row.first() {
            counted = u64::try_from(*rows).unwrap_or_default();
        }
        false
    })?;
    Ok(counted)
}

/// An update of rows of a page as an operation.
#[must_use]
pub fn update_by_key(plan: &RowsPlan, rows: &[Row], update: &Update) -> Operation {
    let row = |(at, values): (&usize, &Row)| {
        let mut row = plan.key_of(&rows[*at]);
        row.extend(values.iter().cloned());
        row
    };
    UpdateByKey {
        table: plan.table.clone(),
        key: plan.key.clone(),
        columns: update.columns.clone(),
        rows: update.rows.iter().zip(&*update.values).map(row).collect(),
    }
    .into()
}

/// The deletion of a row of a page as an operation.
#[must_use]
pub fn delete_by_key(plan: &RowsPlan, row: &Row) -> Operation {
    let filter = Filter::Equal(plan.key.iter().cloned().zip(plan.key_of(row)).collect());
    DeleteRows { table: plan.table.clone(), filter }.into()
}

/// ` WHERE …` for the rows of a plan that stand behind its last one.
fn condition(
    dialect: &dyn Dialect,
    plan: &RowsPlan,
    key: &[String],
) -> Result<String, DialectError> {
    let filter = dialect.condition(&plan.filter)?;
    let Some(last) = &plan.behind else { return Ok(filter) };
    let than = if plan.descending { '<' } else { '>' };
    let behind = behind(dialect, key, last, than)?;
    Ok(match filter.strip_prefix(" WHERE ") {
        Some(filter) => format!(" WHERE ({filter}) AND {behind}"),
        None => format!(" WHERE {behind}"),
    })
}

/// What stands behind ORDER BY.
pub(super) fn ordered(names: &[String], descending: bool) -> String {
    names.join(if descending { " DESC, " } else { ", " }) + if descending { " DESC" } else { "" }
}

/// `(a, b) > (x, y)`, or `<`, in a form that every database answers from an index.
fn behind(
    dialect: &dyn Dialect,
    key: &[String],
    last: &[Value],
    than: char,
) -> Result<String, DialectError> {
    let (Some((name, names)), Some((value, values))) = (key.split_first(), last.split_first())
    else {
        return Ok("1 = 1".to_owned());
    };
    let value = dialect.literal(value)?;
    if names.is_empty() {
        return Ok(format!("{name} {than} {value}"));
    }
    let rest = behind(dialect, names, values, than)?;
    Ok(format!("{name} {than}= {value} AND ({name} {than} {value} OR ({rest}))"))
}

/// A text that could not be made: it is our fault or that of a value.
pub(super) fn unfit(error: DialectError) -> DatabaseError {
    DatabaseError::new(Class::Statement, error.to_string())
}

#[cfg(test)]
#[path = "keyset_tests.rs"]
mod tests;
