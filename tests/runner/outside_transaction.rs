//! Work that no transaction holds: `transaction = false`, `db.outside_transaction`, indexes made concurrently.

use sandshift::report::event::Event;
use sandshift::revision::Direction;
use sandshift::session::ending::Left;
use sandshift_test_servers::{Postgres, shell};

use crate::project::{Scene, scenes};

const TABLE: &str = "-- +up\nCREATE TABLE one (id INTEGER PRIMARY KEY, n INTEGER);\nINSERT INTO one VALUES (1, 1);\n-- +down\nDROP TABLE one;";
const CONCURRENTLY: &str = r#"fn up(db) {
    db.execute("INSERT INTO one VALUES (2, 2)");
    db.create_index("ix_one_n", "one", ["n"], #{ concurrently: true });
    db.execute("INSERT INTO one VALUES (3, 3)");
}"#;

fn started(scene: Scene) -> Scene {
    scene.sql("aaaa", "", TABLE);
    scene.must_up();
    scene
}

fn outcomes(scene: &Scene) -> Vec<String> {
    scene.values("SELECT s.outcome, s.statement FROM sandshift_statements s JOIN sandshift_journal j ON j.id = s.run_id WHERE j.revision = 'bbbb' ORDER BY s.ordinal")
}

#[test]
fn what_ran_outside_stays_when_the_migration_fails() {
    for scene in scenes().map(started) {
        scene.rhai(
            "bbbb",
            "aaaa",
            r#"fn up(db) {
            db.execute("INSERT INTO one VALUES (2, 2)");
            db.outside_transaction(|| { db.execute("INSERT INTO one VALUES (3, 3)"); });
            db.execute("INSERT INTO one VALUES (4, 4)");
            throw "stop";
        }"#,
        );
        let failure = scene.failing_up();
        assert_eq!(failure.to_string(), "stop");
        let kept = ["INSERT INTO one VALUES (2, 2)", "INSERT INTO one VALUES (3, 3)"];
        assert_eq!(failure.left, Left::Statements(kept.map(str::to_owned).to_vec()));
        assert_eq!(scene.count("one"), "[Int(3)]");
        assert_eq!(outcomes(&scene), kept.map(|sql| format!("[Text(\"done\"), Text(\"{sql}\")]")));
        assert_eq!(scene.failing_up().to_string(), "stop", "the next run goes on behind it");
        assert_eq!(scene.count("one"), "[Int(3)]");
    }
}

#[test]
fn leaving_the_transaction_inside_an_attempt_is_refused() {
    for scene in scenes().map(started) {
        scene.rhai(
            "bbbb",
            "aaaa",
            "fn up(db) { db.attempt(|| { db.outside_transaction(|| 1); }); }",
        );
        assert!(scene.failing_up().to_string().contains("`db.attempt`"));
    }
}

#[test]
fn without_a_transaction_each_statement_stays() {
    for scene in scenes().map(started) {
        scene.sql("bbbb", "aaaa", "--! transaction = false\n-- +up\nINSERT INTO one VALUES (2, 2);\nCREATE TABLE two (id INT);\nINSERT INTO nowhere VALUES (1);");
        let failure = scene.failing_up();
        let kept = ["INSERT INTO one VALUES (2, 2)", "CREATE TABLE two (id INT)"];
        assert_eq!(failure.left, Left::Statements(kept.map(str::to_owned).to_vec()));
        assert_eq!(scene.count("one"), "[Int(2)]");
        let done = kept.map(|sql| format!("[Text(\"done\"), Text(\"{sql}\")]"));
        assert_eq!(outcomes(&scene), done, "rows and their mark are kept together");
        assert_eq!(scene.heads(), ["aaaa"]);
    }
}

