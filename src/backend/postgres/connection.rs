//! One session on a PostgreSQL server.

use std::collections::HashSet;
use std::fmt;
use std::time::Duration;

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::ObjectName;
use sandshift_model::value::Value;
use sqlx::postgres::{PgConnectOptions, PgRow};
use sqlx::{Column as _, Row as _};
use url::Url;

use super::dialect::PostgresDialect;
use super::first_words::{first_words, is_query, may_change_types};
use super::prepared::Prepared;
use super::table_rows;
use super::walls::WallsUp;
use super::wire::{Wire, cell};
use super::{blank, decode, inspect, leftovers, literal, lock, numbers, options, plain, session};
use crate::backend::connection::{
    Class, Connection, DatabaseError, Interrupter, Leaving, Lock, RowSink, Server,
};
use crate::backend::dialect::{Dialect, DialectError};
use crate::backend::flight;
use crate::backend::together::Together;
use crate::backend::walls::{Identity, Walls};
use crate::backend::watchdog::Watchdog;

/// A session with the settings of [`Dialect::session_settings`] made.
pub struct PostgresConnection {
    pub(super) wire: Wire,
    options: PgConnectOptions,
    server: Server,
    /// The number of the server's process for this session.
    process: i32,
    /// The type numbers of the database's enums; none when a statement may have changed them.
    pub(super) enums: Option<HashSet<u32>>,
    /// The sequences that the open transaction keeps.
    numbers: numbers::Kept,
    /// How long the statements of each transaction wait for a lock, and how long they did before; none for
    /// as long as the session says.
    lock_wait: Option<(Duration, String)>,
    /// What migrations are kept within, if anything.
    walls: Option<WallsUp>,
    /// What the server keeps of the bookkeeping's texts.
    prepared: Prepared,
    /// The transaction of the house is open.
    is_open: bool,
    /// The table whose rows are read and written page by page.
    pub(super) rows: Option<table_rows::Open>,
    /// The guard of a scratch database; goes after the session on it, hence stands behind it.
    _scratch: Option<blank::Scratch>,
}

/// The driver's options hold the password and would print it.
impl fmt::Debug for PostgresConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresConnection").field("server", &self.server).finish_non_exhaustive()
    }
}

/// Connects to a `postgres://` or `postgresql://` URL, with the parameters that sqlx knows
/// (`sslmode`, `sslrootcert`, `host` for a socket directory, `options`, …).
///
/// # Errors
///
/// [`DatabaseError`] with class [`Class::Unreachable`] or [`Class::Login`].
pub fn connect(url: &Url) -> Result<Box<dyn Connection>, DatabaseError> {
    let options = options::options(url)?;
    Ok(Box::new(PostgresConnection::open(options, options::address(url))?))
}

/// The version with everything that it was built with, the words of the database, and each setting
/// that a session could change and that is not the server's default.
const SURROUNDINGS: &str = "SELECT concat_ws(E'\\n', version(), current_user, \
    jsonb_build_array(d.encoding, d.datcollate, d.datctype, to_jsonb(d)->'datlocprovider', \
        to_jsonb(d)->'datlocale', to_jsonb(d)->'daticulocale', to_jsonb(d)->'daticurules'), \
    current_schemas(false), (SELECT jsonb_object_agg(name, setting) FROM pg_settings \
        WHERE source <> 'default' \
        AND context IN ('user', 'superuser', 'backend', 'superuser-backend'))) \
    FROM pg_database d WHERE d.datname = current_database()";

/// The version, and the number of the process behind the session.
const SERVER: &str = "SELECT current_setting('server_version'), pg_backend_pid()";

/// How a statement goes over the wire; gives the count of its command tag.
type Send = fn(&mut Wire, &str) -> Result<u64, DatabaseError>;

