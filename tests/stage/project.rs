//! A project whose revisions are lists of operations, carried out by the real runner.

use std::fs;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use sandshift::backend::open::{self, Purpose};
use sandshift::clock::Clock;
use sandshift::report::event::Event;
use sandshift::report::sql::{Detail, SqlText};
use sandshift::report::{Watch, Watcher};
use sandshift::revision::{Direction, Range, RevisionId};
use sandshift::runner::apply::{self, Outcome, Way};
use sandshift::runner::approving::Approval;
use sandshift::runner::error::RunError;
use sandshift::runner::options::Options;
use sandshift::runner::project::Project;
use sandshift::runner::record::{self, OfflineWay};
use sandshift::runner::rehearse;
use sandshift_model::operation::Operation;
use sandshift_model::origin::Origin;
use sandshift_sandbox::error::GuestError;
use sandshift_sandbox::guest::{Entry, Guest, SharedHost};
use sandshift_sandbox::limits::Limits;
use sandshift_test_servers::TestDatabase;
use tempfile::TempDir;

use crate::stage::server::Server;

/// Revisions `0001`, `0002`, …, one after the other.
pub(crate) struct Operations {
    _folder: TempDir,
    project: Project,
}

/// A program that applies a list of operations and leaves the way back to the journal.
struct Script(Vec<Operation>);

impl Guest for Script {
    fn has(&self, entry: Entry) -> bool {
        entry == Entry::Up
    }

    fn call(&mut self, entry: Entry, host: SharedHost) -> Result<(), GuestError> {
        if entry != Entry::Up {
            return Err(GuestError::Missing { entry: entry.name() });
        }
        for (at, operation) in self.0.iter().enumerate() {
            let origin = Origin::new(u32::try_from(at).unwrap() + 1, 1);
            let mut host = host.lock().unwrap_or_else(PoisonError::into_inner);
            host.apply(operation.clone(), origin)
                .map_err(|error| GuestError::Host { error, origin })?;
        }
        Ok(())
    }
}

#[derive(Clone, Default)]
struct Events(Arc<Mutex<Vec<Event>>>);

impl Watch for Events {
    fn event(&mut self, event: Event) {
        self.0.lock().unwrap().push(event);
    }
}

impl Events {
    /// What a dry run prints for the shell of a dialect, without how it was tried.
    fn text(&self, dialect: &str) -> String {
        let mut sql = SqlText::new(dialect, Detail::Full);
        let events = self.0.lock().unwrap();
        let told = events.iter().filter(|event| !matches!(event, Event::Rehearsing { .. }));
        told.map(|event| sql.render(event)).collect()
    }
}

/// The revision at this place, from 1.
pub(crate) fn revision(number: usize) -> String {
    format!("{number:04}")
}

impl Operations {
    /// A project of these revisions.
    pub(crate) fn new(revisions: &[&[Operation]]) -> Self {
        let folder = TempDir::new().unwrap();
        for (at, _) in revisions.iter().enumerate() {
            let own = revision(at + 1);
            let down = match at {
                0 => String::new(),
                _ => format!("//! down_revision = \"{}\"\n", revision(at)),
            };
            let header = format!("//! revision = \"{own}\"\n{down}");
            fs::write(folder.path().join(format!("{own}_step.rhai")), header).unwrap();
        }
        let mut project = Project::open(vec![folder.path().to_owned()]).unwrap();
        for (at, operations) in revisions.iter().enumerate() {
            let operations = operations.to_vec();
            let id = revision(at + 1).parse::<RevisionId>().unwrap();
            project = project.with_program(id, move || Box::new(Script(operations.clone())));
        }
        Self { _folder: folder, project }
    }

    pub(crate) fn up(&self, database: &TestDatabase, target: &str) -> Result<Outcome, RunError> {
        self.go(database, Direction::Up, target)
    }

    /// Rolls back by what the journal kept, values that stay lost included.
    pub(crate) fn down(&self, database: &TestDatabase, target: &str) -> Result<Outcome, RunError> {
        self.go(database, Direction::Down, target)
    }

    fn go(
        &self,
        database: &TestDatabase,
        direction: Direction,
        target: &str,
    ) -> Result<Outcome, RunError> {
        let way = Way { direction, target: target.parse().unwrap() };
        let connection = open::open(&database.url, Purpose::Change).unwrap();
        apply::apply(&self.project, connection, &way, &options(Watcher::nobody()))
    }

    /// What `run --dry-run` prints.
    pub(crate) fn dry_run(
        &self,
        database: &TestDatabase,
        direction: Direction,
        target: &str,
    ) -> Result<String, RunError> {
        let events = Events::default();
        let way = Way { direction, target: target.parse().unwrap() };
        let connection = open::open(&database.url, Purpose::Look).unwrap();
        let dialect = connection.dialect().name();
        rehearse::rehearse(
            &self.project,
            connection,
            &way,
            &options(Watcher::new(events.clone())),
        )?;
        Ok(events.text(dialect))
    }

    /// What `run --dry-run --offline` prints for all revisions.
    pub(crate) fn record(&self, server: Server) -> Result<String, RunError> {
        let events = Events::default();
        let way =
            OfflineWay { direction: Direction::Up, range: "base:heads".parse::<Range>().unwrap() };
        let options = options(Watcher::new(events.clone()));
        record::record(&self.project, server.dialect(), &way, &options)?;
        Ok(events.text(server.dialect().name()))
    }
}

pub(crate) fn options(watcher: Watcher) -> Options {
    Options {
        parameters: Default::default(),
        limits: Limits::default(),
        compilation: super::compilation::as_on_the_command_line(),
        lock_wait: Duration::from_secs(30),
        actor: "test".to_owned(),
        clock: Clock { now_micros, elapsed_micros },
        now_micros: Some(1_700_000_000_000_000),
        seed: Some("seed".to_owned()),
        allow_edited: false,
        accept_loss: true,
        keep_rows: Some(Default::default()),
        keep_micros: None,
        on_conflict: Default::default(),
        detail: Detail::Full,
        watcher,
        policy: None,
        approval: Approval::default(),
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
