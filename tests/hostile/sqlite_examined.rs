//! Objects on SQLite that a migration leaves for later.

use crate::reach::walls;
use crate::scene::Scene;

fn planted(scene: &Scene, texts: &[&str]) {
    let body: String = texts.iter().map(|sql| format!("db.execute({sql:?});")).collect();
    let failure = scene.fails(&walls(), &body, "database::denied");
    assert!(failure.to_string().contains("cannot stay"), "{failure}");
}

#[test]
fn case_25b_a_planted_trigger_view_or_default_does_not_come_to_the_commit() {
    let scene = Scene::sqlite();
    for sql in [
        "CREATE TRIGGER own_t AFTER INSERT ON own BEGIN DELETE FROM sandshift_heads; END",
        "CREATE TRIGGER own_t AFTER UPDATE OF name ON own BEGIN UPDATE other SET secret = 'x'; END",
        "CREATE TRIGGER own_t BEFORE DELETE ON own BEGIN INSERT INTO own (name) SELECT secret FROM other; END",
        "CREATE TRIGGER own_t AFTER INSERT ON own WHEN (SELECT count(*) FROM other) > 0 BEGIN SELECT 1; END",
        "CREATE TRIGGER own_t AFTER INSERT ON own BEGIN SELECT load_extension('x'); END",
        "CREATE VIEW own_view AS SELECT secret FROM other",
        "CREATE VIEW own_view AS SELECT id FROM own WHERE EXISTS (SELECT 1 FROM sandshift_heads)",
        "CREATE TRIGGER own_t AFTER INSERT ON own BEGIN DELETE FROM comes_later; END",
    ] {
        planted(&scene, &[sql]);
    }
    planted(
        &scene,
        &[
            "CREATE VIEW own_view AS SELECT id FROM own",
            "CREATE TRIGGER own_t INSTEAD OF INSERT ON own_view BEGIN DELETE FROM other; END",
        ],
    );
    scene.house("INSERT INTO own VALUES (3, 'three', 'h3')");
    assert_eq!(scene.values("SELECT count(*) FROM other"), ["[Int(1)]"]);
    scene.honest(
        &walls(),
        "db.execute(\"CREATE TRIGGER own_t AFTER INSERT ON own BEGIN UPDATE own SET name = 'new' WHERE id = NEW.id; END\");
         db.execute(\"CREATE VIEW own_view AS SELECT id, name FROM own\");",
    );
}

#[test]
fn case_25b_defaults_checks_generated_columns_and_index_expressions_call_only_what_a_text_may() {
    let scene = Scene::sqlite();
    for sql in [
        "CREATE TABLE own_new (id INTEGER, x DEFAULT (load_extension('x')))",
        "CREATE TABLE own_new (id INTEGER, x CHECK (sqlite_log(1, 'x')))",
        "CREATE TABLE own_new (id INTEGER, x AS (load_extension('x')))",
        "CREATE INDEX own_index ON own (sqlite_source_id())",
    ] {
        scene.denied(sql);
    }
}

#[test]
fn case_25b_a_trigger_of_others_that_a_statement_sets_off_is_held_by_the_same_walls() {
    let scene = Scene::sqlite();
    scene.house("CREATE TRIGGER log AFTER UPDATE ON own BEGIN INSERT INTO other (secret) VALUES (NEW.name); END");
    scene.denied("UPDATE own SET name = 'x'");
}