impl PostgresConnection {
    fn open(options: PgConnectOptions, address: String) -> Result<Self, DatabaseError> {
        let mut wire = Wire::open(&options)?;
        let told = wire.texts(&[session::SETTINGS, &[SERVER]].concat().join(";\n"))?;
        let mut told = told.into_iter().flatten().flatten();
        let version = told.next().unwrap_or_default();
        let process = told.next().and_then(|process| process.parse().ok()).unwrap_or_default();
        // Distributions add their package's version in parentheses.
        let version = version.split_whitespace().next().unwrap_or_default();
        let server = Server { version: format!("PostgreSQL {version}"), address };
        let numbers = numbers::Kept::default();
        Ok(Self {
            wire,
            options,
            server,
            process,
            enums: None,
            numbers,
            lock_wait: None,
            walls: None,
            prepared: Prepared::default(),
            is_open: false,
            rows: None,
            _scratch: None,
        })
    }

    /// How to connect to the same database.
    pub(super) fn options(&self) -> &PgConnectOptions {
        &self.options
    }

    /// A session on a scratch database, which goes with it.
    pub(super) fn beside(
        guard: blank::Scratch,
        options: PgConnectOptions,
        address: &str,
    ) -> Result<Self, DatabaseError> {
        let address = format!("a scratch database beside {address}");
        Ok(Self { _scratch: Some(guard), ..Self::open(options, address)? })
    }

    /// Sends a statement and lets what is known of the session follow it.
    fn run(&mut self, sql: &str, send: Send) -> Result<u64, DatabaseError> {
        if sql == session::BEGIN {
            return self.begin();
        }
        let words = first_words(sql);
        let word = words.first().map_or("", String::as_str);
        if may_change_types(&words) {
            self.enums = None;
        }
        if matches!(word, "commit" | "rollback") {
            self.numbers = numbers::Kept::default();
            self.is_open &= words.get(1).is_some_and(|word| word == "to");
        }
        if let Some(walls) = &self.walls {
            walls.look_at(&words)?;
            if let Some(booking) = walls.booking(sql, &words) {
                let touched = self.wire.text(&booking?).map_err(|error| walls.explain(error))?;
                return Ok(touched.and_then(|rows| rows.parse().ok()).unwrap_or_default());
            }
            let sent = send(&mut self.wire, sql).map_err(|error| walls.explain(error))?;
            return Ok(if is_query(word) { 0 } else { sent });
        }
        let counted = send(&mut self.wire, sql)?;
        Ok(if is_query(word) { 0 } else { counted })
    }

    /// Opens a transaction, in the same turn as the statement that follows.
    fn begin(&mut self) -> Result<u64, DatabaseError> {
        self.numbers = numbers::Kept::default();
        self.is_open = true;
        self.wire.begin();
        match &self.lock_wait {
            Some((wait, _)) => self.wire.write(&session::lock_timeout(*wait)),
            None => Ok(0),
        }
    }

    /// Forgets the enums, of which a statement may make or change some.
    pub(super) fn forget_enums(&mut self) {
        self.enums = None;
    }

    /// Ends the statement or the session of this connection with a function of the server.
    fn ends_by(&self, function: &'static str) -> Interrupter {
        let (options, process) = (self.options.clone(), self.process);
        Box::new(move || {
            Wire::open(&options)?.text(&format!("SELECT {function}({process})")).map(|_| ())
        })
    }

    /// The enums' type numbers, read again after anything that may have changed them: the rows
    /// of a query carry type numbers only, and the connection is busy while they come.
    fn enums(&mut self) -> Result<HashSet<u32>, DatabaseError> {
        if let Some(enums) = &self.enums {
            return Ok(enums.clone());
        }
        let rows = self.wire.texts("SELECT oid FROM pg_catalog.pg_type WHERE typtype = 'e'")?;
        let oids = rows.iter().flatten().flatten().filter_map(|oid| oid.parse().ok());
        let enums: HashSet<u32> = oids.collect();
        self.enums = Some(enums.clone());
        Ok(enums)
    }

    /// Runs a query whose rows may hold values of these enums.
    fn read(
        &mut self,
        sql: &str,
        enums: &HashSet<u32>,
        on_row: RowSink<'_>,
    ) -> Result<(), DatabaseError> {
        let mut columns: Option<(Vec<String>, Vec<u32>)> = None;
        let read = self.wire.read(sql, &mut |row| {
            let (names, types) = columns.get_or_insert_with(|| described(row));
            let values = types.iter().enumerate().map(|(at, oid)| match cell(row, at) {
                Some(text) => decode::value(*oid, text, enums),
                None => Value::Null,
            });
            on_row(names, values.collect())
        });
        read.map_err(|error| match &self.walls {
            Some(walls) => walls.explain(error),
            None => error,
        })
    }
}

