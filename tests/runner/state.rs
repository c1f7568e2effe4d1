//! What the database records, compared with the files: cases 19, 20, 23, 31 and 32, and the format.

use std::collections::BTreeMap;

use sandshift::error::Coded;
use sandshift::runner::error::RunError;
use sandshift::runner::{stamp, status};
use sandshift::session::error::SessionError;

use crate::project::{Scene, scenes};

fn table(scene: &Scene, revision: &str, parent: &str) {
    let body = format!(
        "fn up(db) {{ db.create_table(\"t_{revision}\", [column(\"id\", integer()).primary_key()]); }}"
    );
    scene.rhai(revision, parent, &body);
}

fn stamped(scene: &Scene, target: &str, purge: bool) -> Result<Vec<String>, RunError> {
    let target = target.parse().unwrap();
    let done = stamp::stamp(&scene.project(), scene.connect(), &target, purge, &scene.options())?;
    assert_eq!(done.after, scene.heads());
    Ok(done.after)
}

/// a→b; b→c1→d1 (label one on c1); b→c2→d2 (label two on c2).
fn two_branches(scene: &Scene) {
    for (id, parent) in [("aaaa", ""), ("bbbb", "aaaa"), ("dd01", "cc01"), ("dd02", "cc02")] {
        table(scene, id, parent);
    }
    let label =
        |label: &str| format!("//! branch_labels = [\"{label}\"]\nfn up(db) {{ throw 1; }}");
    scene.rhai("cc01", "bbbb", &label("one"));
    scene.rhai("cc02", "bbbb", &label("two"));
}

#[test]
fn case_19_a_stamp_records_heads_and_runs_nothing() {
    for scene in scenes() {
        two_branches(&scene);
        assert_eq!(stamped(&scene, "heads", false).unwrap(), ["dd01", "dd02"]);
        assert_eq!(stamped(&scene, "bbbb", false).unwrap(), ["bbbb"]);
        assert_eq!(stamped(&scene, "two@head", false).unwrap(), ["dd02"]);
        assert_eq!(stamped(&scene, "dd01", false).unwrap(), ["dd01", "dd02"]);
        assert_eq!(stamped(&scene, "one@base", false).unwrap(), ["dd02"]);
        let rows = || scene.count("sandshift_journal");
        let before = rows();
        assert_eq!(stamped(&scene, "heads", false).unwrap(), ["dd01", "dd02"]);
        assert_ne!(rows(), before);
        let before = rows();
        assert_eq!(stamped(&scene, "heads", false).unwrap(), ["dd01", "dd02"]);
        assert_eq!(rows(), before, "a repeat writes nothing");
        assert!(!scene.has("t_aaaa"));
    }
}

#[test]
fn case_20_an_id_that_nobody_knows_stops_everything_but_a_purge() {
    for scene in scenes() {
        table(&scene, "aaaa", "");
        scene.must_up();
        scene.outside("UPDATE sandshift_heads SET revision = 'feedbeef'");
        let errors = [
            scene.up("heads").unwrap_err(),
            scene.down("base").unwrap_err(),
            stamped(&scene, "heads", false).unwrap_err(),
            status::status(&scene.project(), &mut *scene.connect()).unwrap_err(),
        ];
        for error in errors {
            assert!(error.to_string().contains("feedbeef"), "{error}");
        }
        assert_eq!(scene.heads(), ["feedbeef"]);
        assert_eq!(stamped(&scene, "heads", true).unwrap(), ["aaaa"]);
        assert!(scene.must_up().done.is_empty());
    }
}

#[test]
fn case_23_a_missing_head_row_stops_the_step_and_nothing_of_it_stays() {
    for scene in scenes() {
        table(&scene, "aaaa", "");
        scene.must_up();
        scene.rhai("bbbb", "aaaa", "fn up(db) { db.execute(\"INSERT INTO t_aaaa VALUES (1)\"); db.execute(\"DELETE FROM sandshift_heads\"); }");
        let failure = scene.failing_up();
        assert_eq!(failure.code(), "state::tampered");
        assert!(failure.to_string().contains("found 0"), "{failure}");
        assert_eq!(scene.count("t_aaaa"), "[Int(0)]");
        assert_eq!(scene.heads(), ["aaaa"]);
    }
}

