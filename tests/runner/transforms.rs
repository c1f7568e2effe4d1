//! `db.transform` through the gate.

use sandshift::session::ending::Left;

use crate::project::{Scene, scenes};

const TABLE: &str = r#"fn up(db) {
    db.create_table("items", [column("id", integer()).primary_key(), column("name", string(50)), column("n", integer())]);
    let rows = [];
    for i in 1..=ROWS { rows.push(#{ id: i, name: `name ${i}`, n: i }); if rows.len() == 500 { db.insert("items", rows); rows = []; } }
    if rows.len() > 0 { db.insert("items", rows); }
}
fn down(db) { db.drop_table("items"); }"#;

fn filled(scene: Scene, rows: u32) -> Scene {
    scene.rhai("aaaa", "", &TABLE.replace("ROWS", &rows.to_string()));
    scene.must_up();
    scene
}

#[test]
fn few_changes_of_many_rows_are_few_statements() {
    for scene in scenes().map(|scene| filled(scene, 10_000)) {
        scene.rhai("bbbb", "aaaa", r#"fn up(db) {
            let report = db.transform("items", #{ read: ["n"], write: ["n"] }, |row| if row.n % 1000 == 0 { #{ n: -row.n } } else { () });
            assert(report.read == 10000 && report.changed == 10 && report.deleted == 0, report.to_string());
        }"#);
        scene.must_up();
        assert_eq!(scene.one("SELECT count(*) FROM items WHERE n < 0"), "[Int(10)]");
        assert_eq!(scene.one("SELECT n FROM items WHERE id = 3000"), "[Int(-3000)]");
        assert_eq!(scene.ran("bbbb").len(), 1, "{}", scene.database.url);
    }
}

#[test]
fn a_row_function_that_refuses_names_the_row_and_changes_nothing() {
    for scene in scenes().map(|scene| filled(scene, 50)) {
        scene.rhai("bbbb", "aaaa", "fn up(db) {\n db.transform(\"items\", #{ write: [\"name\"] }, |row| {\n  if row.n == 37 { throw \"no name\"; }\n  #{ name: \"x\" }\n });\n}");
        let failure = scene.failing_up();
        let text = failure.to_string();
        assert!(
            text.contains("no name") && text.contains("items") && text.contains("37"),
            "{text}"
        );
        assert_eq!(text.matches("37").count(), 1, "said once: {text}");
        assert_eq!(failure.origin.line, 5, "{failure:?}");
        assert_eq!(failure.left, Left::Nothing);
        assert_eq!(scene.one("SELECT count(*) FROM items WHERE name = 'x'"), "[Int(0)]");
    }
}

#[test]
fn an_attempt_around_a_refusing_transform_goes_on() {
    for scene in scenes().map(|scene| filled(scene, 50)) {
        scene.rhai("bbbb", "aaaa", r#"fn up(db) {
            let answer = db.attempt(|| db.transform("items", #{ write: ["name"] }, |row| { if row.id == 3 { throw "no"; } #{ name: "x" } }));
            assert(!answer.ok);
            db.transform("items", #{ write: ["name"] }, |row| #{ name: row.name + "!" });
        }"#);
        scene.must_up();
        assert_eq!(scene.one("SELECT name FROM items WHERE id = 3"), "[Text(\"name 3!\")]");
    }
}

#[test]
fn rows_are_deleted_through_a_transform() {
    for scene in scenes().map(|scene| filled(scene, 20)) {
        scene.rhai("bbbb", "aaaa", r#"fn up(db) {
            let report = db.transform("items", #{ write: ["n"] }, |row| if row.id > 15 { delete_row() } else { #{ n: row.n * 2 } });
            assert(report.deleted == 5 && report.changed == 15, report.to_string());
        }"#);
        scene.must_up();
        assert_eq!(scene.count("items"), "[Int(15)]");
        assert_eq!(
            scene.one("SELECT sum(n) + 0 FROM items").replace("Decimal(\"240\")", "Int(240)"),
            "[Int(240)]"
        );
    }
}

#[test]
fn a_column_that_is_not_named_cannot_be_written_and_the_host_not_called() {
    for scene in scenes().map(|scene| filled(scene, 3)) {
        for (body, says) in [
            ("#{ n: 0 }", "`n`"),
            ("#{ name: db.query_one(\"SELECT 1\") }", "row function"),
            ("7", "map"),
        ] {
            scene.rhai("bbbb", "aaaa", &format!("fn up(db) {{ db.transform(\"items\", #{{ write: [\"name\"] }}, |row| {body}); }}"));
            let failure = scene.failing_up();
            assert!(failure.to_string().contains(says), "{failure}");
            assert_eq!(
                scene.one("SELECT sum(n) + 0 FROM items").replace("Decimal(\"6\")", "Int(6)"),
                "[Int(6)]"
            );
        }
    }
}

#[test]
fn doubles_that_json_does_not_know_pass_through_a_transform() {
    for scene in scenes().filter(Scene::is_postgres) {
        scene.sql("aaaa", "", "-- +up\nCREATE TABLE items (id INT PRIMARY KEY, a DOUBLE PRECISION, b DOUBLE PRECISION);\nINSERT INTO items VALUES (1, 'Infinity', 0), (2, '-Infinity', 0), (3, 'NaN', 0), (4, 0.30000000000000004, 0);");
        scene.rhai("bbbb", "aaaa", "fn up(db) { db.transform(\"items\", #{ read: [\"a\"], write: [\"b\"] }, |row| #{ b: row.a }); }");
        scene.must_up();
        assert_eq!(
            scene.values("SELECT b FROM items ORDER BY id"),
            ["[Real(inf)]", "[Real(-inf)]", "[Real(NaN)]", "[Real(0.30000000000000004)]"]
        );
    }
}