impl Connection for PostgresConnection {
    fn dialect(&self) -> &'static dyn Dialect {
        &PostgresDialect
    }

    fn server(&self) -> &Server {
        &self.server
    }

    fn execute(&mut self, sql: &str) -> Result<u64, DatabaseError> {
        self.run(sql, Wire::write)
    }

    fn execute_own(&mut self, sql: &str) -> Result<u64, DatabaseError> {
        self.run(sql, Wire::write_own)
    }

    fn execute_own_together(&mut self, texts: &[&str]) -> Result<Vec<u64>, (usize, DatabaseError)> {
        if self.walls.is_none() {
            return match self.is_open {
                true => self.prepared.write_together(&mut self.wire, texts),
                false => self.wire.write_together(texts),
            };
        }
        let mut counts = Vec::with_capacity(texts.len());
        for text in texts {
            counts.push(self.execute_own(text).map_err(|error| (counts.len(), error))?);
        }
        Ok(counts)
    }

    /// Walls are looked at statement by statement.
    fn together(&mut self) -> Option<&mut dyn Together> {
        match self.walls {
            None => Some(self),
            Some(_) => None,
        }
    }

    fn query(&mut self, sql: &str, on_row: RowSink<'_>) -> Result<(), DatabaseError> {
        let enums = self.enums()?;
        self.read(sql, &enums, on_row)
    }

    fn query_own(&mut self, sql: &str, on_row: RowSink<'_>) -> Result<(), DatabaseError> {
        self.read(sql, &HashSet::new(), on_row)
    }

    fn inspect(&mut self) -> Result<Catalog, DatabaseError> {
        self.look(inspect::catalog)
    }

    fn inspect_for_operations(&mut self) -> Result<Catalog, DatabaseError> {
        self.look(inspect::for_operations)
    }

    fn has_table(&mut self, name: &ObjectName) -> Result<bool, DatabaseError> {
        let bad = |error: DialectError| DatabaseError::new(Class::Statement, error.to_string());
        let table = literal::text(name.name.as_str()).map_err(bad)?;
        let place = match &name.schema {
            Some(schema) => {
                let schema = literal::text(schema.as_str()).map_err(bad)?;
                format!(
                    "relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = {schema})"
                )
            }
            None => "pg_catalog.pg_table_is_visible(oid)".to_owned(),
        };
        let sql = format!(
            "SELECT 1 FROM pg_catalog.pg_class WHERE relkind IN ('r', 'p') AND relname = {table} AND {place}"
        );
        Ok(self.wire.text(&sql)?.is_some())
    }

    fn held_locks(&mut self) -> Result<Vec<(String, String)>, DatabaseError> {
        session::held_locks(self)
    }

    /// The driver counts `BEGIN` and `COMMIT` on its own side and would not see one in raw SQL;
    /// the server refuses a savepoint outside a transaction, and takes one in a failed
    /// transaction for what it is.
    fn in_transaction(&mut self) -> Result<bool, DatabaseError> {
        match self.wire.write("SAVEPOINT sandshift_probe") {
            Ok(_) => {
                self.wire.write("RELEASE SAVEPOINT sandshift_probe")?;
                Ok(true)
            }
            Err(error) => match error.code.as_deref() {
                Some("25P01") => Ok(false),
                Some("25P02") => Ok(true),
                _ => Err(error),
            },
        }
    }

    fn clear_leftovers(&mut self, sql: &str) -> Result<Option<String>, DatabaseError> {
        leftovers::clear(&mut self.wire, sql)
    }

    fn take_over(&mut self, wait: Duration) -> Result<(), DatabaseError> {
        flight::take_over(self, wait)
    }

    fn keep_numbers(&mut self, sql: &str) -> Result<(), DatabaseError> {
        numbers::keep(&mut self.wire, sql, &mut self.numbers)
    }

    /// Set anew in each transaction, so that it ends with it, behind a pooler too.
    fn limit_lock_wait(&mut self, wait: Duration) -> Result<(), DatabaseError> {
        let before = self.wire.text("SHOW lock_timeout")?.unwrap_or_default();
        if self.in_transaction()? {
            self.wire.write(&session::lock_timeout(wait))?;
        }
        self.lock_wait = Some((wait, before));
        Ok(())
    }

    fn restore_lock_wait(&mut self) -> Result<(), DatabaseError> {
        let Some((_, before)) = self.lock_wait.take() else { return Ok(()) };
        if self.in_transaction()? {
            self.wire.write(&format!("SET LOCAL lock_timeout = '{before}'"))?;
        }
        Ok(())
    }

    fn surroundings(&mut self) -> Result<Option<String>, DatabaseError> {
        self.wire.text(SURROUNDINGS)
    }

    fn makes_plain_tables(&mut self) -> Result<bool, DatabaseError> {
        Ok(self.wire.text(plain::SURROUNDINGS)?.as_deref() == Some("t"))
    }

    fn lock(&self, wait: Duration) -> Result<Box<dyn Lock>, DatabaseError> {
        Ok(Box::new(lock::take(&self.options, wait)?))
    }

    fn wall_in(&mut self, walls: &Walls) -> Result<(), DatabaseError> {
        let cancel = || self.ends_by("pg_cancel_backend");
        let terminate = || self.ends_by("pg_terminate_backend");
        let watchdog = walls.statement_time.map(|_| Watchdog::new(cancel(), terminate()));
        self.walls = Some(WallsUp::put_up(&mut self.wire, walls, watchdog)?);
        Ok(())
    }

    fn speak_as(&mut self, identity: Identity) -> Result<(), DatabaseError> {
        let (wire, is_open) = (&mut self.wire, self.is_open);
        self.walls.as_mut().map_or(Ok(()), |walls| walls.speak_as(wire, identity, is_open))
    }

    fn speak_for_house(&mut self, did_end: bool) -> Result<(), DatabaseError> {
        let wire = &mut self.wire;
        self.walls.as_mut().map_or(Ok(()), |walls| walls.speak_for_house(wire, did_end))
    }

    fn note_objects(&mut self) -> Result<(), DatabaseError> {
        let wire = &mut self.wire;
        self.walls.as_mut().map_or(Ok(()), |walls| walls.note_objects(wire))
    }

    fn examine_objects(&mut self) -> Result<(), DatabaseError> {
        let wire = &mut self.wire;
        self.walls.as_mut().map_or(Ok(()), |walls| walls.examine_objects(wire))
    }

    fn interrupter(&self) -> Interrupter {
        self.ends_by("pg_cancel_backend")
    }

    fn again(&self) -> Result<Box<dyn Connection>, DatabaseError> {
        let mut again = Self::open(self.options.clone(), self.server.address.clone())?;
        if let Some(walls) = &self.walls {
            again.wall_in(walls.walls())?;
        }
        Ok(Box::new(again))
    }

    /// PostgreSQL copies a database only while nobody is connected to it, and need not: every
    /// schema change rolls back.
    fn scratch(&mut self) -> Result<Box<dyn Connection>, DatabaseError> {
        let message = "PostgreSQL rehearses in a transaction, not on a copy of the database";
        Err(DatabaseError::new(Class::Statement, message))
    }

    fn blank(&mut self) -> Result<Box<dyn Connection>, DatabaseError> {
        let (guard, options) = blank::blank(&self.options)?;
        Ok(Box::new(Self::beside(guard, options, &self.server.address)?))
    }

    /// To drop a database takes the server as long as to make one.
    fn leave(self: Box<Self>) -> Leaving {
        Leaving::beside(*self)
    }
}

fn described(row: &PgRow) -> (Vec<String>, Vec<u32>) {
    let names = row.columns().iter().map(|column| column.name().to_owned()).collect();
    let oid = |at: usize| row.column(at).type_info().oid().map_or(0, |oid| oid.0);
    (names, (0..row.len()).map(oid).collect())
}
