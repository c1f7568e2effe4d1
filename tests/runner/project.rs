//! A project in a temporary folder, and one database beside it.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use sandshift::backend::connection::Connection;
use sandshift::backend::open::{self, Purpose};
use sandshift::clock::Clock;
use sandshift::report::event::Event;
use sandshift::report::sql::Detail;
use sandshift::report::{Watch, Watcher};
use sandshift::revision::Direction;
use sandshift::runner::apply::{self, Outcome, Way};
use sandshift::runner::approving::Approval;
use sandshift::runner::error::RunError;
use sandshift::runner::failure::Failure;
use sandshift::runner::options::Options;
use sandshift::runner::project::Project;
use sandshift::runner::{ran, rehearse};
use sandshift::session::RanStatement;
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_sandbox::limits::Limits;
use sandshift_test_servers::{MariaDb, Postgres, TestDatabase};
use tempfile::TempDir;

pub(crate) struct Scene {
    folder: TempDir,
    pub(crate) database: TestDatabase,
    pub(crate) events: Events,
}

#[derive(Clone, Default)]
pub(crate) struct Events(pub(crate) Arc<Mutex<Vec<Event>>>);

impl Watch for Events {
    fn event(&mut self, event: Event) {
        self.0.lock().unwrap().push(event);
    }
}

