//! What the database remembers of its backups: `sandshift_backups`, made with the first of them.

use sandshift_model::catalog::Catalog;
use sandshift_model::operation::{CreateTable, Operate, Operation};
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;

use super::bookkeeping::{self, column, key, text};
use super::error::SessionError;
use crate::backend::connection::Connection;

/// The table of backups.
pub const BACKUPS: &str = "sandshift_backups";

const COLUMNS: [&str; 6] = ["id", "file", "bytes", "sha256", "heads", "taken_micros"];

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// A uuid; those made later sort behind.
    pub id: String,
    /// The file, as a whole path.
    pub file: String,
    /// Its size.
    pub bytes: u64,
    /// The SHA-256 of it, in hexadecimal.
    pub sha256: String,
    /// The recorded heads that it holds, with commas between.
    pub heads: String,
    /// When it was made: microseconds since 1970-01-01 UTC.
    pub taken_micros: i64,
}

/// Remembers a backup.
///
/// # Errors
///
/// [`SessionError`] when the database refuses.
pub fn record(connection: &mut dyn Connection, backup: &Backup) -> Result<(), SessionError> {
    let looking = SessionError::database("looking for the bookkeeping");
    if !connection.has_table(&bookkeeping::object(BACKUPS)).map_err(looking)? {
        send(connection, &create(), &Catalog::default())?;
    }
    let text = |text: &String| Value::Text(text.clone());
    let row = vec![
        text(&backup.id),
        text(&backup.file),
        Value::Int(i64::try_from(backup.bytes).unwrap_or(i64::MAX)),
        text(&backup.sha256),
        text(&backup.heads),
        Value::Int(backup.taken_micros),
    ];
    send(connection, &bookkeeping::insert(BACKUPS, &COLUMNS, row), &catalog())
}

/// The newest backup that the database remembers.
///
/// # Errors
///
/// [`SessionError`] when it cannot be read.
pub fn newest(connection: &mut dyn Connection) -> Result<Option<Backup>, SessionError> {
    let doing = || SessionError::database("reading the backups");
    if !connection.has_table(&bookkeeping::object(BACKUPS)).map_err(doing())? {
        return Ok(None);
    }
    let query = bookkeeping::select(BACKUPS, &COLUMNS, Vec::new(), &["id"]);
    let statement = connection.dialect().select(&query).map_err(|source| {
        SessionError::Dialect { operation: "query", origin: Default::default(), source }
    })?;
    let mut newest = None;
    connection
        .query(&statement.sql, &mut |_, row| {
            let text = |at: usize| row.get(at).and_then(Value::as_text).unwrap_or_default().into();
            let number = |at: usize| match row.get(at) {
                Some(Value::Int(number)) => *number,
                _ => 0,
            };
            newest = Some(Backup {
                id: text(0),
                file: text(1),
                bytes: u64::try_from(number(2)).unwrap_or_default(),
                sha256: text(3),
                heads: text(4),
                taken_micros: number(5),
            });
            true
        })
        .map_err(doing())?;
    Ok(newest)
}

fn create() -> Operation {
    let number = ColumnType::BigInteger;
    let columns = vec![
        key("id", text(36)),
        column("file", ColumnType::Text),
        column("bytes", number.clone()),
        column("sha256", text(64)),
        column("heads", ColumnType::Text),
        column("taken_micros", number),
    ];
    let table = bookkeeping::table(BACKUPS, columns);
    let mut operation = CreateTable { table, if_not_exists: true }.into();
    sandshift_model::naming::name_unnamed(&mut operation, &Catalog::default());
    operation
}

fn catalog() -> Catalog {
    let mut catalog = Catalog::default();
    // A fresh table in an empty catalog cannot clash.
    let _ = create().apply_to(&mut catalog);
    catalog
}

fn send(
    connection: &mut dyn Connection,
    operation: &Operation,
    catalog: &Catalog,
) -> Result<(), SessionError> {
    let rendered = connection.dialect().render(operation, catalog);
    let statements = rendered.map_err(|source| SessionError::Dialect {
        operation: operation.name(),
        origin: Default::default(),
        source,
    })?;
    for statement in statements {
        let doing = SessionError::database("recording the backup");
        connection.execute_own(&statement.sql).map_err(doing)?;
    }
    Ok(())
}
