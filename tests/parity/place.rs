//! A project with one case in one language, and an empty database beside it.

use std::fs;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sandshift::backend::open::{self, Purpose};
use sandshift::report::event::Event;
use sandshift::report::sql::{Detail, SqlText};
use sandshift::report::{Watch, Watcher};
use sandshift::revision::Direction;
use sandshift::runner::apply::{self, Way};
use sandshift::runner::options::Options;
use sandshift::runner::project::Project;
use sandshift::runner::rehearse;
use sandshift::session::transcript::{Line, Role};
use sandshift_sandbox::limits::Limits;
use sandshift_test_servers::TestDatabase;
use tempfile::TempDir;

use crate::case::Case;
use crate::stage::server::{Server, connect};

/// The program of a migration.
#[derive(Debug, Clone)]
pub(crate) enum Program {
    /// The text of a script.
    Rhai(String),
    /// A component, with its header.
    Module { header: String, module: Vec<u8> },
}

/// A project with one case, and a database that its start has run on.
pub(crate) struct Place {
    folder: TempDir,
    pub(crate) database: TestDatabase,
    /// Of statements that change rows one by one, only the rows are told.
    counts_rows: bool,
}

#[derive(Clone, Default)]
struct Events(Arc<Mutex<Vec<Event>>>);

impl Watch for Events {
    fn event(&mut self, event: Event) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(event);
    }
}

impl Place {
    pub(crate) fn new(case: Case, program: &Program, server: Server) -> Self {
        let place = Self::with(&case.stem(), program, case.start(), server);
        let place = Self { counts_rows: case.transforms_rows(), ..place };
        if case.start().is_some() {
            place.go(Direction::Up, case.before());
        }
        place
    }

    /// A project with a program of this name, and what stands before it.
    pub(crate) fn with(
        name: &str,
        program: &Program,
        start: Option<(String, String)>,
        server: Server,
    ) -> Self {
        let folder = TempDir::new().unwrap();
        let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
        if let Some((file, script)) = start {
            write(&file, script.as_bytes());
        }
        match program {
            Program::Rhai(script) => write(&format!("{name}.rhai"), script.as_bytes()),
            Program::Module { header, module } => {
                write(&format!("{name}.toml"), header.as_bytes());
                write(&format!("{name}.wasm"), module);
            }
        }
        Self { folder, database: server.database(), counts_rows: false }
    }

    pub(crate) fn go(&self, direction: Direction, target: &str) {
        let way = Way { direction, target: target.parse().unwrap() };
        apply::apply(&self.project(), connect(&self.database), &way, &options(Watcher::nobody()))
            .unwrap_or_else(|error| panic!("{direction:?}: {error:?}"));
    }

    /// Runs to the heads, which must fail; gives what was said meanwhile, and the failure.
    pub(crate) fn failing_up(&self) -> (Vec<String>, String) {
        let events = Events::default();
        let way = Way { direction: Direction::Up, target: "heads".parse().unwrap() };
        let options = options(Watcher::new(events.clone()));
        let failure = apply::apply(&self.project(), connect(&self.database), &way, &options)
            .expect_err("it must fail");
        let events = events.0.lock().unwrap_or_else(PoisonError::into_inner);
        let said = events.iter().filter_map(|event| match event {
            Event::Log { message, .. } => Some(message.clone()),
            _ => None,
        });
        (said.collect(), format!("{failure:?}"))
    }

    /// What a dry run prints, but for what names the file: its journal and the places in it.
    pub(crate) fn dry_run(&self, direction: Direction, target: &str) -> String {
        let events = Events::default();
        let way = Way { direction, target: target.parse().unwrap() };
        let connection = open::open(&self.database.url, Purpose::Look).unwrap();
        let mut text = SqlText::new(connection.dialect().name(), Detail::Full);
        rehearse::rehearse(
            &self.project(),
            connection,
            &way,
            &options(Watcher::new(events.clone())),
        )
        .unwrap_or_else(|error| panic!("dry run, {direction:?}: {error:?}"));
        let events = events.0.lock().unwrap_or_else(PoisonError::into_inner);
        let told = events.iter().map(|event| without_place(event.clone(), self.counts_rows));
        told.map(|event| text.render(&event)).collect()
    }

    fn project(&self) -> Project {
        Project::open(vec![self.folder.path().to_owned()]).unwrap()
    }
}

fn without_place(mut event: Event, counts_rows: bool) -> Event {
    if let Event::Finished { file, transcript, .. } = &mut event {
        file.clear();
        let journal = |line: &Line| {
            let names = ["sandshift_journal", "sandshift_statements"];
            line.role == Role::Bookkeeping && names.iter().any(|name| line.sql.contains(name))
        };
        transcript.lines.retain(|line| !journal(line));
        if counts_rows {
            count_rows(&mut transcript.lines);
        }
    }
    event
}

/// Puts the number of rows in the place of the statements that changed them.
fn count_rows(lines: &mut Vec<Line>) {
    let is_row_work = |line: &Line| {
        matches!(line.role, Role::Rows | Role::RowText)
            || (line.role == Role::Statement && line.sql.starts_with("UPDATE"))
    };
    let rows: u64 = lines.iter().filter(|line| is_row_work(line)).map(|line| line.rows).sum();
    lines.retain(|line| !is_row_work(line));
    let (sql, role, origin) = (format!("-- {rows} rows"), Role::Rows, Default::default());
    lines.push(Line { sql, role, origin, rows, micros: 0, trial: None });
}

fn options(watcher: Watcher) -> Options {
    Options {
        // A host without optimisation compiles an engine of 15 MB six times as slowly, and several
        // tests may do so at once.
        limits: Limits { compile_time: Duration::from_secs(60), ..Limits::default() },
        // A moment with microseconds: a guest that drops them is found out.
        now_micros: Some(1_700_000_000_012_345),
        ..crate::stage::project::options(watcher)
    }
}
