//! `verify`: after `up`, and later on its own.

use sandshift::runner::verify;
use sandshift::session::ending::Left;

use crate::project::{Scene, scenes};

const TABLE: &str = "fn up(db) { db.create_table(\"one\", [column(\"id\", integer()).primary_key()]); db.insert(\"one\", #{ id: 1 }); }\n";

fn verified(scene: &Scene) -> verify::Verified {
    let answer = verify::verify(&scene.project(), scene.connect(), &scene.options());
    answer.unwrap_or_else(|error| panic!("{}: {error:?}", scene.database.url))
}

#[test]
fn a_failing_verify_undoes_the_migration() {
    for scene in scenes() {
        scene.rhai("aaaa", "", &format!("{TABLE}fn verify(db) {{ assert(db.query_one(\"SELECT count(*) AS n FROM one\").n == 2, \"two rows\"); }}"));
        let failure = scene.failing_up();
        assert!(failure.to_string().contains("two rows"), "{failure}");
        assert!(scene.heads().is_empty());
        if scene.is_mysql() {
            assert!(
                matches!(failure.left, Left::Statements(ref kept) if kept.len() == 1),
                "{failure:?}"
            );
            assert_eq!(scene.count("one"), "[Int(0)]");
        } else {
            assert_eq!(failure.left, Left::Nothing);
            assert!(!scene.has("one"));
        }
    }
}

#[test]
fn verify_looks_at_each_applied_revision_by_itself() {
    for scene in scenes() {
        scene.rhai(
            "aaaa",
            "",
            &format!("{TABLE}fn verify(db) {{ db.query(\"SELECT id FROM one WHERE id > 0\"); }}"),
        );
        scene.rhai(
            "bbbb",
            "aaaa",
            "fn up(db) { }\nfn verify(db) { assert(db.query(\"SELECT id FROM one\").len() == 1); }",
        );
        scene.rhai(
            "cccc",
            "bbbb",
            "fn up(db) { }\nfn verify(db) { assert(db.has_table(\"one\")); }",
        );
        scene.rhai("dddd", "cccc", "fn up(db) { }");
        scene.must_up();
        assert_eq!(verified(&scene).passed.len(), 3);
        assert!(verified(&scene).is_good());
        scene.outside("ALTER TABLE one RENAME TO other");
        let found = verified(&scene);
        let failed: Vec<&str> = found.failed.iter().map(|f| f.revision.as_str()).collect();
        assert_eq!(failed, ["aaaa", "bbbb", "cccc"], "{}", scene.database.url);
        let text = found.failed[1].to_string();
        assert!(text.contains("one"), "the second error is its own: {text}");
    }
}

#[test]
fn what_a_verify_writes_does_not_stay() {
    for scene in scenes() {
        scene.rhai(
            "aaaa",
            "",
            &format!("{TABLE}fn verify(db) {{ db.execute(\"DELETE FROM one\"); }}"),
        );
        scene.must_up();
        scene.outside("DELETE FROM one");
        scene.outside("INSERT INTO one VALUES (5)");
        assert_eq!(verified(&scene).passed.len(), 1);
        assert_eq!(scene.count("one"), "[Int(1)]", "{}", scene.database.url);
    }
}

#[test]
fn a_verify_that_changes_the_schema_does_not_get_through() {
    for scene in scenes().filter(Scene::is_mysql) {
        scene.rhai(
            "aaaa",
            "",
            &format!(
                "{TABLE}fn verify(db) {{ if db.has_table(\"go\") {{ db.drop_table(\"one\"); }} }}"
            ),
        );
        scene.must_up();
        scene.outside("CREATE TABLE go (id INT)");
        let found = verified(&scene);
        assert_eq!(found.failed.len(), 1);
        assert!(scene.has("one"));
    }
}

#[test]
fn case_30_an_edited_and_a_missing_file_are_found() {
    for scene in scenes() {
        scene.rhai("aaaa", "", TABLE);
        scene.rhai("bbbb", "aaaa", "fn up(db) { }");
        scene.must_up();
        scene.rhai("aaaa", "", &TABLE.replace("id: 1", "id: 2"));
        scene.remove("bbbb_x.rhai");
        let found = verified(&scene);
        assert!(!found.is_good());
        assert_eq!(found.edited.len(), 1);
        assert_eq!(found.missing.len(), 1);
        scene.rhai("aaaa", "", &format!("// a comment changes nothing\n{TABLE}"));
        assert!(verified(&scene).edited.is_empty());
    }
}

#[test]
fn a_row_of_an_sql_verify_undoes_the_migration() {
    for scene in scenes() {
        let file = |condition: &str| {
            format!(
                "--! revision = \"aaaa\"\n-- +up\nCREATE TABLE one (id INTEGER PRIMARY KEY);\nINSERT INTO one VALUES (7);\n-- +verify\nSELECT id FROM one WHERE {condition};\n-- +down\nDROP TABLE one;\n"
            )
        };
        if !scene.is_mysql() {
            scene.write("aaaa_one.sql", &file("id = 7"));
            let failure = scene.failing_up();
            assert!(failure.to_string().contains("found a row: id = 7"), "{failure}");
            assert_eq!((failure.origin.line, failure.left), (6, Left::Nothing));
            assert!(!scene.has("one"));
        }
        scene.write("aaaa_one.sql", &file("id = 8"));
        scene.must_up();
        assert!(verified(&scene).is_good());
        scene.outside("INSERT INTO one VALUES (8)");
        assert_eq!(verified(&scene).failed.len(), 1);
    }
}
