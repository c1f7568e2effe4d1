//! The life of an enum over several migrations.

use sandshift::revision::Direction;

use crate::project::{Scene, scenes};

const CREATED: &str = r#"fn up(db) {
    db.create_enum("status", ["new", "open", "done"]);
    db.create_table("tickets", [
        column("id", integer()).primary_key(),
        column("state", enum_type("status")).not_null().default("new"),
    ]);
    db.insert("tickets", [#{ id: 1, state: "open" }, #{ id: 2, state: "done" }]);
}"#;
const RENAMED: &str = r#"fn up(db) {
    db.rename_table("tickets", "cases");
    db.rename_column("cases", "state", "status_now");
}"#;
const CHANGED: &str = r#"fn up(db) {
    db.rename_enum_value("status", "done", "closed");
}"#;

fn born(scene: Scene) -> Scene {
    scene.rhai("aaaa", "", CREATED);
    scene.rhai("bbbb", "aaaa", RENAMED);
    scene
}

fn refuses(scene: &Scene, value: &str) -> bool {
    let table = if scene.has("cases") { "cases (id, status_now)" } else { "tickets (id, state)" };
    scene.connect().execute(&format!("INSERT INTO {table} VALUES (99, '{value}')")).is_err()
}

fn registered(scene: &Scene) -> Vec<String> {
    if scene.is_postgres() {
        return Vec::new();
    }
    scene.values("SELECT name, labels, columns FROM sandshift_enums")
}

#[test]
fn an_enum_follows_the_names_of_its_table_and_column() {
    for scene in scenes().map(born) {
        scene.must_up();
        assert!(refuses(&scene, "nonsense"), "{}", scene.database.url);
        if !scene.is_postgres() {
            assert_eq!(
                registered(&scene),
                [
                    "[Text(\"status\"), Text(\"[\\\"new\\\",\\\"open\\\",\\\"done\\\"]\"), Text(\"[[\\\"cases\\\",\\\"status_now\\\"]]\")]"
                ]
            );
        }
        scene.rhai("cccc", "bbbb", CHANGED);
        scene.must_up();
        assert_eq!(scene.values("SELECT status_now FROM cases ORDER BY id").len(), 2);
        assert!(!refuses(&scene, "closed") && refuses(&scene, "done"), "{}", scene.database.url);
    }
}

#[test]
fn an_enum_goes_all_the_way_back() {
    for scene in scenes().map(born) {
        scene.rhai("cccc", "bbbb", CHANGED);
        scene.must_up();
        scene.must_down("bbbb");
        assert!(refuses(&scene, "closed"), "{}", scene.database.url);
        scene.must_down("aaaa");
        assert!(scene.has("tickets"));
        assert!(refuses(&scene, "nonsense"));
        scene.accept_loss_down("base").unwrap();
        assert!(!scene.has("tickets"));
        assert!(registered(&scene).is_empty());
        scene.must_up();
    }
}

#[test]
fn a_new_value_is_usable_by_the_next_migration() {
    for scene in scenes().map(born) {
        scene.rhai(
            "cccc",
            "bbbb",
            "fn up(db) { db.add_enum_value(\"status\", \"paused\", #{ after: \"new\" }); }",
        );
        scene.rhai(
            "dddd",
            "cccc",
            "fn up(db) { db.insert(\"cases\", #{ id: 3, status_now: \"paused\" }); }",
        );
        scene
            .dry_run(Direction::Up, "heads")
            .unwrap_or_else(|e| panic!("{}: {e:?}", scene.database.url));
        scene.must_up();
        assert_eq!(scene.count("cases"), "[Int(3)]");
    }
}

#[test]
fn a_new_value_used_at_once_says_what_to_do_or_works() {
    for scene in scenes().map(born) {
        scene.must_up();
        scene.rhai("cccc", "bbbb", "fn up(db) { db.add_enum_value(\"status\", \"paused\");\n db.insert(\"cases\", #{ id: 3, status_now: \"paused\" }); }");
        if !scene.is_postgres() {
            scene.must_up();
            continue;
        }
        let failure = scene.failing_up();
        let hint = sandshift::error::Coded::hint(&failure).unwrap();
        assert!(hint.contains("earlier migration"), "{hint}");
        assert_eq!(scene.heads(), ["bbbb"]);
    }
}

#[test]
fn an_undone_attempt_takes_its_enum_with_it() {
    for scene in scenes().map(born).filter(|scene| !scene.is_mysql()) {
        scene.must_up();
        scene.rhai(
            "cccc",
            "bbbb",
            r#"fn up(db) {
            db.attempt(|| {
                db.create_enum("colour", ["red"]);
                db.add_column("cases", column("colour", enum_type("colour")));
                throw "no";
            });
            db.create_enum("colour", ["green"]);
            db.add_column("cases", column("colour", enum_type("colour")));
        }"#,
        );
        scene.must_up();
        scene.outside("UPDATE cases SET colour = 'green'");
        assert!(scene.connect().execute("UPDATE cases SET colour = 'red'").is_err());
    }
}
