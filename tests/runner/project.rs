//! A project in a temporary folder, and one database beside it.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use sandshift::backend::connection::Connection;
use sandshift::backend::open::{self, Purpose};
use sandshift::clock::Clock;
use sandshift::report::event::Event;
use sandshift::report::{Watch, Watcher};
use sandshift::revision::Direction;
use sandshift::runner::apply::{self, Outcome, Way};
use sandshift::runner::error::RunError;
use sandshift::runner::options::Options;
use sandshift::runner::project::Project;
use sandshift::runner::rehearse;
use sandshift_sandbox::limits::Limits;
use sandshift_test_servers::TestDatabase;
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
            lock_wait: Duration::from_secs(20),
            actor: "test".to_owned(),
            clock: Clock { now_micros, elapsed_micros },
            now_micros: Some(1_700_000_000_000_000),
            seed: Some("seed".to_owned()),
            allow_edited: false,
            allow_loss: false,
            watcher: Watcher::new(self.events.clone()),
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

    /// The text that a dry run prints.
    pub(crate) fn dry_run(&self, direction: Direction, target: &str) -> Result<String, RunError> {
        self.events.0.lock().unwrap().clear();
        let way = Way { direction, target: target.parse().unwrap() };
        let connection = open::open(&self.database.url, Purpose::Look).unwrap();
        rehearse::rehearse(&self.project(), connection, &way, &self.options())?;
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
        Ok(text)
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

fn now_micros() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(since.as_micros()).unwrap()
}

fn elapsed_micros() -> u64 {
    static BEGIN: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    u64::try_from(BEGIN.get_or_init(Instant::now).elapsed().as_micros()).unwrap()
}
