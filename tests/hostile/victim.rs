//! A database that has to be as it was after a migration of somebody else, whatever that did.

use std::fs;
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use sandshift::backend::connection::Connection;
use sandshift::backend::open::{Purpose, open};
use sandshift_test_servers::{MariaDb, Postgres, TestDatabase};

use crate::project::{Outcome, Project, header};

/// Both ways to run a guest.
pub(crate) const PROFILES: [&str; 2] = ["trusted", "shared"];

/// How long a migration may take that the limits of these tests end, on a machine with much else to do.
const PATIENCE: Duration = Duration::from_secs(90);

/// What no process may have held at any moment: limits of these tests, what an engine takes, and what is compiled.
const MOST_BYTES: u64 = 700 << 20;

/// A migration of somebody else.
pub(crate) enum Program {
    /// The body of `up` of a script, which has `db`.
    Script(String),
    /// A module.
    Module(Vec<u8>),
    /// Statements of SQL.
    Sql(String),
}

/// How a migration has to end.
pub(crate) struct End<'e> {
    pub(crate) exit_code: i32,
    pub(crate) code: &'e str,
    pub(crate) says: &'e str,
}

/// A project with one table that has rows, on a database of its own.
pub(crate) struct Victim {
    project: Project,
    pub(crate) database: TestDatabase,
}

impl Victim {
    pub(crate) fn sqlite() -> Self {
        Self::on(TestDatabase::sqlite())
    }

    /// One on each of the three databases.
    pub(crate) fn everywhere() -> [Self; 3] {
        [TestDatabase::sqlite(), Postgres::shared().database(), MariaDb::shared().database()]
            .map(Self::on)
    }

    fn on(database: TestDatabase) -> Self {
        let project = Project::new();
        let url = &database.url;
        // Operations are counted alike on every machine, however long they take.
        let limits = "script_time = \"60s\"\noperations = 2_000_000\nmemory_mb = 64\n";
        project.write("sandshift.toml", format!("[limits]\n{limits}[env.dev]\nurl = \"{url}\"\n"));
        let text = "fn up(db) {
    let name = column(\"name\", string(40));
    db.create_table(\"kept\", [column(\"id\", integer()).primary_key(), name, column(\"doc\", json())]);
    for id in 1..4 { db.insert(\"kept\", #{ id: id, name: `row ${id}`, doc: #{ n: id } }); }
}
";
        project.migration("a0.rhai", &(header("a0", None) + text));
        project.good(&["run"]);
        Self { project, database }
    }

    /// The part of the URL that names the kind of the database.
    pub(crate) fn scheme(&self) -> &str {
        self.database.url.split(':').next().unwrap()
    }

    pub(crate) fn connect(&self) -> Box<dyn Connection> {
        open(&self.database.url, Purpose::Change).unwrap()
    }

    pub(crate) fn values(&self, sql: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut each = |_: &[String], row: Vec<sandshift_model::value::Value>| {
            found.push(format!("{row:?}"));
            true
        };
        self.connect().query(sql, &mut each).unwrap_or_else(|error| panic!("{sql}: {error}"));
        found
    }

    /// The rows, the names of all tables, and what is applied.
    pub(crate) fn image(&self) -> Vec<String> {
        let tables = match self.scheme() {
            "sqlite" => "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
            "mysql" => {
                "SELECT table_name FROM information_schema.tables WHERE table_schema = database() \
                 ORDER BY 1"
            }
            _ => {
                "SELECT table_name::text FROM information_schema.tables \
                 WHERE table_schema = 'public' ORDER BY 1"
            }
        };
        let all = ["SELECT id, name FROM kept ORDER BY id", "SELECT revision FROM sandshift_heads"];
        all.into_iter().chain([tables]).flat_map(|sql| self.values(sql)).collect()
    }

    /// Runs a migration in a profile, whatever comes of it.
    pub(crate) fn run(&self, program: &Program, profile: &str) -> Outcome {
        self.put(program);
        let begun = Instant::now();
        let outcome = self.project.run(&["run", "--profile", profile]);
        assert!(begun.elapsed() < PATIENCE, "it took {:?}: {outcome:#?}", begun.elapsed());
        let most = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap().max_rss() as u64 * 1024;
        assert!(most < MOST_BYTES, "it took {most} bytes");
        for name in ["a1.rhai", "a1.sql", "a1_m.toml", "a1_m.wasm"] {
            let _ = fs::remove_file(self.project.path("migrations").join(name));
        }
        outcome
    }

    /// The text of a dry run.
    pub(crate) fn dry_run(&self, program: &Program, profile: &str) -> String {
        self.put(program);
        let fixed = ["--now", "2026-01-31T12:00:00Z", "--seed", "same"];
        self.project.good(&[&["run", "--dry-run", "--profile", profile], &fixed[..]].concat())
    }

    /// Nothing is kept for a rollback: where schema changes commit, a table for what is kept would commit rows as well.
    fn put(&self, program: &Program) {
        match program {
            Program::Script(body) => {
                let head = header("a1", Some("a0"));
                let text = format!("{head}//! undo = false\nfn up(db) {{\n{body}\n}}\n");
                self.project.migration("a1.rhai", &text);
            }
            Program::Sql(text) => {
                let head = header("a1", Some("a0")).replace("//!", "--!");
                self.project.migration("a1.sql", &format!("{head}--! undo = false\n{text}"));
            }
            Program::Module(bytes) => {
                let head = "revision = \"a1\"\ndown_revision = \"a0\"\nmessage = \"a module\"\nundo = false\n";
                self.project.migration("a1_m.toml", head);
                self.project.write("migrations/a1_m.wasm", bytes);
            }
        }
    }

    /// Runs a migration in both profiles; it has to end so, and nothing of it stays.
    #[track_caller]
    pub(crate) fn ends(&self, program: &Program, end: &End<'_>) {
        for outcome in self.outcomes(program) {
            let End { exit_code, code, says } = end;
            assert_eq!(outcome.code, *exit_code, "{}: {outcome:#?}", self.scheme());
            let code = format!("error[{code}]");
            for words in [code.as_str(), says] {
                assert!(outcome.stderr.contains(words), "`{words}` is missing: {outcome:#?}");
            }
        }
    }

    /// Runs a migration in both profiles; it has to fail, but not as something that should not happen, and nothing
    /// of it stays.
    #[track_caller]
    pub(crate) fn fails(&self, program: &Program) -> Vec<Outcome> {
        let outcomes = self.outcomes(program);
        for outcome in &outcomes {
            assert!(outcome.code > 0 && outcome.code != 70, "{}: {outcome:#?}", self.scheme());
            assert!(outcome.stderr.contains("error["), "{outcome:#?}");
        }
        outcomes
    }

    #[track_caller]
    fn outcomes(&self, program: &Program) -> Vec<Outcome> {
        let before = self.image();
        let outcomes = PROFILES.map(|profile| self.run(program, profile));
        assert_eq!(self.image(), before, "{outcomes:#?}");
        outcomes.into()
    }
}
