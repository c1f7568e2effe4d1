//! Bad declared schemas: a clear error with its place, an exit code, and nothing left behind.

use std::time::{Duration, Instant};

use sandshift::backend::open::{Purpose, open};
use sandshift_test_servers::{MariaDb, PASSWORD, Postgres, TestDatabase, USER};

use crate::on_server::Kind;
use crate::project::{Outcome, Project};

/// The exit code of a declared schema that cannot be read.
const DECLARED: i32 = 33;

/// The exit code where no scratch database can be made.
const SCRATCH: i32 = 34;

/// A schema as the two tables of the project make it, for the database of a URL.
pub(crate) fn two_tables(url: &str) -> String {
    // The migrations name the character set of their tables.
    let options = match url.starts_with("mysql:") {
        true => " DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin",
        false => "",
    };
    let table = |name: &str| format!("CREATE TABLE {name} (n INTEGER){options};\n");
    [table("a1"), table("b2")].concat()
}

/// The databases beside one that are scratch databases of it.
pub(crate) fn scratches(kind: Kind, database: &TestDatabase) -> Vec<String> {
    let pattern = format!("{}\\_sandshift\\_scratch\\_%", database.name.replace('_', "\\_"));
    let listed = match kind {
        Kind::Postgres => Postgres::shared()
            .administer(&format!("SELECT datname FROM pg_database WHERE datname LIKE '{pattern}'")),
        Kind::MariaDb => MariaDb::shared().administer(&format!(
            "SELECT schema_name FROM information_schema.schemata \
             WHERE schema_name LIKE '{}'",
            pattern.replace('\\', "\\\\")
        )),
    };
    listed.unwrap().lines().map(str::to_owned).filter(|line| !line.is_empty()).collect()
}

#[track_caller]
fn is_refused(outcome: &Outcome, exit_code: i32, code: &str, says: &[&str]) {
    assert_eq!(outcome.code, exit_code, "{outcome:#?}");
    for text in [&[format!("error[{code}]").as_str(), "next: "], says].concat() {
        assert!(outcome.stderr.contains(text), "`{text}` is missing: {outcome:#?}");
    }
    assert_eq!(outcome.stdout, "", "{outcome:#?}");
}

#[test]
fn sql_that_fails_is_shown_at_its_place_on_every_database() {
    let cases = [
        (
            "CREATE TABLE a1 (n INTEGER);\n\nCREATE TABLE b2 (\n  n INTEGER NOT NULLL\n);\n",
            "declared::statement",
            &["schema.sql:4:", "sql: CREATE TABLE b2"][..],
        ),
        (
            "CREATE TABLE a1 (n INTEGER);\nCREATE TABLE a1 (n INTEGER);\n",
            "declared::statement",
            &["schema.sql:2:", "a1"],
        ),
        ("-- nothing\n\n", "declared::empty", &["schema.sql", "schema dump"]),
        ("", "declared::empty", &["schema.sql"]),
        ("CREATE TABLE a1 (n INTEGER);\nROLLBACK;\n", "declared::refused", &["schema.sql:2:1"]),
        (
            "CREATE TABLE a1 (n TEXT DEFAULT 'open);\n",
            "statement::unterminated",
            &["schema.sql:1:"],
        ),
    ];
    let project = Project::with_two_tables();
    for (text, code, says) in cases {
        project.write("schema.sql", text);
        is_refused(&project.run(&["check"]), DECLARED, code, says);
        assert!(!project.path("app.db").exists(), "{text}");
        for kind in Kind::ALL {
            let database = kind.database();
            let outcome = project.run(&["check", "--url", &database.url]);
            is_refused(&outcome, DECLARED, code, says);
            assert_eq!(scratches(kind, &database), [""; 0], "{text}");
        }
    }
}

