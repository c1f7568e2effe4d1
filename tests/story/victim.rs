//! A process that ends itself with SIGKILL before the statement it is told.
//!
//! The process is this test binary, started again: the run goes through the library, over a
//! connection that counts. So the product holds nothing for these tests, and a statement boundary
//! is one by construction, also inside a SQLite transaction, of which nothing is seen from outside.

use std::env;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{self, Command, ExitStatus};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use sandshift::backend::backup::{BackupError, Backups};
use sandshift::backend::connection::{
    Connection, DatabaseError, Interrupter, Lock, RowSink, Server,
};
use sandshift::backend::dialect::Dialect;
use sandshift::backend::open::{self, Purpose};
use sandshift::backend::table_rows::{PageChanges, PageSize, RowsPlan, TableRows};
use sandshift_model::catalog::Catalog;
use sandshift_model::ident::ObjectName;
use sandshift_model::query::Row;
use sandshift_test_servers::TestDatabase;

use crate::stage::{self, Kind, revisions};

const SIGKILL: i32 = 9;

/// Starts a run and kills it before this statement, counted from 1; false when it ended well
/// before that.
pub(crate) fn is_killed(database: &TestDatabase, revision: &str, statement: u32) -> bool {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", "victim::a_run_dies_before_the_statement_it_is_told", "--nocapture"]);
    command.env("VICTIM_URL", &database.url).env("VICTIM_REVISION", revision);
    let output = command.env("VICTIM_STATEMENT", statement.to_string()).output().unwrap();
    let messages = String::from_utf8_lossy(&output.stderr);
    was_killed(output.status, &format!("{revision}, statement {statement}: {messages}"))
}

/// Whether the process was killed; any other end but a good one is a failure.
#[track_caller]
pub(crate) fn was_killed(status: ExitStatus, what: &str) -> bool {
    let is_killed = status.signal() == Some(SIGKILL);
    assert!(is_killed || status.success(), "{what}: {status}");
    is_killed
}

#[test]
fn a_run_dies_before_the_statement_it_is_told() {
    if let Ok(url) = env::var("VICTIM_URL") {
        let of = |name: &str| env::var(name).unwrap();
        let mortal = Mortal {
            inner: open::open(&url, Purpose::Change).unwrap(),
            left: Arc::new(AtomicU32::new(of("VICTIM_STATEMENT").parse().unwrap())),
        };
        return stage::up_over(Box::new(mortal), &of("VICTIM_REVISION"));
    }
    let database = Kind::Sqlite.database();
    let first = &revisions()[0];
    assert!(is_killed(&database, first, 1), "the first statement is never the last");
    assert!(!is_killed(&database, first, 100_000), "no revision has so many statements");
}

/// A connection whose process dies.
#[derive(Debug)]
struct Mortal {
    inner: Box<dyn Connection>,
    left: Arc<AtomicU32>,
}

impl Mortal {
    fn alive(&mut self) -> &mut dyn Connection {
        if self.left.fetch_sub(1, Ordering::SeqCst) == 1 {
            Command::new("kill").args(["-KILL", &process::id().to_string()]).status().unwrap();
            thread::sleep(Duration::from_secs(60));
        }
        &mut *self.inner
    }
}

impl TableRows for Mortal {
    fn count_rows(&mut self, plan: &RowsPlan) -> Result<u64, DatabaseError> {
        self.alive().count_rows(plan)
    }

    fn open_rows(&mut self, plan: RowsPlan) -> Result<(), DatabaseError> {
        self.alive().open_rows(plan)
    }

    fn next_rows(&mut self, size: PageSize) -> Result<Vec<Row>, DatabaseError> {
        self.alive().next_rows(size)
    }

    fn read_again(&mut self, rows: &[Row]) -> Result<Vec<Row>, DatabaseError> {
        self.alive().read_again(rows)
    }

    fn write_rows(&mut self, rows: &[Row], changes: &PageChanges) -> Result<u64, DatabaseError> {
        self.alive().write_rows(rows, changes)
    }

    fn close_rows(&mut self) {
        self.inner.close_rows();
    }
}

impl Backups for Mortal {
    fn backup_extension(&self) -> &'static str {
        self.inner.backup_extension()
    }

    fn back_up(&mut self, file: &Path) -> Result<(), BackupError> {
        self.inner.back_up(file)
    }

    fn check_backup(&self, file: &Path) -> Result<(), BackupError> {
        self.inner.check_backup(file)
    }

    fn restore_beside(&mut self, file: &Path) -> Result<Box<dyn Connection>, BackupError> {
        self.inner.restore_beside(file)
    }

    fn restore(&mut self, file: &Path) -> Result<(), BackupError> {
        self.inner.restore(file)
    }
}

impl Connection for Mortal {
    fn dialect(&self) -> &'static dyn Dialect {
        self.inner.dialect()
    }

    fn server(&self) -> &Server {
        self.inner.server()
    }

    fn interrupter(&self) -> Interrupter {
        self.inner.interrupter()
    }

    fn execute(&mut self, sql: &str) -> Result<u64, DatabaseError> {
        self.alive().execute(sql)
    }

    fn execute_own(&mut self, sql: &str) -> Result<u64, DatabaseError> {
        self.alive().execute_own(sql)
    }

    fn query(&mut self, sql: &str, on_row: RowSink<'_>) -> Result<(), DatabaseError> {
        self.alive().query(sql, on_row)
    }

    fn inspect(&mut self) -> Result<Catalog, DatabaseError> {
        self.alive().inspect()
    }

    fn has_table(&mut self, name: &ObjectName) -> Result<bool, DatabaseError> {
        self.alive().has_table(name)
    }

    fn in_transaction(&mut self) -> Result<bool, DatabaseError> {
        self.alive().in_transaction()
    }

    fn clear_leftovers(&mut self, sql: &str) -> Result<Option<String>, DatabaseError> {
        self.alive().clear_leftovers(sql)
    }

    fn lock(&self, wait: Duration) -> Result<Box<dyn Lock>, DatabaseError> {
        self.inner.lock(wait)
    }

    fn again(&self) -> Result<Box<dyn Connection>, DatabaseError> {
        let inner = self.inner.again()?;
        Ok(Box::new(Self { inner, left: Arc::clone(&self.left) }))
    }

    fn scratch(&mut self) -> Result<Box<dyn Connection>, DatabaseError> {
        self.alive().scratch()
    }

    fn blank(&mut self) -> Result<Box<dyn Connection>, DatabaseError> {
        self.alive().blank()
    }
}
