//! Ways through a project, the states that they begin in, and those that they have to end in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::{Duration, Instant};

use sandshift_test_servers::TestDatabase;

use crate::program::{command, said};
use crate::stage::server::{Server, connect};
use crate::state::State;

/// A command that changes a database, and the commands that come before it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Workload {
    /// The folder of the project, from the root of the workspace.
    folder: &'static str,
    /// Carried out before, undisturbed.
    before: &'static [&'static [&'static str]],
    /// What is killed, and what is typed again afterwards.
    pub(crate) command: &'static [&'static str],
}

const UP: &[&str] = &["run"];
const DOWN: &[&str] = &["rollback", "base", "--yes"];

/// The project that was made for this: small, and with a bit of everything.
pub(crate) const SMALL_UP: Workload =
    Workload { folder: "tests/crash/project", before: &[], command: UP };
pub(crate) const SMALL_DOWN: Workload =
    Workload { folder: "tests/crash/project", before: &[UP], command: DOWN };
/// The story of the documentation.
pub(crate) const STORY_UP: Workload = Workload { folder: "scripts", before: &[], command: UP };
pub(crate) const STORY_DOWN: Workload =
    Workload { folder: "scripts", before: &[UP], command: DOWN };

impl Workload {
    pub(crate) fn project(&self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join(self.folder)
    }

    /// Carries its command out, undisturbed, which has to end well.
    pub(crate) fn finish(&self, database: &TestDatabase) -> Result<Output, String> {
        let output = command(&self.project(), &database.url, self.command).output().unwrap();
        match output.status.success() {
            true => Ok(output),
            false => Err(format!("{:?} afterwards: {}", self.command, said(&output))),
        }
    }

    fn prepare(&self, database: &TestDatabase) {
        for arguments in self.before {
            let output = command(&self.project(), &database.url, arguments).output().unwrap();
            assert!(output.status.success(), "{arguments:?} before: {}", said(&output));
        }
    }
}

/// A workload on a kind of database: where it begins, and where an undisturbed run of it ends.
#[derive(Debug)]
pub(crate) struct Course {
    pub(crate) server: Server,
    pub(crate) workload: Workload,
    /// The file to begin with, where a database is one.
    begin: Vec<u8>,
    end: State,
    /// How long the undisturbed run took.
    pub(crate) took: Duration,
}

impl Course {
    pub(crate) fn of(server: Server, workload: Workload) -> Self {
        let database = server.database();
        workload.prepare(&database);
        let begin = database.file().map(|file| fs::read(file).unwrap()).unwrap_or_default();
        let begun = Instant::now();
        workload.finish(&database).unwrap();
        let took = begun.elapsed();
        let end = State::of(&database, &mut *connect(&database));
        Self { server, workload, begin, end, took }
    }

    /// A database of its own in the state in which the workload begins.
    pub(crate) fn fresh(&self) -> TestDatabase {
        let database = self.server.database();
        self.begin_again(&database);
        database
    }

    /// Brings a database of this course, whatever state it is in, to the state in which the workload begins, which is
    /// faster than to make another one.
    pub(crate) fn begin_again(&self, database: &TestDatabase) {
        if let Some(file) = database.file() {
            fs::write(file, &self.begin).unwrap();
            // What a failed run may have left belongs to the file that was there before.
            let _ = fs::remove_file(format!("{}-journal", file.display()));
            return;
        }
        let mut connection = connect(database);
        for statement in self.server.emptying(&mut *connection) {
            connection.execute(&statement).unwrap_or_else(|error| panic!("{statement}: {error}"));
        }
        self.workload.prepare(database);
    }

    /// Whether the database is as after an undisturbed run; says what is not.
    pub(crate) fn has_ended(&self, database: &TestDatabase) -> Result<(), String> {
        self.end.is_that_of(&State::of(database, &mut *connect(database)))
    }

    /// Carries the command out again after a disturbance, once, and holds what is there against an undisturbed run.
    pub(crate) fn recovers(&self, database: &TestDatabase) -> Result<(), String> {
        let output = self.workload.finish(database)?;
        self.has_ended(database).map_err(|lines| format!("{lines}\n{}", said(&output)))
    }
}
