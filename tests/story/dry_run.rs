//! What a dry run prints is what a run does, and a dry run leaves everything as it was.

use std::fs;

use sandshift_test_servers::{MariaDb, shell};

use crate::books;
use crate::image::{self, Order};
use crate::stage::{HEADS, Kind, Stage, revisions};
use crate::tool::{printed, sandshift};

const ROWS: usize = 25;

/// Where the database stands before, and what is asked of it.
struct Case {
    /// The last chapter that has run, with generated rows behind it; none for an empty database.
    at: Option<&'static str>,
    command: &'static [&'static str],
}

const CASES: [Case; 3] = [
    Case { at: None, command: &["run"] },
    Case { at: Some("0004"), command: &["run"] },
    Case { at: Some(HEADS), command: &["rollback", "base", "--yes"] },
];

fn check(kind: Kind, case: &Case) {
    // Two databases in the same state: one gets the text, the other the run.
    let [told, run] = [Stage::new(kind), Stage::new(kind)];
    for stage in [&told, &run] {
        if let Some(chapter) = case.at {
            stage.up_with_rows_to(chapter, ROWS);
        }
    }
    let what = format!("{kind:?}: {:?} from {:?}", case.command, case.at);
    let text = dry_run_changes_nothing(&told, case, &what);
    shell(&told.database, &text).unwrap_or_else(|error| panic!("{what}: {error}\n{text}"));
    printed(&mut sandshift(&run.database, case.command));

    image::same(&what, &told.image(Order::Counts), &run.image(Order::Counts));
    let books = |stage: &Stage| {
        let mut connection = stage.connect();
        let connection = &mut *connection;
        (books::heads(connection), books::runs(connection), books::enums(connection))
    };
    assert_eq!(books(&told), books(&run), "{what}");
    // The tool accepts the database that a shell has migrated.
    printed(&mut sandshift(&told.database, &["verify"]));
    for stage in [&told, &run] {
        printed(&mut sandshift(&stage.database, &["rollback", "base", "--yes"]));
    }
    image::same(&what, &told.image(Order::Counts), &run.image(Order::Counts));
}

/// Gives the text of the dry run.
fn dry_run_changes_nothing(stage: &Stage, case: &Case, what: &str) -> String {
    let command: Vec<&str> = case.command.iter().copied().chain(["--dry-run"]).collect();
    let file = || stage.database.file().map(|file| fs::read(file).unwrap());
    let (bytes, before, schemas) = (file(), stage.image(Order::Counts), schemas(stage));
    let text = printed(&mut sandshift(&stage.database, &command));
    assert_eq!(schemas, self::schemas(stage), "{what}: left behind");
    assert!(bytes == file(), "{what}: the file has changed");
    image::same(what, &before, &stage.image(Order::Counts));
    text
}

/// The schemas that a copy of this database might have been made in.
fn schemas(stage: &Stage) -> Option<String> {
    if stage.connect().dialect().name() != "mysql" {
        return None;
    }
    let name = &stage.database.name;
    let sql = format!("SHOW DATABASES LIKE '%{name}%'");
    Some(MariaDb::shared().administer(&sql).unwrap())
}

/// The statements of a dry run are those of the run, byte for byte.
fn check_statements(kind: Kind) {
    let stage = Stage::new(kind);
    let dry = ["run", "--dry-run", "--json"];
    let report: serde_json::Value =
        serde_json::from_str(&printed(&mut sandshift(&stage.database, &dry))).unwrap();
    printed(&mut sandshift(&stage.database, &["run"]));
    let told = report["revisions"].as_array().unwrap();
    assert_eq!(told.len(), revisions().len());
    for revision in told {
        let id = revision["revision"].as_str().unwrap();
        let lines = revision["sql"].as_array().unwrap().iter();
        let is_its_own =
            |line: &&serde_json::Value| line["role"] == "statement" || line["role"] == "rows";
        let lines = lines.filter(is_its_own);
        let told: Vec<&str> = lines.map(|line| line["sql"].as_str().unwrap()).collect();
        assert_eq!(told, books::statements(&mut *stage.connect(), id), "{kind:?}: {id}");
    }
}

macro_rules! cases {
    ($($name:ident: $kind:expr, $case:literal;)*) => {
        $(#[test]
        fn $name() {
            check($kind, &CASES[$case]);
        })*
    };
}

cases! {
    the_text_for_an_empty_database_does_what_a_run_does_on_sqlite: Kind::Sqlite, 0;
    the_text_for_an_empty_database_does_what_a_run_does_on_postgres: Kind::Postgres, 0;
    the_text_for_an_empty_database_does_what_a_run_does_on_mariadb: Kind::MariaDb, 0;
    the_text_for_a_database_with_rows_does_what_a_run_does_on_sqlite: Kind::Sqlite, 1;
    the_text_for_a_database_with_rows_does_what_a_run_does_on_postgres: Kind::Postgres, 1;
    the_text_for_a_database_with_rows_does_what_a_run_does_on_mariadb: Kind::MariaDb, 1;
    the_text_of_a_rollback_does_what_a_rollback_does_on_sqlite: Kind::Sqlite, 2;
    the_text_of_a_rollback_does_what_a_rollback_does_on_postgres: Kind::Postgres, 2;
    the_text_of_a_rollback_does_what_a_rollback_does_on_mariadb: Kind::MariaDb, 2;
}

#[test]
fn the_journal_holds_what_the_dry_run_told_on_sqlite() {
    check_statements(Kind::Sqlite);
}

#[test]
fn the_journal_holds_what_the_dry_run_told_on_postgres() {
    check_statements(Kind::Postgres);
}

#[test]
fn the_journal_holds_what_the_dry_run_told_on_mariadb() {
    check_statements(Kind::MariaDb);
}