impl Scene {
    pub(crate) fn new(database: TestDatabase) -> Self {
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join("migrations")).unwrap();
        Self { folder, database, events: Events::default() }
    }

    pub(crate) fn migrations(&self) -> PathBuf {
        self.folder.path().join("migrations")
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.migrations().join(name), text).unwrap();
    }

    /// Writes a rhai revision: its header, then this body.
    pub(crate) fn rhai(&self, revision: &str, parent: &str, body: &str) {
        self.write(&format!("{revision}_x.rhai"), &headed("//!", revision, parent, body));
    }

    /// Writes an SQL revision: its header, then this body.
    pub(crate) fn sql(&self, revision: &str, parent: &str, body: &str) {
        self.write(&format!("{revision}_x.sql"), &headed("--!", revision, parent, body));
    }

    pub(crate) fn remove(&self, name: &str) {
        fs::remove_file(self.migrations().join(name)).unwrap();
    }

    pub(crate) fn project(&self) -> Project {
        Project::open(vec![self.migrations()]).unwrap()
    }

    pub(crate) fn connect(&self) -> Box<dyn Connection> {
        open::open(&self.database.url, Purpose::Change).unwrap()
    }

    pub(crate) fn options(&self) -> Options {
        Options {
            parameters: Default::default(),
            limits: Limits::default(),
            compilation: crate::compilation::as_on_the_command_line(),
            lock_wait: Duration::from_secs(20),
            actor: "test".to_owned(),
            clock: Clock { now_micros, elapsed_micros },
            now_micros: Some(1_700_000_000_000_000),
            seed: Some("seed".to_owned()),
            allow_edited: false,
            accept_loss: false,
            keep_rows: Some(Default::default()),
            keep_micros: None,
            on_conflict: Default::default(),
            detail: Detail::Full,
            watcher: Watcher::new(self.events.clone()),
            policy: None,
            approval: Approval::default(),
        }
    }

    pub(crate) fn up(&self, target: &str) -> Result<Outcome, RunError> {
        self.go(Direction::Up, target)
    }

    pub(crate) fn down(&self, target: &str) -> Result<Outcome, RunError> {
        self.go(Direction::Down, target)
    }

    pub(crate) fn go(&self, direction: Direction, target: &str) -> Result<Outcome, RunError> {
        let way = Way { direction, target: target.parse().unwrap() };
        apply::apply(&self.project(), self.connect(), &way, &self.options())
    }

    /// Goes down also where values stay lost.
    pub(crate) fn accept_loss_down(&self, target: &str) -> Result<Outcome, RunError> {
        let way = Way { direction: Direction::Down, target: target.parse().unwrap() };
        let options = Options { accept_loss: true, ..self.options() };
        apply::apply(&self.project(), self.connect(), &way, &options)
    }

    /// Runs to the heads and gives the migration that failed.
    pub(crate) fn failing_up(&self) -> Failure {
        self.failing(Direction::Up, "heads")
    }

    /// Runs to a target and gives the migration that failed.
    pub(crate) fn failing(&self, direction: Direction, target: &str) -> Failure {
        match self.go(direction, target) {
            Err(RunError::Migration(failure)) => *failure,
            other => panic!("{}: no migration failed: {other:?}", self.database.url),
        }
    }

    /// Runs to the heads, which must work.
    pub(crate) fn must_up(&self) -> Outcome {
        self.up("heads").unwrap_or_else(|error| panic!("{}: {error:?}", self.database.url))
    }

    /// Goes down, which must work.
    pub(crate) fn must_down(&self, target: &str) -> Outcome {
        self.down(target).unwrap_or_else(|error| panic!("{}: {error:?}", self.database.url))
    }

    /// Runs SQL of the test's own, as another program would.
    pub(crate) fn outside(&self, sql: &str) {
        let url = &self.database.url;
        self.connect().execute(sql).unwrap_or_else(|error| panic!("{url}: {sql}: {error:?}"));
    }

    /// The single value that a query gives, as text.
    pub(crate) fn one(&self, sql: &str) -> String {
        let values = self.values(sql);
        assert_eq!(values.len(), 1, "{}: {sql}: {values:?}", self.database.url);
        values.into_iter().next().unwrap()
    }

    /// The statements of all runs of a revision, in order.
    pub(crate) fn ran(&self, revision: &str) -> Vec<RanStatement> {
        let mut connection = self.connect();
        let sql =
            format!("SELECT id FROM sandshift_journal WHERE revision = '{revision}' ORDER BY id");
        let mut ids = Vec::new();
        connection
            .query(&sql, &mut |_, row| {
                ids.extend(row[0].as_text().map(str::to_owned));
                true
            })
            .unwrap();
        ids.iter().flat_map(|id| ran::statements(&mut *connection, id).unwrap()).collect()
    }

    pub(crate) fn count(&self, table: &str) -> String {
        self.one(&format!("SELECT count(*) FROM {table}"))
    }

    pub(crate) fn has(&self, table: &str) -> bool {
        self.connect().has_table(&ObjectName::bare(Ident::new(table).unwrap())).unwrap()
    }

    /// Whether this is the database that cannot roll back schema changes.
    pub(crate) fn is_mysql(&self) -> bool {
        self.database.url.starts_with("mysql")
    }

    pub(crate) fn is_postgres(&self) -> bool {
        self.database.url.starts_with("postgres")
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        self.database.url.starts_with("sqlite")
    }

    /// What the tool and the scripts said so far.
    pub(crate) fn said(&self) -> Vec<String> {
        let events = self.events.0.lock().unwrap();
        let said = events.iter().filter_map(|event| match event {
            Event::Log { message, .. } | Event::Notice { message } => Some(message.clone()),
            _ => None,
        });
        said.collect()
    }

    /// The text that a dry run prints.
    pub(crate) fn dry_run(&self, direction: Direction, target: &str) -> Result<String, RunError> {
        self.events.0.lock().unwrap().clear();
        let way = Way { direction, target: target.parse().unwrap() };
        let connection = open::open(&self.database.url, Purpose::Look).unwrap();
        rehearse::rehearse(&self.project(), connection, &way, &self.options())?;
        Ok(self.told_text())
    }

    /// The SQL of the events so far, as a dry run prints it.
    pub(crate) fn told_text(&self) -> String {
        let mut text = String::new();
        for event in self.events.0.lock().unwrap().iter() {
            let lines = match event {
                Event::Settings { statements } => statements.clone(),
                Event::Bookkeeping { transcript } | Event::Finished { transcript, .. } => {
                    transcript.lines.iter().map(|line| line.sql.clone()).collect()
                }
                _ => continue,
            };
            for line in lines {
                text.push_str(&line);
                text.push_str(";\n");
            }
        }
        text
    }

    pub(crate) fn values(&self, sql: &str) -> Vec<String> {
        let mut found = Vec::new();
        self.connect()
            .query(sql, &mut |_, row| {
                found.push(format!("{row:?}"));
                true
            })
            .unwrap();
        found
    }

    pub(crate) fn heads(&self) -> Vec<String> {
        sandshift::runner::status::heads(&mut *self.connect()).unwrap()
    }
}

/// The three databases, each empty.
pub(crate) fn databases() -> Vec<TestDatabase> {
    vec![TestDatabase::sqlite(), Postgres::shared().database(), MariaDb::shared().database()]
}

/// A scene on each of the three databases.
pub(crate) fn scenes() -> impl Iterator<Item = Scene> {
    databases().into_iter().map(Scene::new)
}

fn headed(mark: &str, revision: &str, parent: &str, body: &str) -> String {
    let parent = match parent {
        "" => String::new(),
        id => format!("{mark} down_revision = \"{id}\"\n"),
    };
    format!("{mark} revision = \"{revision}\"\n{parent}{body}\n")
}

fn now_micros() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(since.as_micros()).unwrap()
}

fn elapsed_micros() -> u64 {
    static BEGIN: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    u64::try_from(BEGIN.get_or_init(Instant::now).elapsed().as_micros()).unwrap()
}
