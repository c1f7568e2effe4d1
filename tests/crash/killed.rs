//! A project whose program is killed at seeded moments.

use std::fs;
use std::process::{Command, ExitStatus, Output, Stdio};
use std::time::Duration;

use sandshift::backend::connection::Connection;
use sandshift::backend::open::{self, Purpose};
use sandshift_test_servers::TestDatabase;
use tempfile::TempDir;

use crate::program::program;

/// A project in a temporary folder, and a database.
pub(crate) struct Project {
    folder: TempDir,
    pub(crate) database: TestDatabase,
}

impl Project {
    pub(crate) fn new(database: TestDatabase) -> Self {
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join("migrations")).unwrap();
        fs::write(folder.path().join("sandshift.toml"), "").unwrap();
        Self { folder, database }
    }

    pub(crate) fn revision(&self, id: &str, parent: &str, body: &str) {
        let parent = match parent {
            "" => String::new(),
            parent => format!("//! down_revision = \"{parent}\"\n"),
        };
        let text = format!("//! revision = \"{id}\"\n{parent}{body}\n");
        fs::write(self.folder.path().join(format!("migrations/{id}_x.rhai")), text).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command
            .args(["--url", &self.database.url])
            .args(arguments)
            .current_dir(self.folder.path())
            .env("NO_COLOR", "1")
            .stdin(Stdio::null());
        command
    }

    /// Runs the program to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs the program to its end, which must be a good one.
    pub(crate) fn must(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let said = format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        assert!(output.status.success(), "{}: {arguments:?}: {said}", self.database.url);
        said
    }

    /// Starts the program and kills it after some time; none when it had ended before.
    pub(crate) fn killed_after(&self, arguments: &[&str], time: Duration) -> Option<ExitStatus> {
        let mut command = self.command(arguments);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(time);
        let ended = child.try_wait().unwrap();
        if ended.is_none() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
        ended
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
}
