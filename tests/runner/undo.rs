//! Rows that a migration changed come back as they were, and only those.

use sandshift::error::Coded;
use sandshift::revision::Direction;
use sandshift::runner::apply::{self, Way};
use sandshift::runner::error::RunError;
use sandshift::runner::failure::Cause;
use sandshift::runner::options::Options;
use sandshift::session::undo::UndoLimits;
use sandshift_model::operation::OnConflict;

use crate::project::{Scene, scenes};

const ROLES: &str = r#"fn up(db) {
    db.create_table("roles", [
        column("id", integer()).primary_key(),
        column("name", string(50)).not_null(),
        column("level", integer()),
    ]);
    db.insert("roles", [
        #{ id: 1, name: "OLD_ROLE", level: 1 },
        #{ id: 2, name: "NEW_ROLE", level: 2 },
        #{ id: 3, name: "OTHER", level: () },
        #{ id: 4, name: "old_role", level: 4 },
    ]);
}
fn down(db) { db.drop_table("roles"); }
"#;

const ALL: &str = "SELECT id, name, level FROM roles ORDER BY id";

fn started(scene: Scene) -> Scene {
    scene.rhai("aaaa", "", ROLES);
    scene.must_up();
    scene
}

fn down_with(scene: &Scene, on_conflict: OnConflict) -> Result<(), RunError> {
    let way = Way { direction: Direction::Down, target: "-1".parse().unwrap() };
    let options = Options { on_conflict, ..scene.options() };
    apply::apply(&scene.project(), scene.connect(), &way, &options).map(|_| ())
}

fn undo_tables(scene: &Scene) -> usize {
    if scene.has("sandshift_undo") { scene.values("SELECT * FROM sandshift_undo").len() } else { 0 }
}

#[test]
fn a_renamed_role_comes_back_and_rows_that_had_the_new_name_keep_it() {
    for scene in scenes().map(started) {
        let before = scene.values(ALL);
        scene.rhai(
            "bbbb",
            "aaaa",
            "fn up(db) { db.execute(\"UPDATE roles SET name = 'NEW_ROLE' WHERE name = 'OLD_ROLE'\"); }",
        );
        scene.must_up();
        assert_eq!(scene.one("SELECT count(*) FROM roles WHERE name = 'NEW_ROLE'"), "[Int(2)]");
        assert_eq!(undo_tables(&scene), 1);
        scene.must_down("-1");
        assert_eq!(scene.values(ALL), before, "{}", scene.database.url);
        assert_eq!(undo_tables(&scene), 0, "{}", scene.database.url);
        scene.must_up();
        scene.must_down("-1");
        assert_eq!(scene.values(ALL), before, "{}", scene.database.url);
    }
}

