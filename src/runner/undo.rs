//! The rows that a database keeps for rollbacks: which there are, what they hold, and their end.

use sandshift_model::operation::{Inverse, Operation, RestoreRows, RowChange};
use sandshift_model::query::Row;
use sandshift_model::value::Value;

use super::error::RunError;
use super::options::Options;
use super::way_back::way_back;
use crate::backend::connection::Connection;
use crate::backend::undo::{Image, count_all, drop_undo_table, rows};
use crate::report::event::Event;
use crate::session::bookkeeping;
use crate::session::error::SessionError;
use crate::session::scope::Undo;
use crate::session::undo::books::{UndoTable, all, forget};
use crate::session::undo::own;

/// An undo table with the number of rows that it keeps.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The table.
    pub table: UndoTable,
    /// Its rows; none when it is on the list alone.
    pub rows: Option<u64>,
}

/// The rows that were kept for one operation of a revision.
#[derive(Debug, Clone)]
pub struct KeptFor {
    /// The operation in words.
    pub what: String,
    /// Its line in the source.
    pub line: u32,
    /// How they come back.
    pub restore: RestoreRows,
    /// The first of them: the key, the columns before, and for updated rows the columns after.
    pub rows: Vec<Row>,
}

/// All undo tables of a database.
///
/// # Errors
///
/// [`RunError`] when they cannot be read.
pub fn list(connection: &mut dyn Connection) -> Result<Vec<Kept>, RunError> {
    let mut found = Vec::new();
    for table in all(connection)? {
        let looking = SessionError::database("looking for kept rows");
        let rows = match connection.has_table(&table.name).map_err(looking)? {
            true => Some(counted(connection, &table)?),
            false => None,
        };
        found.push(Kept { table, rows });
    }
    Ok(found)
}

fn counted(connection: &mut dyn Connection, table: &UndoTable) -> Result<u64, SessionError> {
    let sql = count_all(connection.dialect(), &table.name).map_err(own)?;
    let mut rows = 0;
    connection
        .query(&sql, &mut |_, row| {
            if let Some(Value::Int(count)) = row.first() {
                rows = u64::try_from(*count).unwrap_or_default();
            }
            false
        })
        .map_err(SessionError::database("counting kept rows"))?;
    Ok(rows)
}

/// What is kept for the last `up` of a revision, at most so many rows for each operation.
///
/// # Errors
///
/// [`RunError`] when it cannot be read.
pub fn show(
    connection: &mut dyn Connection,
    revision: &str,
    most: u64,
) -> Result<Vec<KeptFor>, RunError> {
    let mut found = Vec::new();
    for Undo { what, line, inverse } in way_back(connection, revision)? {
        let (Inverse::Exact(steps) | Inverse::Lossy { operations: steps, .. }) = inverse else {
            continue;
        };
        for step in steps {
            let Operation::RestoreRows(restore) = step else { continue };
            let looking = SessionError::database("looking for kept rows");
            if connection.has_table(&restore.undo_table).map_err(looking)? {
                let rows = first_rows(connection, &restore, most)?;
                found.push(KeptFor { what: what.clone(), line, restore, rows });
            }
        }
    }
    Ok(found)
}

fn first_rows(
    connection: &mut dyn Connection,
    restore: &RestoreRows,
    most: u64,
) -> Result<Vec<Row>, SessionError> {
    // Only names are needed of the table, which may have changed since.
    let table = sandshift_model::table::Table::new(restore.table.clone());
    let image = Image {
        table: &table,
        undo_table: &restore.undo_table,
        operation: restore.operation,
        key: &restore.key,
        columns: &restore.columns,
    };
    let sql = rows(connection.dialect(), image, restore.change, most).map_err(own)?;
    let mut found = Vec::new();
    connection
        .query(&sql, &mut |_, row| {
            found.push(row);
            true
        })
        .map_err(SessionError::database("reading kept rows"))?;
    Ok(found)
}

impl KeptFor {
    /// The columns of a row behind its key that it has values for, before and after: none after for rows that
    /// were not updated.
    #[must_use]
    pub fn values<'r>(&self, row: &'r Row) -> Vec<(&'r Value, Option<&'r Value>)> {
        let (key, width) = (self.restore.key.len(), self.restore.columns.len());
        let after = |at: usize| match self.restore.change {
            RowChange::Updated => row.get(key + width + at),
            _ => None,
        };
        (0..width).filter_map(|at| Some((row.get(key + at)?, after(at)))).collect()
    }
}

/// Drops undo tables, so that the revisions whose rows they keep cannot be rolled back any more where
/// these rows are needed.
///
/// # Errors
///
/// [`RunError`] when the database refuses; those before it are dropped.
pub fn purge(connection: &mut dyn Connection, tables: &[UndoTable]) -> Result<(), RunError> {
    let dialect = connection.dialect();
    for table in tables {
        let drop = drop_undo_table(dialect, &table.name).map_err(own)?;
        let mut texts = vec![drop];
        let forget = forget(&table.name);
        let catalog = bookkeeping::catalog(dialect.emulates_enums());
        let statements = dialect.render(&forget, catalog).map_err(own)?;
        texts.extend(statements.into_iter().map(|statement| statement.sql));
        for sql in texts {
            let doing = SessionError::database("dropping kept rows");
            connection.execute_own(&sql).map_err(doing)?;
        }
    }
    Ok(())
}

/// The undo tables that are older than the options say; of unknown age is none.
#[must_use]
pub fn expired(all: &[Kept], now_micros: i64, keep_micros: u64) -> Vec<UndoTable> {
    let age = |table: &UndoTable| now_micros.saturating_sub(table.created_micros);
    let is_old = |table: &&UndoTable| {
        table.created_micros > 0 && u64::try_from(age(table)).is_ok_and(|age| age > keep_micros)
    };
    all.iter().map(|kept| &kept.table).filter(is_old).cloned().collect()
}

/// Drops the undo tables whose time is over, and says so.
pub(super) fn expire(connection: &mut dyn Connection, options: &Options) -> Result<(), RunError> {
    let Some(keep_micros) = options.keep_micros else { return Ok(()) };
    let tables: Vec<Kept> =
        all(connection)?.into_iter().map(|table| Kept { table, rows: None }).collect();
    let expired = expired(&tables, (options.clock.now_micros)(), keep_micros);
    purge(connection, &expired)?;
    for table in expired {
        let message = format!(
            "the rows of `{}` that revision `{}` changed are not kept any longer",
            table.table, table.revision
        );
        options.watcher.tell(Event::Notice { message });
    }
    Ok(())
}
