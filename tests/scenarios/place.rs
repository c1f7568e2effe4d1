//! A scenario on a database of its own, moved by the program as a person would start it.

use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

use sandshift::backend::connection::Connection;
use sandshift_model::catalog::Catalog;
use sandshift_test_servers::TestDatabase;

use crate::stage::image::{self, Order};
use crate::stage::server::{Server, connect};
use crate::tables::{self, Lines, Tables};

/// What random values of scripts start from, and the moment that they see, in every run.
const SEED: &str = "scenarios";
const NOW: &str = "2025-06-15T15:06:40Z";

const SIGKILL: i32 = 9;

/// A project, and a database on which its first revision has run.
pub(crate) struct Place {
    pub(crate) folder: PathBuf,
    pub(crate) database: TestDatabase,
    pub(crate) server: Server,
}

/// What a command said, and how it ended.
pub(crate) struct Said {
    pub(crate) output: String,
    pub(crate) messages: String,
    pub(crate) code: Option<i32>,
}

impl Place {
    /// The tables of a scenario, empty.
    pub(crate) fn empty(folder: &Path, server: Server) -> Self {
        let place = Self { folder: folder.to_owned(), database: server.database(), server };
        place.passes(&["run", "+1"]);
        place
    }

    /// The tables of a scenario with these rows.
    pub(crate) fn with(folder: &Path, server: Server, rows: &Tables) -> Self {
        let place = Self::empty(folder, server);
        tables::insert(&mut *place.connect(), rows);
        place
    }

    pub(crate) fn connect(&self) -> Box<dyn Connection> {
        connect(&self.database)
    }

    /// Changes something by hand.
    pub(crate) fn execute(&self, sql: &str) {
        self.connect().execute(sql).unwrap();
    }

    /// The rows of its own tables.
    pub(crate) fn rows(&self) -> Lines {
        tables::lines(&mut *self.connect())
    }

    /// Everything that the database holds, the bookkeeping included.
    pub(crate) fn content(&self) -> Content {
        let mut connection = self.connect();
        let catalog = connection.inspect().unwrap();
        let rows = tables::dump(&self.database, &*connection, &catalog);
        Content { catalog, rows }
    }

    /// A command that must end well; gives what it prints.
    #[track_caller]
    pub(crate) fn passes(&self, arguments: &[&str]) -> String {
        let said = self.says(arguments);
        let (server, messages) = (self.server, &said.messages);
        assert_eq!(said.code, Some(0), "{server:?}, {arguments:?}: {}\n{messages}", said.output);
        said.output
    }

    /// A command that must fail and change nothing; gives what it says.
    #[track_caller]
    pub(crate) fn refuses(&self, arguments: &[&str]) -> Said {
        let before = self.rows();
        let said = self.says(arguments);
        assert!(
            said.code.is_some_and(|code| code != 0),
            "{:?}: it passed: {}",
            self.server,
            said.output
        );
        tables::same(&format!("{:?}: {arguments:?} failed", self.server), &before, &self.rows());
        said
    }

    pub(crate) fn says(&self, arguments: &[&str]) -> Said {
        let Output { status, stdout, stderr } = self.command(arguments).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Said { output: text(stdout), messages: text(stderr), code: status.code() }
    }

    /// Starts a run and kills it after this time; false when it was done before.
    pub(crate) fn run_is_killed(&self, after: Duration) -> bool {
        let mut child: Child = self.command(&["run"]).spawn().unwrap();
        sleep(after);
        // A child that has ended and was not waited for is still there to be killed.
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        let is_killed = output.status.signal() == Some(SIGKILL);
        let messages = String::from_utf8_lossy(&output.stderr);
        assert!(is_killed || output.status.success(), "{:?}: {messages}", self.server);
        is_killed && !messages.contains("Done:")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sandshift"));
        command.arg("-C").arg(&self.folder).args(["--url", &self.database.url]).args(arguments);
        if matches!(arguments.first(), Some(&("run" | "rollback"))) {
            command.args(["--seed", SEED, "--now", NOW]);
        }
        // Machine code of modules is kept from one test to the next, and away from the user's own.
        let kept = Path::new(env!("CARGO_TARGET_TMPDIR"));
        command.env("XDG_CACHE_HOME", kept.join("cache")).env("XDG_STATE_HOME", kept.join("state"));
        command.env_remove("DATABASE_URL").stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}

/// What a database holds: its schema, and its rows as its own shell shows them.
pub(crate) struct Content {
    catalog: Catalog,
    rows: Lines,
}

impl Content {
    /// The other one has the same, the bookkeeping included.
    #[track_caller]
    pub(crate) fn is_all_of(&self, what: &str, other: &Self) {
        assert!(self.catalog == other.catalog, "{what}: the schema differs");
        tables::same(what, &self.rows, &other.rows);
    }

    /// The other one has the same but for the bookkeeping and the order of columns.
    #[track_caller]
    pub(crate) fn is(&self, what: &str, other: &Self) {
        let own = |content: &Self| {
            let mut catalog = content.catalog.clone();
            catalog.tables.retain(|name, _| !tables::is_bookkeeping(name));
            let own = |(name, _): &(&String, &Vec<String>)| !name.starts_with("sandshift_");
            let rows = content.rows.iter().filter(own);
            let rows: Lines = rows.map(|(name, rows)| (name.clone(), rows.clone())).collect();
            (image::schema(&catalog, Order::Any), rows)
        };
        let ((schema, rows), (other_schema, other_rows)) = (own(self), own(other));
        assert_eq!(schema, other_schema, "{what}: the schema");
        tables::same(what, &rows, &other_rows);
    }
}