#[test]
fn a_type_that_the_database_does_not_know_is_named() {
    let project = Project::with_two_tables();
    project.write("schema.sql", "\nCREATE TABLE a1 (n wibble) STRICT;\n");
    let refused = project.run(&["check"]);
    is_refused(&refused, DECLARED, "declared::statement", &["schema.sql:2:", "wibble"]);
    project.write("schema.sql", "\nCREATE TABLE a1 (n wibble);\n");
    for kind in Kind::ALL {
        let database = kind.database();
        let outcome = project.run(&["check", "--url", &database.url]);
        is_refused(&outcome, DECLARED, "declared::statement", &["schema.sql:2:", "wibble"]);
    }
}

#[test]
fn what_reaches_beyond_the_scratch_database_is_refused() {
    let project = Project::with_two_tables();
    let refused = |kind: Option<Kind>, sql: &str| {
        project.write("schema.sql", sql);
        let database = kind.map(Kind::database);
        let mut arguments = vec!["check"];
        arguments.extend(database.iter().flat_map(|database| ["--url", database.url.as_str()]));
        is_refused(&project.run(&arguments), DECLARED, "declared::refused", &["schema.sql:1:1"]);
    };
    refused(None, "ATTACH 'other.db' AS other;");
    refused(Some(Kind::Postgres), "CREATE DATABASE other;");
    refused(Some(Kind::MariaDb), "USE mysql;");
    refused(Some(Kind::MariaDb), "CREATE TABLE mysql.t (a INT);");
    assert!(!project.path("other.db").exists());
}

#[test]
fn the_one_file_has_to_be_found() {
    let project = Project::with_two_tables();
    let refused = |code: &str, says: &[&str]| {
        is_refused(&project.run(&["check"]), DECLARED, code, says);
    };
    refused("declared::none", &["schema.rhai", "schema.sql", "[schema]"]);
    project.write("schema.sql", two_tables("sqlite:"));
    project.write("schema.rhai", "fn schema(db) {}\n");
    refused("declared::two_files", &["schema.rhai` and `", "schema.sql"]);
    let settings = |schema: &str| {
        let text = format!("[env.dev]\nurl = \"sqlite:app.db\"\n[schema]\n{schema}\n");
        project.write("sandshift.toml", text);
    };
    settings("file = \"other.sql\"");
    refused("declared::no_file", &["other.sql"]);
    settings("file = \"schema.sql\"");
    project.write("schema.sql", b"CREATE TABLE a1 (n TEXT DEFAULT '\xff');");
    refused("declared::not_text", &["UTF-8"]);
    settings("file = \"schema.txt\"");
    project.refused(&["check"], 3, "settings::wrong_value", &["sandshift.toml:4:8", ".rhai"]);
    settings("fiel = \"schema.sql\"");
    project.refused(&["check"], 3, "settings::unknown_key", &["did you mean `file`?"]);
}

