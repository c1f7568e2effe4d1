//! Plain SQL migrations on SQLite.

use sandshift::revision::Direction;
use sandshift::runner::error::RunError;
use sandshift::session::ending::Left;
use sandshift_test_servers::{TestDatabase, sqlite_shell};

use crate::project::Scene;

fn two_revisions() -> Scene {
    let scene = Scene::new(TestDatabase::sqlite());
    scene.write(
        "aaaa_one.sql",
        "--! revision = \"aaaa\"\n--! message = \"one\"\n-- +up\nCREATE TABLE one (id INTEGER PRIMARY KEY, name TEXT);\nINSERT INTO one VALUES (1, 'x;y');\n-- +down\nDROP TABLE one;\n",
    );
    scene.write(
        "bbbb_two.sql",
        "--! revision = \"bbbb\"\n--! down_revision = \"aaaa\"\n--! message = \"two\"\n-- +up\nCREATE TABLE two (id INTEGER PRIMARY KEY);\n-- +down\nDROP TABLE two;\n",
    );
    scene
}

#[test]
fn a_run_applies_everything_and_a_rollback_takes_it_back() {
    let scene = two_revisions();
    let outcome = scene.up("heads").unwrap();
    assert_eq!(outcome.done.len(), 2);
    assert_eq!(scene.heads(), ["bbbb"]);
    assert_eq!(scene.values("SELECT name FROM one"), ["[Text(\"x;y\")]"]);
    assert!(scene.up("heads").unwrap().done.is_empty());
    scene.down("-1").unwrap();
    assert_eq!(scene.heads(), ["aaaa"]);
    scene.down("base").unwrap();
    assert!(scene.heads().is_empty());
    assert!(scene.values("SELECT name FROM sqlite_schema WHERE name IN ('one', 'two')").is_empty());
}

#[test]
fn a_dry_run_prints_what_a_run_does_and_leaves_the_file_as_it_was() {
    let scene = two_revisions();
    let file = scene.database.file().unwrap().to_owned();
    let before = std::fs::read(&file).unwrap();
    let text = scene.dry_run(Direction::Up, "heads").unwrap();
    assert_eq!(std::fs::read(&file).unwrap(), before);
    let copy = TestDatabase::sqlite();
    sqlite_shell(copy.file().unwrap(), &text).unwrap_or_else(|error| panic!("{error:?}\n{text}"));
    scene.up("heads").unwrap();
    let schema = "SELECT type, name, sql FROM sqlite_schema ORDER BY name";
    let dump = |file| sqlite_shell(file, schema).unwrap();
    assert_eq!(dump(copy.file().unwrap()), dump(&file));
}

#[test]
fn case_28_a_failing_third_statement_leaves_nothing_of_its_revision() {
    let scene = two_revisions();
    scene.write(
        "cccc_bad.sql",
        "--! revision = \"cccc\"\n--! down_revision = \"bbbb\"\n-- +up\nCREATE TABLE three (id INT);\nINSERT INTO three VALUES (1);\nINSERT INTO nowhere VALUES (1);\n",
    );
    let RunError::Migration(failure) = scene.up("heads").unwrap_err() else {
        panic!("other error")
    };
    assert_eq!(failure.origin.line, 6);
    assert_eq!(failure.left, Left::Nothing);
    assert_eq!(failure.sql(), Some("INSERT INTO nowhere VALUES (1)"));
    assert_eq!(scene.heads(), ["bbbb"]);
    assert!(scene.values("SELECT 1 FROM sqlite_schema WHERE name = 'three'").is_empty());
}

#[test]
fn case_37_transaction_control_in_a_migration_is_refused() {
    let scene = two_revisions();
    scene.write(
        "cccc_bad.sql",
        "--! revision = \"cccc\"\n--! down_revision = \"bbbb\"\n-- +up\nCREATE TABLE three (id INT);\nCOMMIT;\n",
    );
    let RunError::Migration(failure) = scene.up("heads").unwrap_err() else {
        panic!("other error")
    };
    assert!(failure.to_string().contains("COMMIT"), "{failure}");
    assert_eq!(scene.heads(), ["bbbb"]);
}

#[test]
fn a_revision_whose_file_is_gone_is_rolled_back_from_the_journal() {
    let scene = two_revisions();
    scene.up("heads").unwrap();
    scene.remove("bbbb_two.sql");
    scene.down("-1").unwrap();
    assert_eq!(scene.heads(), ["aaaa"]);
    assert!(scene.values("SELECT 1 FROM sqlite_schema WHERE name = 'two'").is_empty());
}

#[test]
fn case_30_an_edited_revision_stops_the_next_run() {
    let scene = two_revisions();
    scene.up("aaaa").unwrap();
    scene.write(
        "aaaa_one.sql",
        "--! revision = \"aaaa\"\n-- +up\nCREATE TABLE one (id INTEGER PRIMARY KEY, name TEXT, more TEXT);\n",
    );
    assert!(matches!(scene.up("heads").unwrap_err(), RunError::Edited { .. }));
    assert_eq!(scene.heads(), ["aaaa"]);
}
