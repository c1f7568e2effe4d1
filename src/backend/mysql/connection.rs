//! One connection to a MySQL or MariaDB server.
//!
//! Everything goes over the text protocol: literals stand in the statements, so there is nothing
//! to bind, and no prepared statement can outlive a change of the schema.

use std::fmt;
use std::time::Duration;

use futures_util::TryStreamExt;
use sandshift_model::catalog::Catalog;
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::value::Value;
use sqlx::mysql::{MySqlConnectOptions, MySqlRow};
use sqlx::{AssertSqlSafe, Column, ConnectOptions, Connection as _, Either, Row as _};
use tokio::runtime::Runtime;
use url::Url;

use super::blank::{Scratch, blank};
use super::decode::decode;
use super::dialect::MysqlDialect;
use super::failure::{failure, unreachable_because};
use super::flavour::Flavour;
use super::inspect::inspect;
use super::literal::literal;
use super::lock::NamedLock;
use super::scratch::scratch;
use super::walls::{self, WallsUp, preflight};
use crate::backend::connection::{
    Class, Connection, DatabaseError, Interrupter, Lock, RowSink, Server,
};
use crate::backend::dialect::{Dialect, DialectError};
use crate::backend::flight;
use crate::backend::keyset::Keyset;
use crate::backend::runtime::runtime;
use crate::backend::walls::{Identity, Walls};
use crate::backend::watchdog::Watchdog;

/// How long a server may take to answer the first time.
const CONNECT_WITHIN: Duration = Duration::from_secs(30);

/// A connection to a database of a MySQL or MariaDB server.
pub struct MysqlConnection {
    driver: Option<sqlx::MySqlConnection>,
    runtime: &'static Runtime,
    url: Url,
    database: String,
    server: Server,
    /// The number of the session on its server.
    session: String,
    flavour: Flavour,
    scratch: Option<Box<Scratch>>,
    /// How long the session waited for locks of rows and of tables before that was limited.
    lock_waits: Option<Vec<String>>,
    /// What migrations are kept within, if anything.
    walls: Option<WallsUp>,
    /// The table whose rows are read and written page by page.
    pub(super) rows: Option<Keyset>,
}

impl fmt::Debug for MysqlConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MysqlConnection").field("server", &self.server).finish_non_exhaustive()
    }
}

/// Connects to the database of a `mysql://` or `mariadb://` URL (`?socket=` for a socket).
///
/// # Errors
///
/// [`Class::Unreachable`] when no server answers or it has no such database, [`Class::Login`] when
/// it refuses the user or the password.
pub fn connect(url: &Url) -> Result<Box<dyn Connection>, DatabaseError> {
    Ok(Box::new(MysqlConnection::open(url)?))
}

impl MysqlConnection {
    /// As [`connect`], with the type left visible.
    ///
    /// # Errors
    ///
    /// As [`connect`].
    pub fn open(url: &Url) -> Result<Self, DatabaseError> {
        let runtime = runtime()?;
        // The driver would change `sql_mode` by itself; what a session sets is printed in a dry run.
        let options = MySqlConnectOptions::from_url(url)
            .map_err(|error| failure(&error))?
            .pipes_as_concat(false)
            .no_engine_substitution(false)
            .timezone(None)
            .set_names(false)
            .disable_statement_logging();
        let Some(database) = options.get_database().map(str::to_owned) else {
            return Err(DatabaseError {
                advice: Some("add the name of the database at the end of the URL".to_owned()),
                ..DatabaseError::new(Class::Unreachable, "the database URL names no database")
            });
        };
        let driver = runtime
            .block_on(async { tokio::time::timeout(CONNECT_WITHIN, options.connect()).await })
            .map_err(|_| unreachable_because("the server does not answer"))?
            .map_err(|error| failure(&error))?;
        let mut connection = Self {
            driver: Some(driver),
            runtime,
            url: url.clone(),
            database,
            server: Server { version: String::new(), address: address(url) },
            session: String::new(),
            flavour: Flavour::default(),
            scratch: None,
            lock_waits: None,
            walls: None,
            rows: None,
        };
        let told = connection.texts("SELECT VERSION(), CONNECTION_ID()")?;
        let mut told = told.into_iter().flatten().flatten();
        let version = told.next().unwrap_or_default();
        connection.session = told.next().unwrap_or_default();
        connection.flavour = Flavour::of_version(&version);
        connection.server.version = connection.flavour.title_of(&version);
        connection.make_session_settings()?;
        Ok(connection)
    }

    /// The settings that a dry run prints, in one turn, and one more: a server may end sessions that wait a minute, and
    /// ours wait for guests and for other sessions.
    pub(super) fn make_session_settings(&mut self) -> Result<(), DatabaseError> {
        let settings = MysqlDialect::of(self.flavour).session_settings();
        let settings = settings.iter().map(|setting| setting.trim_start_matches("SET "));
        let settings: Vec<&str> = settings.chain(["SESSION wait_timeout = 31536000"]).collect();
        self.execute(&format!("SET {}", settings.join(", "))).map(|_| ())
    }

