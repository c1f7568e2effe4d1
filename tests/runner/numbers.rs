//! Numbers that the database gives: a dry run uses none of them up.

use sandshift::revision::Direction;

use crate::project::{Scene, scenes};

const TABLES: &str = r#"fn up(db) {
    db.create_table("one", [column("id", integer()).primary_key().autoincrement(), column("n", integer())]);
    db.create_table("two", [column("id", integer()).primary_key().autoincrement(), column("n", integer())]);
    db.insert("one", [#{ n: 1 }, #{ n: 2 }]);
}"#;

fn started(scene: Scene) -> Scene {
    scene.rhai("aaaa", "", TABLES);
    scene.must_up();
    scene
}

#[test]
fn a_dry_run_uses_up_no_numbers() {
    for scene in scenes().map(started) {
        let url = &scene.database.url;
        if scene.is_postgres() {
            scene.outside(
                "CREATE FUNCTION copy() RETURNS trigger LANGUAGE plpgsql AS \
                 $$ BEGIN INSERT INTO two (n) VALUES (NEW.n); RETURN NEW; END $$",
            );
            scene.outside(
                "CREATE TRIGGER copies AFTER INSERT ON one FOR EACH ROW EXECUTE FUNCTION copy()",
            );
        }
        let with = match scene.is_mysql() {
            true => "INSERT INTO two (n) VALUES (6)",
            false => "WITH a AS (SELECT 6 AS n) INSERT INTO two (n) SELECT n FROM a",
        };
        let body = format!(
            "fn up(db) {{\n\
             db.insert(\"one\", #{{ n: 3 }});\n\
             db.execute(\"INSERT INTO one (n) VALUES (4)\");\n\
             db.execute(\"{with}\");\n}}"
        );
        scene.rhai("bbbb", "aaaa", &body);
        for _ in 0..3 {
            scene.dry_run(Direction::Up, "heads").unwrap();
        }
        scene.must_up();
        assert_eq!(scene.one("SELECT max(id) FROM one"), "[Int(4)]", "{url}");
        // On PostgreSQL the trigger copied two rows before.
        let newest = if scene.is_postgres() { 3 } else { 1 };
        assert_eq!(scene.one("SELECT max(id) FROM two"), format!("[Int({newest})]"), "{url}");
    }
}
