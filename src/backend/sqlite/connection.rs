//! One connection to one SQLite database.

use std::cell::Cell;
use std::fmt;
use std::time::Duration;

use rusqlite::fallible_iterator::FallibleIterator as _;
use rusqlite::types::ValueRef;
use rusqlite::{Batch, Connection as Handle};
use sandshift_model::catalog::Catalog;
use sandshift_model::ident::ObjectName;
use sandshift_model::query::Row;
use sandshift_model::statement::Effect;
use tempfile::TempDir;

use super::decode::{Declared, decode};
use super::dialect::SqliteDialect;
use super::execute::effect;
use super::failure::{failure, nul_in_statement};
use super::literal::text;
use super::lock::{FileLock, Unheld};
use super::open::{self, Opening};
use super::walls::WallsUp;
use super::{TITLE, inspect, journal, scratch, table_rows};
use crate::backend::connection::{Connection, DatabaseError, Interrupter, Lock, RowSink, Server};
use crate::backend::dialect::Dialect;
use crate::backend::walls::{Identity, Walls};

/// One connection to one SQLite database, on the thread that calls it.
pub struct SqliteConnection {
    handle: Handle,
    pub(super) opening: Opening,
    server: Server,
    /// The busy timeout before it was limited.
    busy_timeout: Option<String>,
    /// What migrations are kept within, if anything.
    walls: Option<WallsUp>,
    /// The table whose rows are read and written page by page.
    pub(super) rows: Option<table_rows::Open>,
    /// The journal file is kept from one transaction to the next.
    keeps_journal: Cell<bool>,
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
        opening: Opening,
        address: String,
        home: Option<TempDir>,
    ) -> Result<Self, DatabaseError> {
        let handle = opening.open()?;
        let server = Server { version: format!("{TITLE} {}", rusqlite::version()), address };
        let mut connection = Self {
            handle,
            opening,
            server,
            busy_timeout: None,
            walls: None,
            rows: None,
            keeps_journal: Cell::new(false),
            _home: home,
        };
        connection.texts("SELECT count(*) FROM sqlite_schema")?;
        Ok(connection)
    }

    /// The connection itself, to copy all of its pages.
    pub(super) fn handle(&self) -> &Handle {
        &self.handle
    }

    /// The connection itself, to put other pages in place of its own.
    pub(super) fn handle_mut(&mut self) -> &mut Handle {
        &mut self.handle
    }

    /// Does something with the connection itself, for the sake of a statement.
    pub(super) fn work<T>(
        &mut self,
        sql: &str,
        work: impl FnOnce(&Handle) -> rusqlite::Result<T>,
    ) -> Result<T, DatabaseError> {
        if let Some(walls) = &self.walls {
            walls.hear(sql);
        }
        work(&self.handle).map_err(|error| {
            let failure = failure(&error, sql);
            match &self.walls {
                Some(walls) => walls.explain(failure),
                None => failure,
            }
        })
    }

    /// Puts the walls of this connection up around another one.
    pub(super) fn wall_in_too(&self, other: &mut Self) -> Result<(), DatabaseError> {
        self.walls.as_ref().map_or(Ok(()), |walls| other.wall_in(walls.walls()))
    }

    /// Runs a query of our own and gives its values as texts.
    pub(super) fn texts(&mut self, sql: &str) -> Result<Vec<Vec<Option<String>>>, DatabaseError> {
        let sql = checked(sql)?;
        let ask = || {
            let mut statement = self.handle.prepare(sql)?;
            let width = statement.column_count();
            let rows = statement.query_map([], |row| {
                (0..width).map(|at| as_text(at, row.get_ref(at)?)).collect()
            })?;
            rows.collect::<rusqlite::Result<_>>()
        };
        let asked = match &self.walls {
            Some(walls) => walls.aside(ask),
            None => ask(),
        };
        asked.map_err(|error| failure(&error, sql))
    }
}

impl Drop for SqliteConnection {
    fn drop(&mut self) {
        if !self.keeps_journal.get() {
            return;
        }
        // What reads or writes page by page would hold the database.
        self.rows = None;
        match &self.walls {
            Some(walls) => walls.aside(|| journal::let_go(&self.handle)),
            None => journal::let_go(&self.handle),
        }
    }
}

/// A stored value as text, at this place of its row.
fn as_text(at: usize, value: ValueRef<'_>) -> rusqlite::Result<Option<String>> {
    Ok(match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(number.to_string()),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            let unfit = |error| rusqlite::Error::Utf8Error(at, error);
            Some(std::str::from_utf8(bytes).map_err(unfit)?.to_owned())
        }
    })
}

