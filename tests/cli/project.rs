//! A project in a temporary folder, and the command run in it.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use sandshift::backend::open::{Purpose, open};
use serde_json::Value;
use tempfile::TempDir;

/// A project; its folder is gone when it is dropped.
pub(crate) struct Project {
    folder: TempDir,
}

/// What a command wrote, and its exit code.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// The header of a rhai revision, to put functions behind.
pub(crate) fn header(id: &str, parent: Option<&str>) -> String {
    let parent = parent.map(|parent| format!("//! down_revision = \"{parent}\"\n"));
    format!("//! revision = \"{id}\"\n{}//! message = \"make {id}\"\n", parent.unwrap_or_default())
}

/// A revision that creates a table of its own name.
pub(crate) fn table(id: &str, parent: Option<&str>) -> String {
    let body = format!("fn up(db) {{ db.create_table(\"{id}\", [column(\"n\", integer())]); }}\n");
    header(id, parent) + body.as_str()
}

impl Project {
    /// A folder with settings for a SQLite file `app.db`, and no migration.
    pub(crate) fn new() -> Self {
        let project = Self { folder: TempDir::new().unwrap() };
        project.write("sandshift.toml", "[env.dev]\nurl = \"sqlite:app.db\"\n");
        fs::create_dir(project.path("migrations")).unwrap();
        project
    }

    /// A folder with nothing in it.
    pub(crate) fn empty_folder() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    /// As [`Project::new`], with tables `a1` and `b2`, the latter behind the former.
    pub(crate) fn with_two_tables() -> Self {
        let project = Self::new();
        project.migration("a1.rhai", &table("a1", None));
        project.migration("b2.rhai", &table("b2", Some("a1")));
        project
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path(name), text).unwrap();
    }

    pub(crate) fn migration(&self, name: &str, text: &str) {
        self.write(&format!("migrations/{name}"), text);
    }

    /// The command, ready to be run in the folder, with nothing of this machine in its environment.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sandshift"));
        command.current_dir(self.folder.path()).args(arguments);
        let own = Path::new(env!("CARGO_TARGET_TMPDIR"));
        command.env("XDG_CACHE_HOME", own.join("cache")).env("XDG_STATE_HOME", own.join("state"));
        for name in
            ["DATABASE_URL", "SANDSHIFT_POLICY", "EDITOR", "VISUAL", "NO_COLOR", "CLICOLOR_FORCE"]
        {
            command.env_remove(name);
        }
        command.env("LC_ALL", "C.UTF-8").env("USER", "tester");
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        outcome(&mut self.command(arguments))
    }

    /// Runs a command that must succeed, and gives its result.
    pub(crate) fn good(&self, arguments: &[&str]) -> String {
        let outcome = self.run(arguments);
        assert_eq!(outcome.code, 0, "{arguments:?}: {outcome:#?}");
        outcome.stdout
    }

    /// Runs a command that must succeed with `--json`, and gives its result.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let mut arguments = arguments.to_vec();
        arguments.push("--json");
        serde_json::from_str(&self.good(&arguments)).unwrap()
    }

    /// Runs a command that must be refused with this exit code and error code, saying this.
    pub(crate) fn refused(&self, arguments: &[&str], exit_code: i32, code: &str, says: &[&str]) {
        let outcome = self.run(arguments);
        assert_eq!(outcome.code, exit_code, "{arguments:?}: {outcome:#?}");
        assert!(outcome.stderr.contains(&format!("error[{code}]")), "{arguments:?}: {outcome:#?}");
        for text in says {
            assert!(outcome.stderr.contains(text), "`{text}` is missing: {outcome:#?}");
        }
        assert_eq!(outcome.stdout, "", "{arguments:?}");
    }

    /// Everything in the database but the bookkeeping, as text; none when there is no file.
    pub(crate) fn dump(&self) -> Option<Vec<String>> {
        let file = self.path("app.db");
        file.exists().then(|| dump(&file))
    }
}

pub(crate) fn outcome(command: &mut Command) -> Outcome {
    let output = command.output().unwrap();
    Outcome {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

fn dump(file: &Path) -> Vec<String> {
    let mut connection = open(&format!("sqlite:{}", file.display()), Purpose::Look).unwrap();
    let mut lines = Vec::new();
    let rows = |connection: &mut dyn sandshift::backend::connection::Connection, sql: &str| {
        let mut found = Vec::new();
        connection
            .query(sql, &mut |_, row| {
                found.push(format!("{row:?}"));
                true
            })
            .unwrap();
        found
    };
    lines.extend(rows(
        &mut *connection,
        "SELECT type, name, sql FROM sqlite_master \
         WHERE tbl_name NOT LIKE 'sandshift\\_%' ESCAPE '\\' ORDER BY type, name",
    ));
    lines.extend(rows(&mut *connection, "SELECT revision FROM sandshift_heads ORDER BY revision"));
    lines
}
