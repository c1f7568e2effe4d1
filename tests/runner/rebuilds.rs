//! Cases 25 to 27 through real migrations: table rebuilds on SQLite, plain ALTERs elsewhere.

use sandshift::revision::Direction;
use sandshift::runner::error::RunError;
use sandshift::session::ending::Left;
use sandshift_test_servers::TestDatabase;

use crate::project::{Scene, scenes};

const TABLES: &str = r#"fn up(db) {
    db.create_table("teams", [
        column("id", integer()).primary_key(),
        column("name", string(50)).not_null(),
        column("code", string(20)),
        column("size", integer()),
        column("lead_id", integer()).references("teams", "id"),
    ]);
    db.create_table("members", [
        column("id", integer()).primary_key(),
        column("team_id", integer()).not_null().references("teams", "id", #{ on_delete: "cascade" }),
    ]);
    db.insert("teams", [#{ id: 1, name: "a", code: "x", size: 5, lead_id: () }, #{ id: 2, name: "b", code: "y", size: 6, lead_id: 1 }]);
    db.insert("members", [#{ id: 1, team_id: 1 }, #{ id: 2, team_id: 2 }]);
}"#;

const CHANGES: &str = r#"fn up(db) {
    db.alter_column("teams", "size", #{ type: big_integer(), nullable: false });
    db.drop_column("teams", "code");
    db.create_unique_constraint("uq_teams_name", "teams", ["name"]);
    db.create_check_constraint("ck_teams_size", "teams", "size > 0");
    db.rename_table("teams", "groups_");
    db.rename_column("groups_", "name", "title");
}
fn verify(db) {
    let seen = db.inspect("groups_");
    assert(seen.has_constraint("uq_teams_name") && seen.has_constraint("ck_teams_size"));
    assert(!seen.has_column("code") && seen.has_column("title"));
    let key = db.inspect("members").constraints.filter(|c| c.type == "foreign_key")[0];
    assert(key.referred_table == "groups_", key.referred_table);
}
"#;

fn changed() -> Vec<Scene> {
    let prepared = |scene: Scene| {
        scene.rhai("aaaa", "", TABLES);
        scene.rhai("bbbb", "aaaa", CHANGES);
        scene.must_up();
        scene
    };
    scenes().map(prepared).collect()
}

#[test]
fn case_25_changes_of_a_table_that_others_point_to_keep_rows_and_references() {
    for scene in changed() {
        let url = &scene.database.url;
        assert_eq!(scene.values("SELECT id, title, lead_id FROM groups_ ORDER BY id").len(), 2);
        assert_eq!(scene.count("members"), "[Int(2)]", "{url}");
        let refused = |sql: &str| scene.connect().execute(sql).unwrap_err();
        refused("INSERT INTO members VALUES (9, 77)");
        refused("INSERT INTO groups_ (id, title, size, lead_id) VALUES (9, 'z', 1, 77)");
        refused("INSERT INTO groups_ (id, title, size) VALUES (9, 'a', 1)");
        refused("INSERT INTO groups_ (id, title, size) VALUES (9, 'z', 0)");
        scene.outside("UPDATE groups_ SET lead_id = NULL");
        scene.outside("DELETE FROM groups_ WHERE id = 1");
        assert_eq!(scene.count("members"), "[Int(1)]", "{url}: the cascade is still there");
    }
}

#[test]
fn case_25_the_changes_come_back_when_loss_is_allowed() {
    for scene in changed() {
        assert!(matches!(scene.down("-1"), Err(RunError::Loss { .. })));
        scene.accept_loss_down("-1").unwrap_or_else(|e| panic!("{}: {e:?}", scene.database.url));
        assert_eq!(scene.values("SELECT name, size FROM teams ORDER BY id").len(), 2);
        assert_eq!(scene.count("members"), "[Int(2)]");
        scene.rhai("bbbb", "aaaa", CHANGES);
        scene.must_up();
        assert_eq!(scene.count("members"), "[Int(2)]");
    }
}

#[test]
fn case_26_a_rebuild_loses_no_rows_of_a_cascading_child() {
    for scene in scenes() {
        scene.rhai("aaaa", "", TABLES);
        scene.rhai("bbbb", "aaaa", "fn up(db) { db.alter_column(\"teams\", \"name\", #{ type: text(), nullable: true }); }");
        scene.must_up();
        assert_eq!(scene.count("members"), "[Int(2)]");
        if scene.is_sqlite() {
            assert!(scene.values("PRAGMA foreign_key_check").is_empty());
            assert_eq!(scene.one("PRAGMA foreign_keys"), "[Int(1)]");
        }
        scene.must_down("-1");
        assert_eq!(scene.count("members"), "[Int(2)]");
        assert!(
            scene.connect().execute("INSERT INTO teams (id) VALUES (9)").is_err(),
            "not null again"
        );
    }
}

#[test]
fn case_27_a_rebuild_keeps_what_else_belongs_to_the_table() {
    let scene = Scene::new(TestDatabase::sqlite());
    scene.sql(
        "aaaa",
        "",
        r#"-- +up
CREATE TABLE items (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT COLLATE NOCASE CHECK (length(name) < 9),
    upper_name TEXT GENERATED ALWAYS AS (upper(name)) STORED,
    price INT
);
CREATE TABLE log (what TEXT);
CREATE INDEX ix_items ON items (name DESC) WHERE price > 0;
CREATE VIEW names AS SELECT name FROM items;
CREATE TRIGGER items_log AFTER INSERT ON items BEGIN INSERT INTO log VALUES (NEW.name || ';'); END;
INSERT INTO items (name, price) VALUES ('a', 1), ('b', 2);
DELETE FROM items WHERE id = 2;"#,
    );
    scene.rhai(
        "bbbb",
        "aaaa",
        "fn up(db) { db.alter_column(\"items\", \"price\", #{ type: text() }); }",
    );
    scene.must_up();
    scene.outside("INSERT INTO items (name) VALUES ('c')");
    assert_eq!(
        scene.one("SELECT id, upper_name FROM items WHERE name = 'C'"),
        "[Int(3), Text(\"C\")]"
    );
    assert_eq!(scene.count("log"), "[Int(3)]");
    assert_eq!(scene.count("names"), "[Int(2)]");
    assert!(
        scene.connect().execute("INSERT INTO items (name) VALUES ('too long a name')").is_err()
    );
    let index = scene.one("SELECT sql FROM sqlite_schema WHERE name = 'ix_items'");
    assert!(index.contains("DESC") && index.contains("price > 0"), "{index}");
}

#[test]
fn deleting_parents_before_a_rebuild_in_one_migration_says_what_to_do_and_loses_nothing() {
    let scene = Scene::new(TestDatabase::sqlite());
    scene.rhai("aaaa", "", TABLES);
    scene.must_up();
    scene.rhai("bbbb", "aaaa", "fn up(db) {\n db.execute(\"UPDATE teams SET lead_id = NULL\");\n db.delete(\"teams\", #{ id: 1 });\n db.alter_column(\"teams\", \"name\", #{ type: text() });\n}");
    let failure = scene.failing_up();
    assert_eq!(failure.left, Left::Nothing);
    let (text, hint) = (failure.to_string(), sandshift::error::Coded::hint(&failure).unwrap());
    assert!(text.contains("does not exist") && text.contains("members"), "{text}");
    assert!(hint.contains("migration of their own"), "{hint}");
    assert_eq!(scene.count("teams"), "[Int(2)]");
    assert_eq!(scene.count("members"), "[Int(2)]");
    assert_eq!(scene.one("PRAGMA foreign_keys"), "[Int(1)]");
    let rehearsed = scene.dry_run(Direction::Up, "heads").unwrap_err();
    assert_eq!(rehearsed.to_string(), text);
}

#[test]
fn a_rebuild_behind_a_commit_is_refused_and_never_run_twice() {
    let scene = Scene::new(TestDatabase::sqlite());
    scene.rhai("aaaa", "", TABLES);
    scene.must_up();
    scene.rhai("bbbb", "aaaa", "fn up(db) {\n db.outside_transaction(|| { db.execute(\"UPDATE teams SET size = size + 1\"); });\n db.alter_column(\"teams\", \"name\", #{ type: text() });\n}");
    let failure = scene.failing_up();
    assert!(failure.to_string().contains("foreign keys"), "{failure}");
    assert_eq!(scene.values("SELECT size FROM teams ORDER BY id"), ["[Int(6)]", "[Int(7)]"]);
}

#[test]
fn a_rebuild_without_a_transaction_is_whole_in_itself() {
    let scene = Scene::new(TestDatabase::sqlite());
    scene.rhai("aaaa", "", TABLES);
    scene.must_up();
    scene.outside("INSERT INTO members VALUES (3, 1)");
    scene.rhai("bbbb", "aaaa", "//! transaction = false\nfn up(db) {\n db.alter_column(\"members\", \"team_id\", #{ type: text() });\n db.execute(\"UPDATE nowhere SET x = 1\");\n}");
    let text = scene.dry_run(Direction::Up, "heads");
    assert!(text.is_err());
    scene.failing_up();
    assert_eq!(scene.count("members"), "[Int(3)]");
    scene.rhai("cccc", "bbbb", "fn up(db) { }");
}

#[test]
fn changes_of_one_table_in_a_row_are_one_rebuild() {
    let scene = Scene::new(TestDatabase::sqlite());
    scene.rhai("aaaa", "", TABLES);
    scene.must_up();
    scene.rhai(
        "bbbb",
        "aaaa",
        r#"fn up(db) {
        db.create_check_constraint("ck_teams_size", "teams", "size > 0");
        db.add_column("teams", column("more", integer()));
        db.drop_column("teams", "code");
        db.alter_column("teams", "more", #{ nullable: false, default: 1 });
        db.alter_column("teams", "name", #{ type: text() });
    }"#,
    );
    let text = scene.dry_run(Direction::Up, "heads").unwrap();
    assert_eq!(text.matches("CREATE TABLE").count(), 1, "{text}");
    scene.must_up();
    assert_eq!(
        scene.one("SELECT name, size, more FROM teams WHERE id = 1"),
        "[Text(\"a\"), Int(5), Int(1)]"
    );
}