#[test]
fn changes_of_schema_and_rows_in_turns_come_back_together() {
    for scene in scenes().map(started) {
        let (rows, schema) = (scene.values(ALL), scene.connect().inspect().unwrap());
        scene.rhai(
            "bbbb",
            "aaaa",
            r#"fn up(db) {
                db.update("roles", #{ level: 9 }, #{ id: 1 });
                db.rename_column("roles", "name", "title");
                db.add_column("roles", column("more", string(20)));
                db.transform("roles", #{ read: ["title"], write: ["more"] },
                    |row| if row.title == "OTHER" { delete_row() } else { #{ more: row.title.to_lower() } });
                db.update("roles", #{ level: expr("level * 2") }, "level > 1");
                db.delete("roles", #{ title: "NEW_ROLE" });
                db.rename_table("roles", "duties");
                db.execute("DELETE FROM duties AS d WHERE d.level = 18");
                db.update("duties", #{ more: () }, #{});
            }"#,
        );
        // Not every database has another name for the table of a DELETE.
        if scene.is_mysql() {
            continue;
        }
        scene.must_up();
        assert_eq!(scene.count("duties"), "[Int(1)]");
        scene.must_down("-1");
        assert_eq!(scene.values(ALL), rows, "{}", scene.database.url);
        assert_eq!(scene.connect().inspect().unwrap(), schema, "{}", scene.database.url);
    }
}

#[test]
fn rows_that_others_have_changed_are_named_kept_or_restored() {
    for scene in scenes().map(started) {
        scene.rhai(
            "bbbb",
            "aaaa",
            "fn up(db) {\n    db.update(\"roles\", #{ name: \"X\" }, \"id < 4\");\n}",
        );
        scene.must_up();
        // Of the first row the case of a letter, of the second a column that the migration did not write.
        scene.outside("UPDATE roles SET name = 'x' WHERE id = 1");
        scene.outside("UPDATE roles SET level = 77 WHERE id = 2");
        let (now, url) = (scene.values(ALL), scene.database.url.clone());
        let error = down_with(&scene, OnConflict::Stop).unwrap_err();
        assert_eq!(error.code(), "rollback::conflict", "{url}: {error:?}");
        let said = error.to_string();
        assert!(said.contains("1 row of `roles`") && said.contains("id = 1"), "{url}: {said}");
        assert_eq!(error.place().line, Some(4), "{url}: {error:?}");
        assert_eq!(scene.values(ALL), now, "{url}");
        down_with(&scene, OnConflict::Keep).unwrap();
        assert!(scene.said().iter().any(|line| line.contains("id = 1")), "{:?}", scene.said());
        let [one, two, three, four] = ["x", "NEW_ROLE", "OTHER", "old_role"];
        let names = "SELECT name FROM roles ORDER BY id";
        let shown = |name: &str| format!("[Text({name:?})]");
        assert_eq!(scene.values(names), [one, two, three, four].map(shown), "{url}");
        assert_eq!(scene.one("SELECT level FROM roles WHERE id = 2"), "[Int(77)]");

        scene.must_up();
        scene.outside("UPDATE roles SET name = 'y' WHERE id = 1");
        scene.outside("DELETE FROM roles WHERE id = 2");
        assert!(down_with(&scene, OnConflict::Stop).unwrap_err().to_string().contains("deleted"));
        down_with(&scene, OnConflict::Restore).unwrap();
        assert_eq!(scene.values(names), [one, three, four].map(shown), "{url}");
    }
}

#[test]
fn a_deleted_row_that_somebody_made_again_is_a_conflict() {
    for scene in scenes().map(started) {
        let (before, url) = (scene.values(ALL), scene.database.url.clone());
        scene.rhai("bbbb", "aaaa", "fn up(db) { db.delete(\"roles\", #{}); }");
        scene.must_up();
        scene.outside("INSERT INTO roles (id, name) VALUES (2, 'mine')");
        let error = down_with(&scene, OnConflict::Stop).unwrap_err();
        assert_eq!(error.code(), "rollback::conflict", "{url}: {error:?}");
        assert_eq!(scene.count("roles"), "[Int(1)]");
        down_with(&scene, OnConflict::Restore).unwrap();
        assert_eq!(scene.values(ALL), before, "{url}");
    }
}

#[test]
fn what_cannot_be_kept_is_refused_by_name_before_anything_is_undone() {
    let migrations = [
        ("db.execute(\"UPDATE plain SET n = 2\");", "no primary key"),
        ("db.update(\"roles\", #{ id: 9 }, #{ id: 3 });", "a column of the key"),
        ("db.execute(\"INSERT INTO plain (n) VALUES (5)\");", "nobody knows which rows"),
        (
            "db.execute(\"UPDATE roles SET level = 1 WHERE id IN (SELECT n FROM plain) AND 1 = 1\"); \
             db.execute(\"DELETE FROM roles WHERE id = (SELECT max(n) FROM plain) OR name = 'x' OR 1 = 0\"); \
             db.update(\"plain\", #{ n: 3 }, #{});",
            "no primary key",
        ),
    ];
    for scene in scenes().map(started) {
        scene.outside("CREATE TABLE plain (n integer)");
        scene.outside("INSERT INTO plain VALUES (1)");
        for (at, (body, why)) in migrations.iter().enumerate() {
            let (id, parent) = (
                format!("bbb{at}"),
                if at == 0 { "aaaa".to_owned() } else { format!("bbb{}", at - 1) },
            );
            scene.rhai(&id, &parent, &format!("fn up(db) {{ {body} }}"));
            scene.must_up();
            let (now, url) = (scene.values(ALL), &scene.database.url);
            let error = scene.down("-1").unwrap_err();
            assert!(matches!(error, RunError::NoWayBack { .. }), "{url}: {error:?}");
            assert!(error.to_string().contains(why), "{url}: {body}: {error}");
            assert_eq!(scene.values(ALL), now);
        }
    }
}

#[test]
fn more_rows_than_the_limit_are_not_kept_and_a_header_can_say_that_none_are() {
    for scene in scenes().map(started) {
        let url = scene.database.url.clone();
        scene.rhai("bbbb", "aaaa", "fn up(db) { db.update(\"roles\", #{ level: 0 }, #{}); }");
        let way = Way { direction: Direction::Up, target: "heads".parse().unwrap() };
        let keep_rows = Some(UndoLimits { rows: 3, ..UndoLimits::default() });
        let options = Options { keep_rows, ..scene.options() };
        apply::apply(&scene.project(), scene.connect(), &way, &options).unwrap();
        let error = scene.down("-1").unwrap_err().to_string();
        assert!(error.contains("it changes 4 rows, and at most 3 are kept"), "{url}: {error}");
        scene.rhai(
            "cccc",
            "bbbb",
            "//! undo = false\nfn up(db) { db.update(\"roles\", #{ level: 1 }, #{}); }",
        );
        scene.must_up();
        assert_eq!(undo_tables(&scene), 0, "{url}");
        let error = scene.down("-1").unwrap_err().to_string();
        assert!(error.contains("are not kept"), "{url}: {error}");
    }
}

#[test]
fn a_transform_that_is_too_large_to_keep_says_so_and_leaves_nothing_kept() {
    for scene in scenes().map(started) {
        scene.rhai(
            "bbbb",
            "aaaa",
            "fn up(db) { db.transform(\"roles\", #{ write: [\"level\"], batch: 2 }, |row| #{ level: 5 }); }",
        );
        let way = Way { direction: Direction::Up, target: "heads".parse().unwrap() };
        let keep_rows = Some(UndoLimits { rows: 3, ..UndoLimits::default() });
        let options = Options { keep_rows, ..scene.options() };
        apply::apply(&scene.project(), scene.connect(), &way, &options).unwrap();
        let url = &scene.database.url;
        assert!(scene.said().iter().any(|line| line.contains("are not kept")), "{url}");
        assert_eq!(scene.count("sandshift_undo_bbbb_0"), "[Int(0)]", "{url}");
        assert!(matches!(scene.down("-1"), Err(RunError::NoWayBack { .. })), "{url}");
    }
}

#[test]
fn rows_that_a_transform_inserts_elsewhere_go_again_unless_somebody_changed_them() {
    for scene in scenes().map(started) {
        if scene.is_mysql() {
            // It cannot make an undo table in the middle of a transaction, and says so.
            continue;
        }
        let (before, url) = (scene.values(ALL), scene.database.url.clone());
        scene.outside("CREATE TABLE words (id integer NOT NULL PRIMARY KEY, word varchar(50))");
        scene.rhai(
            "bbbb",
            "aaaa",
            r#"fn up(db) {
                db.transform("roles", #{ read: ["id", "name"], write: ["level"] }, |row| {
                    insert_row("words", #{ id: row.id * 10, word: row.name });
                    #{ level: row.id }
                });
            }"#,
        );
        scene.must_up();
        assert_eq!(scene.count("words"), "[Int(4)]", "{url}");
        scene.outside("UPDATE words SET word = 'mine' WHERE id = 20");
        let error = scene.down("-1").unwrap_err();
        assert!(error.to_string().contains("id = 20"), "{url}: {error}");
        down_with(&scene, OnConflict::Keep).unwrap();
        assert_eq!(scene.values("SELECT id, word FROM words"), ["[Int(20), Text(\"mine\")]"]);
        assert_eq!(scene.values(ALL), before, "{url}");
    }
}

#[test]
fn rows_of_committed_batches_come_back_after_an_interruption() {
    for scene in scenes().map(started) {
        let (before, url) = (scene.values(ALL), scene.database.url.clone());
        let body = |at: &str| {
            format!(
                "fn up(db) {{ db.transform(\"roles\", #{{ read: [\"id\"], write: [\"level\"], batch: 1, commit: \"batch\" }}, \
                 |row| {{ if row.id == {at} {{ throw \"stop\"; }} #{{ level: 100 }} }}); }}"
            )
        };
        scene.rhai("bbbb", "aaaa", &body("param_row()").replace("param_row()", "3"));
        let failure = scene.failing_up();
        assert!(matches!(failure.cause, Cause::Guest(_)), "{url}: {failure:?}");
        scene.outside("UPDATE sandshift_backfills SET checksum = ''");
        scene.rhai("bbbb", "aaaa", &body("-1"));
        scene.must_up();
        assert_eq!(scene.one("SELECT count(*) FROM roles WHERE level = 100"), "[Int(4)]");
        scene.must_down("-1");
        assert_eq!(scene.values(ALL), before, "{url}");
    }
}

#[test]
fn a_way_back_whose_kept_rows_are_gone_is_refused() {
    for scene in scenes().map(started) {
        scene.rhai("bbbb", "aaaa", "fn up(db) { db.update(\"roles\", #{ level: 0 }, #{}); }");
        scene.must_up();
        scene.outside("DROP TABLE sandshift_undo_bbbb_0");
        let error = scene.down("-1").unwrap_err();
        assert!(matches!(error, RunError::NoWayBack { .. }), "{error:?}");
        assert!(error.to_string().contains("are not kept any more"), "{error}");
    }
}

#[test]
fn a_dropped_column_that_was_to_be_kept_comes_back_with_its_values() {
    for scene in scenes().map(started) {
        let (before, url) = (scene.values(ALL), scene.database.url.clone());
        scene.rhai(
            "bbbb",
            "aaaa",
            r#"fn up(db) {
                db.drop_column("roles", "name", #{ keep: true });
                db.add_column("roles", column("name", integer()));
            }"#,
        );
        scene.must_up();
        scene.outside("DELETE FROM roles WHERE id = 3");
        scene.outside("INSERT INTO roles (id, level) VALUES (9, 9)");
        scene.must_down("-1");
        let mut expected = before;
        expected.remove(2);
        expected.push("[Int(9), Text(\"\"), Int(9)]".to_owned());
        assert_eq!(scene.values(ALL), expected, "{url}");
        let name = &scene.connect().inspect().unwrap();
        let table = name.tables.values().next().unwrap();
        assert!(!table.columns.iter().any(|column| column.nullable && column.name == *"name"));
    }
}

#[test]
fn a_column_whose_values_cannot_be_kept_as_asked_is_not_dropped() {
    for scene in scenes().map(started) {
        let url = scene.database.url.clone();
        scene.outside("CREATE TABLE plain (n integer, m integer)");
        for (body, why) in [
            ("fn up(db) { db.drop_column(\"plain\", \"m\", #{ keep: true }); }", "no primary key"),
            (
                "fn up(db) { db.drop_column(\"roles\", \"level\", #{ keep: true }); } fn down(db) {}",
                "a `down` of its own",
            ),
        ] {
            scene.rhai("bbbb", "aaaa", body);
            let failure = scene.failing_up();
            assert!(failure.cause.to_string().contains(why), "{url}: {failure:?}");
            scene.one("SELECT count(m) FROM plain");
            scene.one("SELECT count(level) FROM roles");
        }
    }
}

#[test]
fn rows_are_kept_as_long_as_the_options_say() {
    for scene in scenes().map(started) {
        scene.rhai("bbbb", "aaaa", "fn up(db) { db.update(\"roles\", #{ level: 0 }, #{}); }");
        scene.must_up();
        scene.rhai("cccc", "bbbb", "fn up(db) { }");
        let way = Way { direction: Direction::Up, target: "heads".parse().unwrap() };
        let day = 86_400_000_000;
        let run = |keep_micros| {
            let options = Options { keep_micros: Some(keep_micros), ..scene.options() };
            apply::apply(&scene.project(), scene.connect(), &way, &options).unwrap();
        };
        run(day);
        assert_eq!(undo_tables(&scene), 1, "{}", scene.database.url);
        let old = "UPDATE sandshift_undo SET created_at = '2024-01-01 00:00:00'";
        scene.outside(old);
        scene.rhai("dddd", "cccc", "fn up(db) { }");
        run(day);
        assert_eq!(undo_tables(&scene), 0, "{}", scene.database.url);
        assert!(scene.said().iter().any(|line| line.contains("not kept any longer")));
    }
}

#[test]
fn a_key_that_may_hold_null_is_good_enough_as_long_as_it_holds_none() {
    for scene in scenes().filter(Scene::is_sqlite) {
        scene.outside("CREATE TABLE t (k text, n integer, PRIMARY KEY (k))");
        scene.outside("INSERT INTO t VALUES ('a', 1), ('b', 2)");
        scene.rhai(
            "aaaa",
            "",
            r#"fn up(db) {
                db.update("t", #{ n: 5 }, #{});
                db.transform("t", #{ read: ["n"], write: ["n"] }, |row| #{ n: row.n + 1 });
            }"#,
        );
        scene.must_up();
        scene.must_down("-1");
        assert_eq!(scene.values("SELECT n FROM t ORDER BY k"), ["[Int(1)]", "[Int(2)]"]);
        scene.outside("INSERT INTO t VALUES (NULL, 3)");
        scene.must_up();
        let error = scene.down("-1").unwrap_err().to_string();
        assert!(error.contains("has NULL in `k`"), "{error}");
    }
}