#[test]
fn nothing_is_left_of_a_rehearsal_that_fails() {
    for scene in scenes().map(started) {
        scene.sql("bbbb", "aaaa", "--! transaction = false\n-- +up\nINSERT INTO one VALUES (2, 2);\nINSERT INTO nowhere VALUES (1);");
        let error = scene.dry_run(Direction::Up, "heads").unwrap_err();
        let sandshift::runner::error::RunError::Migration(failure) = error else {
            panic!("{error:?}")
        };
        assert_eq!(failure.left, Left::Nothing);
        assert_eq!(scene.count("one"), "[Int(1)]");
        assert_eq!(scene.count("sandshift_journal"), "[Int(1)]");
    }
}

#[test]
fn an_index_made_concurrently_commits_first_and_says_so() {
    for scene in scenes().map(started) {
        scene.rhai("bbbb", "aaaa", CONCURRENTLY);
        scene.events.0.lock().unwrap().clear();
        if !scene.is_postgres() {
            // Elsewhere the option either means nothing or is an error before anything ran.
            if scene.up("heads").is_err() {
                assert_eq!(scene.count("one"), "[Int(1)]");
            }
            continue;
        }
        scene.must_up();
        assert!(
            scene.said().iter().any(|line| line.contains("CREATE INDEX CONCURRENTLY")),
            "{:?}",
            scene.said()
        );
        assert_eq!(outcomes(&scene).len(), 3);
        assert!(outcomes(&scene).iter().all(|row| row.contains("done")), "{:?}", outcomes(&scene));
        let finished = scene
            .events
            .0
            .lock()
            .unwrap()
            .iter()
            .any(|event| matches!(event, Event::Finished { .. }));
        assert!(finished);
        assert_eq!(
            scene.one("SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_one_n'::regclass"),
            "[Bool(true)]"
        );
    }
}

#[test]
fn an_index_that_fails_concurrently_leaves_its_trace_and_is_cleared_on_retry() {
    let scene = started(Scene::new(Postgres::shared().database()));
    scene.outside("INSERT INTO one VALUES (2, 1)");
    let body = r#"//! transaction = false
fn up(db) { db.create_index("ix_one_n", "one", ["n"], #{ unique: true, concurrently: true }); }"#;
    scene.rhai("bbbb", "aaaa", body);
    let failure = scene.failing_up();
    assert_eq!(failure.left, Left::Nothing);
    let invalid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_one_n'::regclass";
    assert_eq!(scene.one(invalid), "[Bool(false)]", "PostgreSQL leaves an invalid index");
    scene.outside("DELETE FROM one WHERE id = 2");
    scene.must_up();
    assert_eq!(scene.one(invalid), "[Bool(true)]");
    assert!(scene.said().iter().any(|line| line.contains("ix_one_n")), "{:?}", scene.said());
}

#[test]
fn the_text_of_an_index_made_concurrently_runs_in_the_shell() {
    let scene = started(Scene::new(Postgres::shared().database()));
    let copy = started(Scene::new(Postgres::shared().database()));
    scene.rhai("bbbb", "aaaa", CONCURRENTLY);
    let text = scene.dry_run(Direction::Up, "heads").unwrap();
    assert_eq!(scene.count("one"), "[Int(1)]");
    shell(&copy.database, &text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    scene.must_up();
    assert_eq!(copy.connect().inspect().unwrap(), scene.connect().inspect().unwrap());
    assert_eq!(copy.heads(), ["bbbb"]);
}

#[test]
fn a_dry_run_says_which_statement_it_could_not_try() {
    for scene in scenes().map(started).filter(|scene| !scene.is_mysql()) {
        scene.sql("bbbb", "aaaa", "-- +up\nVACUUM;\n-- +down\nSELECT 1;");
        let text = scene.dry_run(Direction::Up, "heads").unwrap();
        assert!(text.contains("VACUUM;"), "{text}");
        let notice = "`VACUUM` was not tried in this dry run".to_owned();
        assert!(scene.said().contains(&notice), "{}: {:?}", scene.database.url, scene.said());
        scene.must_up();
    }
}
