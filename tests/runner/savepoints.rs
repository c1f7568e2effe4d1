//! `db.attempt`: a part of a migration that may fail.

use sandshift::revision::Direction;
use sandshift_test_servers::{TestDatabase, shell};

use crate::project::{Scene, databases, scenes};

const TABLE: &str =
    "-- +up\nCREATE TABLE one (id INTEGER PRIMARY KEY, n INTEGER);\n-- +down\nDROP TABLE one;";

fn started(database: TestDatabase) -> Scene {
    let scene = Scene::new(database);
    scene.sql("aaaa", "", TABLE);
    scene.must_up();
    scene
}

#[test]
fn failing_sql_inside_is_undone_and_the_migration_goes_on() {
    for scene in databases().into_iter().map(started) {
        scene.rhai(
            "bbbb",
            "aaaa",
            r#"fn up(db) {
            db.execute("INSERT INTO one VALUES (1, 1)");
            let answer = db.attempt(|| {
                db.execute("INSERT INTO one VALUES (2, 2)");
                db.execute("INSERT INTO one VALUES (1, 3)");
            });
            assert(!answer.ok && answer.error != "", "it failed");
            assert(answer.line == 7, `line ${answer.line}`);
            let kept = db.attempt(|| { db.execute("INSERT INTO one VALUES (4, 4)"); "kept" });
            assert(kept.ok && kept.value == "kept");
            db.execute("INSERT INTO one VALUES (5, 5)");
        }"#,
        );
        scene.must_up();
        assert_eq!(
            scene.values("SELECT id FROM one ORDER BY id"),
            ["[Int(1)]", "[Int(4)]", "[Int(5)]"]
        );
    }
}

#[test]
fn an_undone_inner_attempt_leaves_the_outer_one_alone() {
    for scene in databases().into_iter().map(started) {
        scene.rhai("bbbb", "aaaa", r#"fn up(db) {
            let outer = db.attempt(|| {
                db.execute("INSERT INTO one VALUES (1, 1)");
                let inner = db.attempt(|| { db.execute("INSERT INTO one VALUES (2, 2)"); throw "no"; });
                assert(!inner.ok && inner.error == "no", inner.error);
                db.execute("INSERT INTO one VALUES (3, 3)");
            });
            assert(outer.ok);
            let outer = db.attempt(|| {
                db.attempt(|| { db.execute("INSERT INTO one VALUES (4, 4)"); });
                db.execute("INSERT INTO nowhere VALUES (1)");
            });
            assert(!outer.ok);
        }"#);
        scene.must_up();
        assert_eq!(scene.values("SELECT id FROM one ORDER BY id"), ["[Int(1)]", "[Int(3)]"]);
    }
}

#[test]
fn what_was_undone_is_in_neither_dry_run_nor_journal() {
    for scene in databases().into_iter().map(started) {
        scene.rhai(
            "bbbb",
            "aaaa",
            r#"fn up(db) {
            db.attempt(|| { db.execute("INSERT INTO one VALUES (11, 1)"); throw "no"; });
            db.execute("INSERT INTO one VALUES (12, 1)");
        }"#,
        );
        let text = scene.dry_run(Direction::Up, "heads").unwrap();
        assert!(!text.contains("(11, 1)") && text.contains("(12, 1)"), "{text}");
        assert!(!text.contains("SAVEPOINT"), "{text}");
        scene.must_up();
        let ran: Vec<String> = scene.ran("bbbb").into_iter().map(|ran| ran.statement).collect();
        assert_eq!(ran, ["INSERT INTO one VALUES (12, 1)"]);
        let copy = started_elsewhere(&scene);
        shell(&copy.database, &text).unwrap();
        assert_eq!(copy.values("SELECT id FROM one"), ["[Int(12)]"]);
    }
}

fn started_elsewhere(scene: &Scene) -> Scene {
    let alike = |database: &TestDatabase| {
        database.url.split(':').next() == scene.database.url.split(':').next()
    };
    started(databases().into_iter().find(alike).unwrap())
}

#[test]
fn schema_changes_inside_come_and_go_with_the_savepoint() {
    for scene in databases().into_iter().map(started).filter(|scene| !scene.is_mysql()) {
        scene.rhai(
            "bbbb",
            "aaaa",
            r#"fn up(db) {
            let answer = db.attempt(|| {
                db.add_column("one", column("more", integer()));
                db.create_table("two", [column("id", integer()).primary_key()]);
                db.alter_column("one", "n", #{ type: text() });
                db.execute("INSERT INTO nowhere VALUES (1)");
            });
            assert(!answer.ok);
            assert(!db.has_table("two"), "the catalog forgot two");
            assert(!db.inspect("one").has_column("more"), "the catalog forgot more");
            db.add_column("one", column("more", text()));
        }"#,
        );
        scene.must_up();
        scene.outside("INSERT INTO one (id, more) VALUES (1, 'x')");
        scene.must_down("-1");
        assert!(scene.connect().execute("SELECT more FROM one").is_err());
    }
}

#[test]
fn schema_changes_inside_are_refused_where_they_would_commit() {
    for scene in databases().into_iter().map(started).filter(Scene::is_mysql) {
        for call in [
            "db.add_column(\"one\", column(\"more\", integer()))",
            "db.execute(\"ALTER TABLE one ADD COLUMN more INT\")",
            "db.execute(\"CREATE TABLE two (id INT)\")",
        ] {
            let body = format!(
                "fn up(db) {{\n db.execute(\"INSERT INTO one VALUES (1, 1)\");\n db.attempt(|| {{\n  {call};\n }});\n}}"
            );
            scene.rhai("bbbb", "aaaa", &body);
            let failure = scene.failing_up();
            assert!(failure.to_string().contains("`db.attempt`"), "{failure}");
            assert_eq!(failure.origin.line, 6, "{failure}");
            assert_eq!(scene.count("one"), "[Int(0)]");
            assert_eq!(failure.left, sandshift::session::ending::Left::Nothing);
        }
    }
}

#[test]
fn limits_and_refusals_inside_end_the_migration() {
    for scene in scenes() {
        for body in [
            "loop { }",
            "db.execute(\"COMMIT\")",
            "db.create_table(\"sandshift_heads\", [column(\"id\", integer())])",
        ] {
            scene.rhai("aaaa", "", &format!("fn up(db) {{ db.attempt(|| {{ {body}; }}); }}"));
            let mut options = scene.options();
            options.limits.operations = 100_000;
            let way = sandshift::runner::apply::Way {
                direction: Direction::Up,
                target: "heads".parse().unwrap(),
            };
            let run =
                sandshift::runner::apply::apply(&scene.project(), scene.connect(), &way, &options);
            assert!(run.is_err(), "{}: {body}", scene.database.url);
            assert!(scene.heads().is_empty());
        }
    }
}

#[test]
fn without_a_transaction_there_is_nothing_to_go_back_in() {
    for scene in scenes() {
        scene.rhai("aaaa", "", "//! transaction = false\nfn up(db) { db.attempt(|| 1); }");
        let failure = scene.failing_up();
        assert!(failure.to_string().contains("no transaction"), "{failure}");
    }
}