#[test]
fn a_command_that_does_not_print_a_schema_says_why() {
    let project = Project::with_two_tables();
    let check = |command: &str| {
        let text = format!("[env.dev]\nurl = \"sqlite:app.db\"\n[schema]\ncommand = {command}\n");
        project.write("sandshift.toml", text);
        project.run(&["check"])
    };
    let refused = |command: &str, code: &str, says: &[&str]| {
        is_refused(&check(command), DECLARED, code, says);
    };
    refused(
        r#""echo begun >&2; echo no models >&2; exit 3""#,
        "declared::command_failed",
        &["exit status: 3", "no models", "SANDSHIFT_DIALECT"],
    );
    refused(r#""true""#, "declared::command_silent", &["`true` printed nothing"]);
    refused(r#""echo hello world""#, "declared::statement", &["line 1", "sql: hello world"]);
    refused(r#"["printf", "\\377"]"#, "declared::not_text", &["UTF-8"]);
    refused(r#""no-such-program""#, "declared::command_failed", &["127"]);
    refused(r#"["no-such-program"]"#, "declared::command_not_started", &["it is not there"]);
    refused(r#""echo '-- nothing'""#, "declared::empty", &["CREATE statements"]);
}

#[test]
fn a_command_that_never_ends_is_ended_with_all_that_it_started() {
    let project = Project::with_two_tables();
    let text = "[env.dev]\nurl = \"sqlite:app.db\"\n[schema]\ncommand_timeout = \"300ms\"\n\
                command = \"sleep 61.25 & echo $! > child; sleep 61.25\"\n";
    project.write("sandshift.toml", text);
    let begun = Instant::now();
    let outcome = project.run(&["check"]);
    is_refused(&outcome, DECLARED, "declared::command_timeout", &["300 ms", "command_timeout"]);
    assert!(begun.elapsed() < Duration::from_secs(60), "it waited for the command");
    let child = std::fs::read_to_string(project.path("child")).unwrap();
    let state = std::fs::read_to_string(format!("/proc/{}/stat", child.trim()));
    let is_gone = state.map_or(true, |state| state.contains(") Z "));
    assert!(is_gone, "the child of the command still runs");
}

#[test]
fn views_in_a_circle_are_named() {
    let project = Project::with_two_tables();
    project.write(
        "schema.sql",
        "CREATE VIEW one AS SELECT * FROM two;\nCREATE VIEW two AS SELECT * FROM one;\n",
    );
    let outcome = project.run(&["check"]);
    is_refused(&outcome, DECLARED, "declared::view", &["view `one`", "circular"]);
    for kind in Kind::ALL {
        let database = kind.database();
        let outcome = project.run(&["check", "--url", &database.url]);
        is_refused(&outcome, DECLARED, "declared::statement", &["schema.sql:1:", "two"]);
        assert_eq!(scratches(kind, &database), [""; 0]);
    }
}

#[test]
fn a_script_that_stops_is_shown_at_its_place() {
    let project = Project::with_two_tables();
    let settings = "[env.dev]\nurl = \"sqlite:app.db\"\n[limits]\nscript_time = \"1s\"\n";
    project.write("sandshift.toml", settings);
    let cases = [
        ("fn schema(db) {\n    throw \"no luck\";\n}\n", "script::thrown", "schema.rhai:2:"),
        ("fn schema(db) {\n    let\n}\n", "script::syntax", "schema.rhai:3:"),
        ("fn up(db) {}\n", "script::misuse", "write `fn schema(db)"),
        ("fn schema() {}\n", "script::misuse", "fn schema(db)"),
        ("fn schema(db) {\n    loop { }\n}\n", "script::time_limit", "schema.rhai:2:"),
        (
            "fn schema(db) {\n    db.drop_table(\"gone\");\n}\n",
            "operation::missing_object",
            "schema.rhai:2:",
        ),
        ("fn schema(db) {}\n", "declared::empty", "schema.rhai"),
    ];
    for (text, code, says) in cases {
        project.write("schema.rhai", text);
        let outcome = project.run(&["check"]);
        assert_eq!(outcome.code, DECLARED, "{outcome:#?}");
        for text in [format!("error[{code}]").as_str(), says] {
            assert!(outcome.stderr.contains(text), "`{text}` is missing: {outcome:#?}");
        }
        assert!(!project.path("app.db").exists(), "{text}");
    }
    project.write("schema.rhai", "fn schema(db) {\n    throw 1;\n}\n");
    for kind in Kind::ALL {
        let database = kind.database();
        let outcome = project.run(&["check", "--url", &database.url]);
        assert_eq!(outcome.code, DECLARED, "{outcome:#?}");
        assert_eq!(scratches(kind, &database), [""; 0]);
    }
}

/// A user who may do everything in one database and make none.
struct Weak {
    kind: Kind,
    name: String,
    url: String,
}

impl Weak {
    fn of(kind: Kind, database: &TestDatabase) -> Self {
        // The numbers in the name of a database of a test are unique; MariaDB's users have 80 characters.
        let name = format!("weak_{}", database.name);
        let sql = match kind {
            Kind::Postgres => format!("CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'"),
            Kind::MariaDb => format!(
                "CREATE USER '{name}'@'%' IDENTIFIED BY '{PASSWORD}'; \
                 GRANT ALL ON `{}`.* TO '{name}'@'%'",
                database.name
            ),
        };
        administer(kind, &sql);
        let login = format!("{USER}:{PASSWORD}@");
        let url = database.url.replace(&login, &format!("{name}:{PASSWORD}@"));
        assert_ne!(url, database.url, "{url}");
        Self { kind, name, url }
    }

    /// Lets it use another database as well.
    fn may_use(&self, database: &TestDatabase) {
        match self.kind {
            Kind::Postgres => {
                administer(
                    self.kind,
                    &format!("ALTER DATABASE {} OWNER TO {}", database.name, self.name),
                );
            }
            Kind::MariaDb => {
                let sql = format!("GRANT ALL ON `{}`.* TO '{}'@'%'", database.name, self.name);
                administer(self.kind, &sql);
            }
        }
    }
}

impl Drop for Weak {
    fn drop(&mut self) {
        let sql = match self.kind {
            Kind::Postgres => format!("DROP ROLE IF EXISTS {}", self.name),
            Kind::MariaDb => format!("DROP USER IF EXISTS '{}'@'%'", self.name),
        };
        // A database of its own keeps it, and goes with the server.
        let _ = match self.kind {
            Kind::Postgres => Postgres::shared().administer(&sql),
            Kind::MariaDb => MariaDb::shared().administer(&sql),
        };
    }
}

fn administer(kind: Kind, sql: &str) -> String {
    match kind {
        Kind::Postgres => Postgres::shared().administer(sql),
        Kind::MariaDb => MariaDb::shared().administer(sql),
    }
    .unwrap()
}

#[test]
fn without_the_privilege_a_database_that_is_lent_does_it() {
    for kind in Kind::ALL {
        let (database, lent) = (kind.database(), kind.database());
        let weak = Weak::of(kind, &database);
        let project = Project::with_two_tables();
        project.write("schema.sql", two_tables(&weak.url));
        let refused = project.run(&["check", "--url", &weak.url]);
        is_refused(&refused, SCRATCH, "scratch::not_made", &["scratch_url", "--scratch-url"]);
        assert!(!refused.stderr.contains(PASSWORD), "{refused:#?}");
        weak.may_use(&lent);
        let own = format!("{}:{PASSWORD}@", weak.name);
        let url = lent.url.replace(&format!("{USER}:{PASSWORD}@"), &own);
        let good = ["check", "--url", &weak.url, "--scratch-url", &url];
        for _ in 0..2 {
            let outcome = project.run(&good);
            assert_eq!(outcome.code, 0, "{outcome:#?}");
        }
        let settings = format!("[env.dev]\nurl = \"{}\"\nscratch_url = \"{url}\"\n", weak.url);
        project.write("sandshift.toml", settings);
        project.good(&["check"]);
        let mut connection = open(&url, Purpose::Change).unwrap();
        assert!(connection.inspect().unwrap().tables.is_empty());
        connection.execute("CREATE TABLE mine (n INTEGER)").unwrap();
        let outcome = project.run(&["check"]);
        is_refused(&outcome, SCRATCH, "scratch::not_empty", &["table `mine`"]);
        assert!(connection.inspect().unwrap().tables.len() == 1, "what was there stays");
        drop((connection, lent));
    }
}

#[test]
fn a_database_that_is_lent_has_to_be_of_the_same_engine() {
    let project = Project::with_two_tables();
    project.write("schema.sql", two_tables("sqlite:"));
    let database = Kind::Postgres.database();
    let outcome = project.run(&["check", "--scratch-url", &database.url]);
    is_refused(&outcome, SCRATCH, "scratch::other_engine", &["SQLite", "PostgreSQL"]);
}