/// The one door through which SQL text reaches SQLite.
///
/// # Errors
///
/// [`Class::Statement`](crate::backend::connection::Class::Statement) for a text with a NUL in it.
fn checked(sql: &str) -> Result<&str, DatabaseError> {
    if sql.contains('\0') { Err(nul_in_statement()) } else { Ok(sql) }
}

impl Connection for SqliteConnection {
    fn dialect(&self) -> &'static dyn Dialect {
        &SqliteDialect
    }

    fn server(&self) -> &Server {
        &self.server
    }

    fn execute(&mut self, sql: &str) -> Result<u64, DatabaseError> {
        let may_be_several = !self.walls.as_ref().is_some_and(WallsUp::is_raw);
        self.work(checked(sql)?, |handle| {
            let mut batch = Batch::new(handle, sql);
            while let Some(mut statement) = batch.next()? {
                let mut rows = statement.raw_query();
                while rows.next()?.is_some() {}
                if !may_be_several {
                    break;
                }
            }
            // The counter keeps the number of an earlier statement after one that counts nothing.
            Ok(if effect(sql) == Effect::Rows { handle.changes() } else { 0 })
        })
    }

    fn query(&mut self, sql: &str, on_row: RowSink<'_>) -> Result<(), DatabaseError> {
        self.work(checked(sql)?, |handle| {
            let mut statement = handle.prepare(sql)?;
            let (names, declared): (Vec<String>, Vec<Declared>) = statement
                .columns()
                .iter()
                .map(|column| {
                    let declared = column.decl_type().map(Declared::new).unwrap_or_default();
                    (column.name().to_owned(), declared)
                })
                .unzip();
            let mut rows = statement.raw_query();
            while let Some(row) = rows.next()? {
                let values = declared.iter().enumerate();
                let values = values.map(|(at, declared)| Ok(decode(row.get_ref(at)?, *declared)));
                if !on_row(&names, values.collect::<rusqlite::Result<Row>>()?) {
                    break;
                }
            }
            Ok(())
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

    fn in_transaction(&mut self) -> Result<bool, DatabaseError> {
        Ok(!self.handle.is_autocommit())
    }

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

    /// Holds nothing where nobody else can write: in a memory database, and in one that is open for reading only.
    fn lock(&self, wait: Duration) -> Result<Box<dyn Lock>, DatabaseError> {
        let is_read_only = self.handle.is_readonly("main").map_err(|error| failure(&error, ""))?;
        match self.opening.file_of(&self.handle) {
            Some(file) if !is_read_only => {
                let lock = FileLock::take(&file, wait)?;
                if !self.keeps_journal.get() {
                    self.keeps_journal.set(journal::keep(&self.handle));
                }
                Ok(Box::new(lock))
            }
            _ => Ok(Box::new(Unheld)),
        }
    }

    fn wall_in(&mut self, walls: &Walls) -> Result<(), DatabaseError> {
        let up = WallsUp::put_up(&self.handle, walls).map_err(|error| failure(&error, ""))?;
        self.walls = Some(up);
        Ok(())
    }

    fn speak_as(&mut self, identity: Identity) -> Result<(), DatabaseError> {
        if let Some(walls) = &mut self.walls {
            walls.speak_as(&self.handle, identity);
        }
        Ok(())
    }

    fn speak_for_house(&mut self, _did_end: bool) -> Result<(), DatabaseError> {
        self.walls.as_mut().map_or(Ok(()), |walls| walls.speak_for_house(&self.handle))
    }

    fn note_objects(&mut self) -> Result<(), DatabaseError> {
        let Some(walls) = &mut self.walls else { return Ok(()) };
        walls.note_objects(&self.handle).map_err(|error| failure(&error, ""))
    }

    fn examine_objects(&mut self) -> Result<(), DatabaseError> {
        self.walls.as_mut().map_or(Ok(()), |walls| walls.examine_objects(&self.handle))
    }

    fn interrupter(&self) -> Interrupter {
        let handle = self.handle.get_interrupt_handle();
        Box::new(move || {
            handle.interrupt();
            Ok(())
        })
    }

    fn again(&self) -> Result<Box<dyn Connection>, DatabaseError> {
        let mut again = Self::open(self.opening.again(), self.server.address.clone(), None)?;
        self.wall_in_too(&mut again)?;
        Ok(Box::new(again))
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
