//! SQL text on SQLite that reaches for files, settings, the transaction and other statements.

use crate::reach::walls;
use crate::scene::Scene;

#[test]
fn case_27_the_walls_alone_keep_the_transaction() {
    let scene = Scene::sqlite();
    for sql in [
        "COMMIT",
        "/* x */ commit",
        "END",
        "ROLLBACK",
        "BEGIN IMMEDIATE",
        "SAVEPOINT x",
        "RELEASE x",
        "ROLLBACK TO x",
    ] {
        scene.denied_by_walls_alone(sql);
    }
}

#[test]
fn case_28_a_second_statement_never_runs() {
    let scene = Scene::sqlite();
    let body = "db.execute(\"UPDATE own SET name = 'x'; DELETE FROM other\");";
    let before = scene.image();
    scene.run(&walls(), body).unwrap_err();
    before.is_kept(&scene.image(), body);
}

#[test]
fn case_29_files_extensions_settings_and_the_schema_itself_are_out_of_reach() {
    let scene = Scene::sqlite();
    for sql in [
        "ATTACH '/tmp/sandshift-stolen.db' AS stolen",
        "DETACH main",
        "VACUUM INTO '/tmp/sandshift-stolen.db'",
        "VACUUM",
        "SELECT load_extension('/tmp/x')",
        "SELECT fts3_tokenizer('simple')",
        "SELECT sqlite_compileoption_get(0)",
        "PRAGMA writable_schema = ON",
        "PRAGMA journal_mode = OFF",
        "PRAGMA schema_version = 7",
        "PRAGMA user_version = 7",
        "PRAGMA temp_store_directory = '/tmp'",
        "PRAGMA foreign_keys = OFF",
        "PRAGMA trusted_schema = ON",
        "PRAGMA cell_size_check = OFF",
        "PRAGMA max_page_count = 4294967294",
        "PRAGMA hard_heap_limit = 0",
        "PRAGMA database_list",
        "PRAGMA table_info(other)",
        "PRAGMA legacy_alter_table = ON",
        "CREATE TEMP TABLE own (id INTEGER)",
        "CREATE TABLE temp.own (id INTEGER)",
        "CREATE TEMP VIEW other AS SELECT 1",
        "CREATE TEMP TRIGGER own_t AFTER INSERT ON own BEGIN SELECT 1; END",
        "CREATE VIRTUAL TABLE own_words USING fts5(words)",
        "CREATE VIRTUAL TABLE own_pages USING dbstat",
        "ANALYZE",
        "REINDEX",
        "EXPLAIN DROP TABLE other",
    ] {
        scene.denied_by_walls_alone(sql);
    }
    assert!(!std::path::Path::new("/tmp/sandshift-stolen.db").exists());
    // The engine does not take these from anybody.
    let before = scene.image();
    for sql in [
        "UPDATE sqlite_schema SET sql = 'x'",
        "DELETE FROM sqlite_schema",
        "INSERT INTO sqlite_schema DEFAULT VALUES",
    ] {
        scene.run(&walls(), &format!("db.execute({sql:?});")).unwrap_err();
        before.is_kept(&scene.image(), sql);
    }
    scene.house("CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT)");
    scene.denied("INSERT INTO sqlite_sequence VALUES ('own', 1)");
}

#[test]
fn case_31_a_schema_that_somebody_prepared_runs_nothing() {
    let scene = Scene::sqlite();
    for sql in [
        "CREATE TABLE own_prepared (id INTEGER, x DEFAULT (load_extension('x')))",
        "CREATE VIEW own_lure AS SELECT load_extension('x') AS x",
        "CREATE TRIGGER lure BEFORE UPDATE ON own BEGIN SELECT load_extension('x'); END",
    ] {
        scene.house(sql);
    }
    for body in [
        "db.execute(\"INSERT INTO own_prepared (id) VALUES (1)\");",
        "db.execute(\"UPDATE own SET name = 'x'\");",
        "db.query(\"SELECT x FROM own_lure\");",
    ] {
        let before = scene.image();
        let error = scene.run(&walls(), body).unwrap_err().to_string();
        assert!(error.contains("load_extension"), "{body}: {error}");
        before.is_kept(&scene.image(), body);
    }
}
