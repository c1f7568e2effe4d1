//! A revision whose header promises that it can begin again.

use sandshift::runner::error::RunError;
use sandshift_test_servers::TestDatabase;

use crate::project::{Scene, scenes};

/// Commits a row outside of the transaction and then fails until there are two.
fn scene(header: &str) -> Scene {
    let scene = Scene::new(TestDatabase::sqlite());
    scene
        .write("aaaa_one.sql", "--! revision = \"aaaa\"\n-- +up\nCREATE TABLE one (id INTEGER);\n");
    let script = format!(
        "//! revision = \"bbbb\"\n//! down_revision = \"aaaa\"\n{header}
        fn up(db) {{
            db.outside_transaction(|| db.execute(\"INSERT INTO one VALUES (1)\"));
            let rows = db.query_one(\"SELECT count(*) AS n FROM one\").n;
            assert(rows == 2, `only ${{rows}}`);
        }}
        fn down(db) {{}}"
    );
    scene.write("bbbb_two.rhai", &script);
    assert!(matches!(scene.up("heads").unwrap_err(), RunError::Migration(_)));
    scene
}

#[test]
fn a_restartable_revision_begins_again_after_it_stopped_half_way() {
    let scene = scene("//! restartable = true");
    scene.up("heads").unwrap();
    assert_eq!(scene.heads(), ["bbbb"]);
    let outcomes = "SELECT outcome FROM sandshift_journal WHERE revision = 'bbbb' ORDER BY id";
    assert_eq!(scene.values(outcomes), ["[Text(\"abandoned\")]", "[Text(\"done\")]"]);
}

#[test]
fn a_restartable_revision_must_be_finished_before_anything_else() {
    let scene = scene("//! restartable = true");
    assert!(matches!(scene.down("-1").unwrap_err(), RunError::HalfNoWayBack { .. }));
    assert_eq!(scene.heads(), ["aaaa"]);
}

#[test]
fn other_revisions_go_on_behind_what_they_did() {
    let scene = scene("");
    assert_eq!(scene.failing_up().to_string(), "only 1");
    assert_eq!(scene.values("SELECT count(*) FROM one"), ["[Int(1)]"]);
}

/// A run outside of a transaction first writes that it runs, then what it is about to do.
#[test]
fn a_run_that_was_killed_before_its_first_statement_does_not_count_as_running_for_ever() {
    for scene in scenes() {
        scene.rhai("aaaa", "", "fn up(db) {}");
        scene.must_up();
        let columns = "revision, direction, message, checksum, language, actor, tool_version";
        let killed = format!(
            "INSERT INTO sandshift_journal (id, outcome, {columns})
             SELECT 'killed', 'running', {columns} FROM sandshift_journal"
        );
        scene.connect().execute(&killed).unwrap();
        scene.rhai("bbbb", "aaaa", "fn up(db) {}");
        scene.must_up();
        let outcomes = scene.values("SELECT outcome FROM sandshift_journal ORDER BY outcome");
        assert_eq!(
            outcomes,
            ["[Text(\"abandoned\")]", "[Text(\"done\")]", "[Text(\"done\")]"],
            "{}",
            scene.database.url
        );
    }
}