    /// The same server and login with another database.
    pub(super) fn open_other(&self, database: &str) -> Result<Self, DatabaseError> {
        let mut url = self.url.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.clear().push(database);
        }
        Self::open(&url)
    }

    /// Puts the walls of another connection up around this one.
    fn walled_as(&mut self, other: &Self) -> Result<(), DatabaseError> {
        other.walls.as_ref().map_or(Ok(()), |walls| self.wall_in(&walls.walls))
    }

    pub(super) fn keep(&mut self, scratch: Scratch) {
        self.scratch = Some(Box::new(scratch));
    }

    pub(super) fn database(&self) -> &str {
        &self.database
    }

    /// How to connect to the same database, the password among it.
    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    pub(super) fn flavour(&self) -> Flavour {
        self.flavour
    }

    /// The first value of the first row as text; none for NULL and for no row.
    pub(super) fn one(&mut self, sql: &str) -> Result<Option<String>, DatabaseError> {
        Ok(self.texts(sql)?.into_iter().next().and_then(|row| row.into_iter().next().flatten()))
    }

    /// All rows as text, for questions to the server's own tables.
    pub(super) fn texts(&mut self, sql: &str) -> Result<Vec<Vec<Option<String>>>, DatabaseError> {
        let mut rows = Vec::new();
        self.query(sql, &mut |_, row| {
            rows.push(row.into_iter().map(as_text).collect());
            true
        })?;
        Ok(rows)
    }

    /// Ends the statement or the session of this connection.
    fn ends_by(&self, kill: &'static str) -> Interrupter {
        let (url, kill) = (self.url.clone(), format!("{kill} {}", self.session));
        Box::new(move || Self::open(&url)?.execute(&kill).map(|_| ()))
    }

    /// Sends a text that the walls have looked at.
    fn send(&mut self, sql: &str, on_row: &mut dyn FnMut(&MySqlRow)) -> Result<u64, DatabaseError> {
        if let Some(walls) = &mut self.walls {
            walls.look_at(sql)?;
        }
        let sent = self.send_unseen(sql, on_row);
        match &self.walls {
            Some(walls) => sent.map_err(|error| walls.explain(error)),
            None => sent,
        }
    }

    /// The one place where text reaches the driver.
    fn send_unseen(
        &mut self,
        sql: &str,
        on_row: &mut dyn FnMut(&MySqlRow),
    ) -> Result<u64, DatabaseError> {
        let Some(driver) = self.driver.as_mut() else {
            return Err(unreachable_because("the connection is closed"));
        };
        let outcome = self.runtime.block_on(async {
            let mut affected = 0;
            let mut answers = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_many(&mut *driver);
            while let Some(answer) = answers.try_next().await? {
                match answer {
                    Either::Left(done) => affected += done.rows_affected(),
                    Either::Right(row) => on_row(&row),
                }
            }
            Ok(affected)
        });
        outcome.map_err(|error| {
            let error = failure(&error);
            if error.class == Class::Unreachable {
                // What is left on the wire would be taken for the next answer.
                self.driver = None;
            }
            error
        })
    }
}

