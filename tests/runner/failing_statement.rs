//! Case 28: what is left when a statement in the middle of a migration fails.

use sandshift::revision::Direction;
use sandshift::runner::error::RunError;
use sandshift::runner::unlock;
use sandshift::session::ending::Left;

use crate::project::{Scene, scenes};

const GOOD: &str = "-- +up\nCREATE TABLE one (id INTEGER PRIMARY KEY);\nINSERT INTO one VALUES (1);\n-- +down\nDROP TABLE one;";
const BAD: &str = "-- +up\nCREATE TABLE two (id INTEGER PRIMARY KEY);\nINSERT INTO two VALUES (1);\nINSERT INTO nowhere VALUES (1);";

fn failed(scene: &Scene) -> Left {
    scene.sql("aaaa", "", GOOD);
    scene.sql("bbbb", "aaaa", BAD);
    let failure = scene.failing_up();
    assert_eq!(failure.revision.as_str(), "bbbb");
    assert_eq!(failure.origin.line, 6);
    assert_eq!(failure.sql(), Some("INSERT INTO nowhere VALUES (1)"));
    assert_eq!(failure.done_before.iter().map(|id| id.as_str()).collect::<Vec<_>>(), ["aaaa"]);
    assert_eq!(scene.heads(), ["aaaa"]);
    failure.left
}

#[test]
fn case_28_a_failing_third_statement_leaves_nothing_or_says_what_it_left() {
    for scene in scenes() {
        let left = failed(&scene);
        if scene.is_mysql() {
            let create = "CREATE TABLE two (id INTEGER PRIMARY KEY)".to_owned();
            assert_eq!(left, Left::Statements(vec![create]));
            assert_eq!(scene.count("two"), "[Int(0)]", "the insert was not committed");
        } else {
            assert_eq!(left, Left::Nothing);
            assert!(!scene.has("two"));
        }
        let outcome = "SELECT outcome FROM sandshift_journal WHERE revision = 'bbbb'";
        assert_eq!(scene.one(outcome), "[Text(\"failed\")]");
        let error = scene.one("SELECT error FROM sandshift_journal WHERE revision = 'bbbb'");
        assert!(error.contains("nowhere"), "{error}");
    }
}

#[test]
fn case_28_without_a_trace_the_next_run_starts_the_revision_again() {
    for scene in scenes().filter(|scene| !scene.is_mysql()) {
        failed(&scene);
        scene.sql("bbbb", "aaaa", &BAD.replace("nowhere VALUES (1)", "two VALUES (2)"));
        assert_eq!(scene.must_up().done.len(), 1);
        assert_eq!(scene.count("two"), "[Int(2)]");
    }
}

#[test]
fn case_28_a_half_done_revision_is_gone_on_with_or_forgotten() {
    for scene in scenes().filter(Scene::is_mysql) {
        failed(&scene);
        assert_eq!(scene.failing_up().sql(), Some("INSERT INTO nowhere VALUES (1)"));
        // There is no way back from raw SQL, and a `down` is for whole revisions.
        assert!(matches!(scene.down("base"), Err(RunError::HalfNoWayBack { .. })));
        assert!(matches!(scene.dry_run(Direction::Up, "heads"), Err(RunError::Unfinished { .. })));
        scene.outside("DROP TABLE two");
        let forgotten = unlock::unlock(scene.connect()).unwrap().unwrap();
        assert_eq!(forgotten.revision, "bbbb");
        assert_eq!(forgotten.done, ["CREATE TABLE two (id INTEGER PRIMARY KEY)"]);
        assert!(unlock::unlock(scene.connect()).unwrap().is_none());
        scene.sql("bbbb", "aaaa", &BAD.replace("nowhere VALUES (1)", "two VALUES (2)"));
        scene.must_up();
        assert_eq!(scene.count("two"), "[Int(2)]");
    }
}

#[test]
fn rows_behind_the_last_schema_statement_stand_or_fall_with_heads_and_journal() {
    for scene in scenes().filter(Scene::is_mysql) {
        scene.sql("aaaa", "", GOOD);
        scene.must_up();
        // Writing the heads fails: the row that must change is gone.
        scene.sql("bbbb", "aaaa", "-- +up\nALTER TABLE one ADD COLUMN more INTEGER;\nUPDATE one SET id = 7;\nDELETE FROM sandshift_heads;");
        let failure = scene.failing_up();
        assert!(failure.to_string().contains("expected one row"), "{failure}");
        let alter = "ALTER TABLE one ADD COLUMN more INTEGER".to_owned();
        assert_eq!(failure.left, Left::Statements(vec![alter]));
        assert_eq!(scene.one("SELECT id FROM one"), "[Int(1)]");
        assert_eq!(scene.heads(), ["aaaa"]);
        let done =
            "SELECT count(*) FROM sandshift_journal WHERE revision = 'bbbb' AND outcome = 'done'";
        assert_eq!(scene.one(done), "[Int(0)]");
    }
}
