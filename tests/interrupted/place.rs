//! A project and a database, with the program running in it.

use std::fs;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use sandshift::backend::connection::Connection;
use sandshift::backend::open::{self, Purpose};
use sandshift_test_servers::{MariaDb, Postgres, TestDatabase};
use tempfile::TempDir;

/// How long a test waits for what has to come.
const PATIENCE: Duration = Duration::from_secs(60);

/// A project in a temporary folder, and a database.
pub(crate) struct Place {
    folder: TempDir,
    pub(crate) database: TestDatabase,
}

/// How a program ended.
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) said: String,
}

impl Ended {
    fn of(output: &Output) -> Self {
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
        Self { code: output.status.code(), said }
    }
}

/// A program on its way; killed with the test.
pub(crate) struct Running(Option<Child>);

impl Running {
    /// Sends it a signal of this name.
    pub(crate) fn signal(&self, name: &str) {
        let child = self.0.as_ref().unwrap();
        let sent = Command::new("kill").args(["-s", name, &child.id().to_string()]).status();
        assert!(sent.unwrap().success(), "{name}");
    }

    /// Waits for its end.
    pub(crate) fn end(mut self) -> Ended {
        let mut child = self.0.take().unwrap();
        let begun = Instant::now();
        while child.try_wait().unwrap().is_none() {
            if begun.elapsed() > PATIENCE {
                child.kill().unwrap();
                panic!("it does not end: {}", Ended::of(&child.wait_with_output().unwrap()).said);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ended::of(&child.wait_with_output().unwrap())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Place {
    pub(crate) fn new(database: TestDatabase) -> Self {
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join("migrations")).unwrap();
        fs::write(folder.path().join("sandshift.toml"), "").unwrap();
        Self { folder, database }
    }

    pub(crate) fn everywhere() -> Vec<Self> {
        let mut all = vec![Self::new(TestDatabase::sqlite())];
        all.extend(Self::servers());
        all
    }

    pub(crate) fn servers() -> [Self; 2] {
        [Self::new(Postgres::shared().database()), Self::new(MariaDb::shared().database())]
    }

    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// As [`Place::run`], with another `PATH`.
    pub(crate) fn run_with_path(&self, arguments: &[&str], path: &str) -> Ended {
        Ended::of(&self.command(arguments).env("PATH", path).output().unwrap())
    }

    pub(crate) fn is_postgres(&self) -> bool {
        self.database.url.starts_with("postgres")
    }

    /// Writes a revision with these lines in its header.
    pub(crate) fn revision(&self, id: &str, header: &str, body: &str) {
        let header: String = header.lines().map(|line| format!("//! {line}\n")).collect();
        let text = format!("//! revision = \"{id}\"\n{header}{body}\n");
        fs::write(self.folder.path().join(format!("migrations/{id}_x.rhai")), text).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sandshift"));
        command
            .args(["--url", &self.database.url])
            .args(arguments)
            .current_dir(self.folder.path())
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs the program to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        Ended::of(&self.command(arguments).output().unwrap())
    }

    /// Runs the program to its end, which must be a good one.
    pub(crate) fn must(&self, arguments: &[&str]) -> String {
        let ended = self.run(arguments);
        assert_eq!(ended.code, Some(0), "{}: {arguments:?}: {}", self.database.url, ended.said);
        ended.said
    }

    /// Starts the program.
    pub(crate) fn start(&self, arguments: &[&str]) -> Running {
        Running(Some(self.command(arguments).spawn().unwrap()))
    }

    pub(crate) fn connect(&self) -> Box<dyn Connection> {
        open::open(&self.database.url, Purpose::Change).unwrap()
    }

    /// The rows of a query, as text.
    pub(crate) fn values(&self, sql: &str) -> Vec<String> {
        let mut found = Vec::new();
        self.connect()
            .query(sql, &mut |_, row| {
                found.push(format!("{row:?}"));
                true
            })
            .unwrap_or_else(|error| panic!("{}: {sql}: {error:?}", self.database.url));
        found
    }

    /// Waits until a query gives a row.
    pub(crate) fn await_row(&self, sql: &str) -> Vec<String> {
        self.await_row_every(Duration::from_millis(10), sql)
    }

    fn await_row_every(&self, pause: Duration, sql: &str) -> Vec<String> {
        let begun = Instant::now();
        loop {
            let found = self.values(sql);
            if !found.is_empty() {
                return found;
            }
            assert!(begun.elapsed() < PATIENCE, "{}: {sql} gives no row", self.database.url);
            std::thread::sleep(pause);
        }
    }

    /// A statement on rows that takes so many seconds in the server and changes nothing.
    pub(crate) fn sleep(&self, seconds: f32) -> String {
        match self.is_postgres() {
            true => format!("DO $$ BEGIN PERFORM pg_sleep({seconds}); END $$"),
            false => format!(
                "INSERT INTO log (n) SELECT 0 FROM (SELECT SLEEP({seconds}) AS s) AS q WHERE s > 9"
            ),
        }
    }

    /// Waits until a session carries out such a statement.
    pub(crate) fn await_sleep(&self) {
        self.await_row(match self.is_postgres() {
            true => {
                "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'DO %pg_sleep%' \
                 AND datname = current_database()"
            }
            false => {
                "SELECT 1 FROM information_schema.PROCESSLIST WHERE INFO LIKE 'INSERT INTO log%SLEEP%' \
                 AND DB = DATABASE()"
            }
        });
    }

    /// Waits until no session carries out a statement that begins so, or until one does.
    pub(crate) fn await_statement(&self, beginning: &str, is_there: bool) {
        let active = match self.is_postgres() {
            true => format!(
                "FROM pg_stat_activity WHERE state = 'active' AND query LIKE '{beginning}%' \
                 AND datname = current_database() AND pid <> pg_backend_pid()"
            ),
            false => format!(
                "FROM information_schema.PROCESSLIST WHERE INFO LIKE '{beginning}%' \
                 AND DB = DATABASE() AND ID <> CONNECTION_ID()"
            ),
        };
        self.await_row(&match is_there {
            true => format!("SELECT 1 {active}"),
            false => format!("SELECT 1 WHERE NOT EXISTS (SELECT 1 {active})"),
        });
    }

    /// Waits until a session waits for rows that another one holds.
    pub(crate) fn await_wait_for_rows(&self) {
        let waits = match self.is_postgres() {
            true => {
                "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' \
                 AND datname = current_database()"
            }
            false => {
                "SELECT 1 FROM information_schema.INNODB_TRX \
                 JOIN information_schema.PROCESSLIST ON ID = trx_mysql_thread_id \
                 WHERE trx_state = 'LOCK WAIT' AND DB = DATABASE()"
            }
        };
        // Whoever asks MariaDB more often than every 100 ms is told the same again and again.
        self.await_row_every(Duration::from_millis(150), waits);
    }

    /// Ends the session on the server that holds the lock of a run.
    pub(crate) fn end_session_of_lock(&self) {
        if self.is_postgres() {
            let ended = self.values(
                // The session that works has a mark of the kind as well.
                "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid) \
                 WHERE locktype = 'advisory' AND state = 'idle' AND datname = current_database()",
            );
            assert_eq!(ended, ["[Bool(true)]"]);
        } else {
            let name = &self.database.name;
            let holder = self.values(&format!("SELECT IS_USED_LOCK('sandshift:{name}')"));
            let id: String = holder.concat().chars().filter(char::is_ascii_digit).collect();
            self.connect().execute(&format!("KILL {id}")).unwrap();
        }
    }
}