impl Connection for MysqlConnection {
    fn dialect(&self) -> &'static dyn Dialect {
        MysqlDialect::of(self.flavour)
    }

    fn server(&self) -> &Server {
        &self.server
    }

    fn execute(&mut self, sql: &str) -> Result<u64, DatabaseError> {
        // A statement with RETURNING answers with its rows, and with no count of them.
        let mut answered = 0;
        let affected = self.send(sql, &mut |_| answered += 1)?;
        Ok(affected.max(answered))
    }

    fn query(&mut self, sql: &str, on_row: RowSink<'_>) -> Result<(), DatabaseError> {
        let mut names: Vec<String> = Vec::new();
        let mut wanted = true;
        // The answer is read to its end even when no more is wanted: the protocol has no way to
        // stop it, and the rest would stand before the next answer.
        self.send(sql, &mut |row| {
            if !wanted {
                return;
            }
            if names.is_empty() {
                names = row.columns().iter().map(|column| column.name().to_owned()).collect();
            }
            let values =
                (0..row.len()).map(|at| row.try_get_raw(at).map_or(Value::Null, decode)).collect();
            wanted = on_row(&names, values);
        })?;
        Ok(())
    }

    fn inspect(&mut self) -> Result<Catalog, DatabaseError> {
        inspect(self)
    }

    fn has_table(&mut self, name: &ObjectName) -> Result<bool, DatabaseError> {
        let bad = |error: DialectError| DatabaseError::new(Class::Statement, error.to_string());
        let text = |name: &Ident| literal(&Value::Text(name.to_string())).map_err(bad);
        let schema = match &name.schema {
            Some(schema) => text(schema)?,
            None => "DATABASE()".to_owned(),
        };
        let sql = format!(
            "SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = {schema} AND TABLE_NAME = {}",
            text(&name.name)?
        );
        Ok(self.one(&sql)?.is_some())
    }

    fn in_transaction(&mut self) -> Result<bool, DatabaseError> {
        let open = match self.flavour {
            Flavour::MariaDb => self.one("SELECT @@in_transaction")?,
            Flavour::Mysql => self.one(
                "SELECT COUNT(*) FROM performance_schema.events_transactions_current \
                 WHERE THREAD_ID = PS_CURRENT_THREAD_ID() AND STATE = 'ACTIVE' \
                 AND AUTOCOMMIT = 'NO'",
            )?,
        };
        Ok(open.is_some_and(|text| text != "0"))
    }

    fn take_over(&mut self, wait: Duration) -> Result<(), DatabaseError> {
        flight::take_over(self, wait)
    }

    /// A session waits for locks of rows by one variable, and for those of tables by another one.
    fn limit_lock_wait(&mut self, wait: Duration) -> Result<(), DatabaseError> {
        let before = self.texts("SELECT @@innodb_lock_wait_timeout, @@lock_wait_timeout")?;
        let seconds = wait.as_millis().div_ceil(1_000).max(1).to_string();
        self.execute(&lock_waits(&[seconds.clone(), seconds]))?;
        self.lock_waits = Some(before.into_iter().flatten().flatten().collect());
        Ok(())
    }

    fn restore_lock_wait(&mut self) -> Result<(), DatabaseError> {
        match self.lock_waits.take() {
            Some(before) => self.execute(&lock_waits(&before)).map(|_| ()),
            None => Ok(()),
        }
    }

    fn lock(&self, wait: Duration) -> Result<Box<dyn Lock>, DatabaseError> {
        Ok(Box::new(NamedLock::take(Self::open(&self.url)?, wait)?))
    }

    fn wall_in(&mut self, walls: &Walls) -> Result<(), DatabaseError> {
        preflight::no_powers(self.texts(preflight::POWERS)?)?;
        preflight::within(self.texts(preflight::TABLES)?, &*walls.reach)?;
        let watchdog = walls
            .statement_time
            .map(|_| Watchdog::new(self.ends_by("KILL QUERY"), self.ends_by("KILL CONNECTION")));
        self.walls = Some(WallsUp::new(walls, watchdog));
        Ok(())
    }

    fn speak_as(&mut self, identity: Identity) -> Result<(), DatabaseError> {
        if self.walls.is_none() {
            return Ok(());
        }
        let is_house = identity == Identity::House;
        let before = if is_house { None } else { self.texts(&walls::state(self.flavour))?.pop() };
        let was_open = !is_house && self.in_transaction()?;
        if let Some(walls) = &mut self.walls {
            walls.begin(identity);
            (walls.before, walls.was_open) = (before, was_open);
        }
        Ok(())
    }

    fn speak_for_house(&mut self, did_end: bool) -> Result<(), DatabaseError> {
        let Some(walls) = &mut self.walls else { return Ok(()) };
        walls.end()?;
        let Some(before) = walls.before.take().filter(|_| did_end) else { return Ok(()) };
        let (after, is_open) =
            (self.texts(&walls::state(self.flavour))?.pop(), self.in_transaction()?);
        self.walls.as_ref().map_or(Ok(()), |walls| walls.compare(&before, after, is_open))
    }

    fn interrupter(&self) -> Interrupter {
        self.ends_by("KILL QUERY")
    }

    fn again(&self) -> Result<Box<dyn Connection>, DatabaseError> {
        let mut again = Self::open(&self.url)?;
        again.walled_as(self)?;
        Ok(Box::new(again))
    }

    fn scratch(&mut self) -> Result<Box<dyn Connection>, DatabaseError> {
        let mut scratch = scratch(self)?;
        scratch.walled_as(self)?;
        Ok(Box::new(scratch))
    }

    fn blank(&mut self) -> Result<Box<dyn Connection>, DatabaseError> {
        Ok(Box::new(blank(self)?))
    }
}

impl Drop for MysqlConnection {
    fn drop(&mut self) {
        if let Some(driver) = self.driver.take() {
            // The session ends anyway when the socket closes; the goodbye only keeps the server's
            // log clean, so it must not wait long for a server that is gone.
            let goodbye = async {
                tokio::time::timeout(Duration::from_secs(2), driver.close()).await.ok();
            };
            self.runtime.block_on(goodbye);
        }
    }
}

/// Sets how long the session waits for locks, of rows and of tables, in seconds.
fn lock_waits(seconds: &[String]) -> String {
    let names = ["innodb_lock_wait_timeout", "lock_wait_timeout"];
    let set =
        names.iter().zip(seconds).map(|(name, seconds)| format!("SESSION {name} = {seconds}"));
    format!("SET {}", set.collect::<Vec<_>>().join(", "))
}

/// The URL without password and options.
fn address(url: &Url) -> String {
    let mut shown = url.clone();
    // Fails only for URLs without a host, which have no password either.
    shown.set_password(None).ok();
    shown.set_query(None);
    shown.to_string()
}

fn as_text(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Bool(truth) => Some(u8::from(truth).to_string()),
        Value::Int(number) => Some(number.to_string()),
        Value::Uint(number) => Some(number.to_string()),
        Value::Real(number) => Some(number.to_string()),
        Value::Bytes(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
        text => text.into_text(),
    }
}