#[test]
fn case_23_a_doubled_head_row_stops_the_step() {
    for scene in scenes() {
        table(&scene, "aaaa", "");
        scene.must_up();
        table(&scene, "bbbb", "aaaa");
        // Somebody made the table of heads anew, without its key.
        scene.outside("DROP TABLE sandshift_heads");
        scene.outside("CREATE TABLE sandshift_heads (revision VARCHAR(255) NOT NULL)");
        scene.outside("INSERT INTO sandshift_heads VALUES ('aaaa'), ('aaaa')");
        let error = scene.up("heads").unwrap_err();
        assert_eq!(error.code(), "state::tampered", "{error:?}");
        assert!(error.to_string().contains("found 2"), "{error}");
        assert_eq!(scene.count("sandshift_heads"), "[Int(2)]");
    }
}

#[test]
fn case_31_looking_at_an_unmanaged_database_makes_nothing() {
    for scene in scenes() {
        table(&scene, "aaaa", "");
        assert!(scene.heads().is_empty());
        let status = status::status(&scene.project(), &mut *scene.connect()).unwrap();
        assert_eq!(status.pending.len(), 1);
        assert!(!scene.has("sandshift_heads") && !scene.has("sandshift_meta"));
    }
}

#[test]
fn case_32_a_dependency_that_is_a_head_of_the_files_counts_as_reached() {
    for scene in scenes() {
        table(&scene, "aaaa", "");
        scene.rhai("bbbb", "", "//! depends_on = [\"aaaa\"]\nfn up(db) { db.execute(\"INSERT INTO t_aaaa VALUES (1)\"); }");
        assert_eq!(scene.must_up().done.len(), 2);
        let status = status::status(&scene.project(), &mut *scene.connect()).unwrap();
        assert!(status.pending.is_empty());
        assert!(scene.must_up().done.is_empty());
        let applied: Vec<&str> = status.applied.iter().map(|id| id.as_str()).collect();
        assert_eq!(applied, ["aaaa", "bbbb"]);
    }
}

#[test]
fn bookkeeping_of_a_newer_version_is_left_alone() {
    for scene in scenes() {
        table(&scene, "aaaa", "");
        scene.must_up();
        table(&scene, "bbbb", "aaaa");
        scene.outside("UPDATE sandshift_meta SET value = '99'");
        let newer =
            |error: &RunError| matches!(error, RunError::Session(SessionError::Newer { .. }));
        assert!(newer(&scene.up("heads").unwrap_err()));
        assert!(newer(&scene.down("base").unwrap_err()));
        assert!(newer(&stamped(&scene, "base", true).unwrap_err()));
        assert!(newer(&status::heads(&mut *scene.connect()).unwrap_err()));
        assert_eq!(scene.up("heads").unwrap_err().kind().exit_code(), 17);
        assert!(!scene.has("t_bbbb"));
    }
}

#[test]
fn bookkeeping_that_was_made_half_way_is_completed() {
    for scene in scenes() {
        table(&scene, "aaaa", "");
        scene.must_up();
        scene.must_down("base");
        // On MariaDB a run that is killed while it makes the tables leaves some of them.
        for table in ["sandshift_journal", "sandshift_statements"] {
            scene.outside(&format!("DROP TABLE {table}"));
        }
        scene.outside("DELETE FROM sandshift_meta");
        scene.must_up();
        assert_eq!(scene.heads(), ["aaaa"]);
        assert_eq!(
            scene.one("SELECT value FROM sandshift_meta WHERE name = 'format'"),
            "[Text(\"1\")]"
        );
    }
}

#[test]
fn parameters_of_the_run_reach_the_script() {
    for scene in scenes() {
        scene.rhai("aaaa", "", "fn up(db) { assert(db.param(\"tenant\") == \"x\"); assert(db.param(\"other\", \"y\") == \"y\"); }");
        let mut options = scene.options();
        options.parameters = BTreeMap::from([("tenant".to_owned(), "x".to_owned())]);
        let way = sandshift::runner::apply::Way {
            direction: sandshift::revision::Direction::Up,
            target: "heads".parse().unwrap(),
        };
        let run =
            sandshift::runner::apply::apply(&scene.project(), scene.connect(), &way, &options);
        assert_eq!(run.unwrap().done.len(), 1);
    }
}
