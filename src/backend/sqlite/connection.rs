//! One connection to one SQLite database.

use std::fmt;
use std::future::poll_fn;
use std::time::Duration;

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::ObjectName;
use sandshift_model::query::Row;
use sandshift_model::statement::Effect;
use sqlx::sqlite::{SqliteConnectOptions, SqliteRow};
use sqlx::{AssertSqlSafe, Column as _, ConnectOptions as _, Connection as _, Executor as _};
use sqlx::{Row as _, SqlSafeStr as _, Statement as _};
use tempfile::TempDir;

use super::decode::{Declared, decode};
use super::dialect::SqliteDialect;
use super::execute::effect;
use super::failure::{failure, nul_in_statement};
use super::literal::text;
use super::{TITLE, inspect, open, scratch, table_rows};
use crate::backend::connection::{Class, Connection, DatabaseError, Lock, RowSink, Server};
use crate::backend::dialect::Dialect;
use crate::backend::runtime::runtime;

/// Rows that are fetched before they are handed out; the driver itself holds 50.
const BATCH_ROWS: usize = 64;

/// One connection to one SQLite database, on a thread of the driver's.
pub struct SqliteConnection {
    driver: Option<sqlx::SqliteConnection>,
    pub(super) options: SqliteConnectOptions,
    server: Server,
    /// The busy timeout before it was limited.
    busy_timeout: Option<String>,
    /// The table whose rows are read and written page by page.
    pub(super) rows: Option<table_rows::Open>,
    /// The folder of a throw-away copy; goes after the connection, hence stands behind it.
    _home: Option<TempDir>,
}

impl fmt::Debug for SqliteConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteConnection").field("server", &self.server).finish_non_exhaustive()
    }
}

impl SqliteConnection {
    /// Opens a database and looks into it, because SQLite itself reads a file only when asked.
    pub(super) fn open(
        options: SqliteConnectOptions,
        address: String,
        home: Option<TempDir>,
    ) -> Result<Self, DatabaseError> {
        let driver = runtime()?.block_on(options.connect()).map_err(|error| failure(&error))?;
        let server = Server { version: String::new(), address };
        let mut connection = Self {
            driver: Some(driver),
            options,
            server,
            busy_timeout: None,
            rows: None,
            _home: home,
        };
        connection.texts("SELECT count(*) FROM sqlite_schema")?;
        let version = connection.texts("SELECT sqlite_version()")?.into_iter().flatten().next();
        let version = version.flatten().unwrap_or_default();
        connection.server.version = format!("{TITLE} {version}");
        Ok(connection)
    }

    pub(super) fn driver(&mut self) -> Result<&mut sqlx::SqliteConnection, DatabaseError> {
        let closed = || DatabaseError::new(Class::Unreachable, "the connection is closed");
        self.driver.as_mut().ok_or_else(closed)
    }

    /// Runs a query of our own and gives its values as texts.
    pub(super) fn texts(&mut self, sql: &str) -> Result<Vec<Vec<Option<String>>>, DatabaseError> {
        let mut found = Vec::new();
        self.stream(sql, &mut |row| {
            let columns = 0..row.columns().len();
            let values = columns.map(|at| row.try_get_unchecked::<Option<String>, _>(at));
            found.push(values.collect::<Result<_, _>>().map_err(|error| failure(&error))?);
            Ok(true)
        })?;
        Ok(found)
    }

    /// Hands out rows until `on_row` says no. The function is called outside the runtime, so
    /// that it may use other connections.
    fn stream(
        &mut self,
        sql: &str,
        on_row: &mut dyn FnMut(SqliteRow) -> Result<bool, DatabaseError>,
    ) -> Result<(), DatabaseError> {
        let (runtime, sql) = (runtime()?, checked(sql)?);
        let mut rows = sqlx::raw_sql(sql).fetch(self.driver()?);
        loop {
            let batch = runtime.block_on(async {
                let mut batch = Vec::with_capacity(BATCH_ROWS);
                while batch.len() < BATCH_ROWS {
                    match poll_fn(|context| rows.as_mut().poll_next(context)).await {
                        Some(row) => batch.push(row),
                        None => break,
                    }
                }
                batch
            });
            let last = batch.len() < BATCH_ROWS;
            for row in batch {
                if !on_row(row.map_err(|error| failure(&error))?)? {
                    return Ok(());
                }
            }
            if last {
                return Ok(());
            }
        }
    }

    /// What each column of a result was declared as. The driver forgets the words of a declared
    /// type, but knows the table and column that a value comes from.
    fn declared(&mut self, sql: &str) -> Result<Vec<Declared>, DatabaseError> {
        let (runtime, sql) = (runtime()?, checked(sql)?.into_sql_str());
        let statement =
            runtime.block_on(self.driver()?.prepare(sql)).map_err(|error| failure(&error))?;
        let origins: Vec<Option<(String, String)>> =
            statement.columns().iter().map(|column| origin(&column.origin())).collect();
        drop(statement);
        let mut known: Vec<(String, Vec<Vec<Option<String>>>)> = Vec::new();
        for (table, _) in origins.iter().flatten() {
            if !known.iter().any(|(name, _)| name == table) {
                let sql = format!("SELECT name, type FROM pragma_table_xinfo({})", text(table));
                known.push((table.clone(), self.texts(&sql)?));
            }
        }
        let find = |(table, column): &(String, String)| {
            let (_, columns) = known.iter().find(|(name, _)| name == table)?;
            let row =
                columns.iter().find(|row| row.first().and_then(Option::as_ref) == Some(column))?;
            row.get(1)?.as_deref().map(Declared::new)
        };
        Ok(origins.iter().map(|o| o.as_ref().and_then(find).unwrap_or_default()).collect())
    }
}

/// The one door through which SQL text reaches the driver.
///
/// # Errors
///
/// [`Class::Statement`] for a text with a NUL in it, on which the driver would hang for ever.
fn checked(sql: &str) -> Result<AssertSqlSafe<String>, DatabaseError> {
    if sql.contains('\0') { Err(nul_in_statement()) } else { Ok(AssertSqlSafe(sql.to_owned())) }
}

fn origin(origin: &sqlx::ColumnOrigin) -> Option<(String, String)> {
    match origin {
        sqlx::ColumnOrigin::Table(column) => {
            Some((column.table.to_string(), column.name.to_string()))
        }
        _ => None,
    }
}

impl Connection for SqliteConnection {
    fn dialect(&self) -> &'static dyn Dialect {
        &SqliteDialect
    }

    fn server(&self) -> &Server {
        &self.server
    }

    fn execute(&mut self, sql: &str) -> Result<u64, DatabaseError> {
        let (runtime, text) = (runtime()?, checked(sql)?);
        let driver = self.driver()?;
        let done = runtime
            .block_on(async { sqlx::raw_sql(text).execute(driver).await })
            .map_err(|error| failure(&error))?;
        // SQLite's counter keeps the number of an earlier statement after one that counts nothing.
        Ok(if effect(sql) == Effect::Rows { done.rows_affected() } else { 0 })
    }

    fn query(&mut self, sql: &str, on_row: RowSink<'_>) -> Result<(), DatabaseError> {
        let declared = self.declared(sql)?;
        let mut names: Vec<String> = Vec::new();
        self.stream(sql, &mut |row| {
            if names.is_empty() {
                names = row.columns().iter().map(|column| column.name().to_owned()).collect();
            }
            let plain = |at: usize| declared.get(at).copied().unwrap_or_default();
            let values = (0..names.len()).map(|at| decode(&row, at, plain(at)));
            Ok(on_row(&names, values.collect::<Result<Row, _>>()?))
        })
    }

    fn inspect(&mut self) -> Result<Catalog, DatabaseError> {
        inspect::inspect(self)
    }

    fn has_table(&mut self, name: &ObjectName) -> Result<bool, DatabaseError> {
        let name = text(name.name.as_str());
        let sql = format!("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = {name}");
        Ok(!self.texts(&sql)?.is_empty())
    }

    /// SQLite tells it only to C programs, so a BEGIN tries: it fails inside a transaction, and
    /// outside one it takes no lock and is undone at once.
    fn in_transaction(&mut self) -> Result<bool, DatabaseError> {
        match self.execute("BEGIN DEFERRED") {
            Ok(_) => self.execute("ROLLBACK").map(|_| false),
            Err(error) if error.message.contains("within a transaction") => Ok(true),
            Err(error) => Err(error),
        }
    }

    /// Holds nothing: `BEGIN IMMEDIATE` lets one writer in at a time, and a runner reads the
    /// heads again inside its transaction. A lock held for longer would keep our own
    /// transaction out, because SQLite locks whole files.
    fn limit_lock_wait(&mut self, wait: Duration) -> Result<(), DatabaseError> {
        let before = self.texts("PRAGMA busy_timeout")?.into_iter().flatten().flatten().next();
        self.texts(&format!("PRAGMA busy_timeout = {}", wait.as_millis()))?;
        self.busy_timeout = before;
        Ok(())
    }

    fn restore_lock_wait(&mut self) -> Result<(), DatabaseError> {
        match self.busy_timeout.take() {
            Some(before) => self.texts(&format!("PRAGMA busy_timeout = {before}")).map(|_| ()),
            None => Ok(()),
        }
    }

    fn lock(&self, _wait: Duration) -> Result<Box<dyn Lock>, DatabaseError> {
        Ok(Box::new(Unheld))
    }

    fn again(&self) -> Result<Box<dyn Connection>, DatabaseError> {
        let options = self.options.clone().create_if_missing(false);
        Ok(Box::new(Self::open(options, self.server.address.clone(), None)?))
    }

    fn scratch(&mut self) -> Result<Box<dyn Connection>, DatabaseError> {
        scratch::scratch(self)
    }

    /// In memory, where [`Connection::again`] and rebuilds work as in a file.
    fn blank(&mut self) -> Result<Box<dyn Connection>, DatabaseError> {
        let mut blank = open::connect("sqlite::memory:", &open::Options::default())?;
        // Each table and index takes a page at least, and there may be thousands without rows.
        blank.execute("PRAGMA page_size = 512")?;
        Ok(blank)
    }
}

/// The lock of a database that needs none.
#[derive(Debug)]
struct Unheld;

impl Lock for Unheld {
    fn check(&mut self) -> Result<(), DatabaseError> {
        Ok(())
    }
}

impl Drop for SqliteConnection {
    fn drop(&mut self) {
        // Waits until the file is closed, so that its locks are gone when the guard is.
        if let (Some(driver), Ok(runtime)) = (self.driver.take(), runtime()) {
            let _ = runtime.block_on(driver.close());
        }
    }
}
