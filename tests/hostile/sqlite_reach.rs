//! SQL text on SQLite that reads and writes what is not granted.

use sandshift::backend::walls::{RawSql, Walls};

use crate::reach::walls;
use crate::scene::Scene;

#[test]
fn case_24_a_table_outside_the_grant_is_not_read_in_any_way() {
    let scene = Scene::sqlite();
    for query in [
        "SELECT secret FROM other",
        "SELECT count(*) FROM other",
        "SELECT secret FROM other_view",
        "WITH stolen AS (SELECT secret FROM other) SELECT * FROM stolen",
        "SELECT name FROM own WHERE (SELECT secret FROM other) > 'a'",
        "SELECT name FROM own UNION SELECT secret FROM main.other",
        "SELECT note FROM shared",
        "SELECT hidden FROM own",
        "SELECT * FROM own",
        "SELECT sql FROM sqlite_schema",
        "SELECT count(*) FROM sqlite_master",
        "SELECT * FROM pragma_table_info('other')",
        "SELECT * FROM dbstat",
        "SELECT revision FROM sandshift_heads",
        "EXPLAIN SELECT secret FROM other",
    ] {
        scene.fails(&walls(), &format!("db.query({query:?});"), "database::denied");
    }
    for sql in [
        "INSERT INTO own (id, name) SELECT 9, secret FROM other",
        "UPDATE own SET name = (SELECT secret FROM other)",
        "DELETE FROM own WHERE EXISTS (SELECT 1 FROM other WHERE secret > 'a')",
        "UPDATE own SET name = 'x' WHERE id = 1 RETURNING hidden",
        "CREATE TABLE own_copy AS SELECT secret FROM other",
        "CREATE TABLE own_copy AS SELECT sql FROM sqlite_schema",
    ] {
        scene.denied(sql);
    }
    scene.honest(
        &walls(),
        "db.execute(\"INSERT INTO own (id, name) SELECT id, 'x' FROM shared WHERE id = 7\");
         let rows = db.query(\"WITH part AS (SELECT name FROM own) SELECT count(*) FROM part\");",
    );
}

#[test]
fn case_24_expressions_of_operations_reach_no_further_than_sql_text() {
    let scene = Scene::sqlite();
    for body in [
        "db.update(\"own\", #{ name: \"x\" }, \"(SELECT count(*) FROM other) > 0\");",
        "db.delete(\"own\", \"id IN (SELECT id FROM other)\");",
        "db.update(\"own\", #{ name: \"x\" }, \"hidden = 'h1'\");",
        "db.create_view(\"own_view\", \"SELECT secret FROM other\");",
    ] {
        let before = scene.image();
        let error = scene.run(&walls(), body).expect_err(body);
        before.is_kept(&scene.image(), body);
        assert!(error.to_string().contains("not granted"), "{body}: {error}");
    }
}

#[test]
fn case_24_a_foreign_key_takes_nothing_from_a_table_outside_the_grant() {
    let scene = Scene::sqlite();
    scene.house("CREATE TABLE other_child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES own (id) ON DELETE CASCADE)");
    scene.house("INSERT INTO other_child VALUES (1, 2)");
    // The row has a child in a table of somebody else, which would go with it.
    scene.denied("DELETE FROM own WHERE id = 2");
    scene.denied(
        "CREATE TABLE own_child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES other (id))",
    );
}

#[test]
fn case_25_the_bookkeeping_is_not_written_in_any_way() {
    let scene = Scene::sqlite();
    for table in ["sandshift_heads", "sandshift_journal", "sandshift_meta", "other"] {
        for sql in [
            format!("DELETE FROM {table}"),
            format!("INSERT INTO {table} DEFAULT VALUES"),
            format!("REPLACE INTO {table} SELECT * FROM {table}"),
            format!("UPDATE {table} SET rowid = 1"),
            format!("DROP TABLE {table}"),
            format!("ALTER TABLE {table} ADD COLUMN more TEXT"),
            format!("CREATE INDEX own_index ON {table} (rowid)"),
            format!("CREATE TRIGGER own_trigger AFTER INSERT ON {table} BEGIN SELECT 1; END"),
        ] {
            // Some of these do not even fit the table; those that do are denied.
            let before = scene.image();
            let error = scene.run(&walls(), &format!("db.execute({sql:?});")).expect_err(&sql);
            before.is_kept(&scene.image(), &sql);
            drop(error);
        }
    }
    scene.denied("DELETE FROM sandshift_heads");
    scene.denied("UPDATE sandshift_heads SET revision = 'ffff'");
    scene.denied("INSERT INTO sandshift_heads VALUES ('ffff')");
    scene.denied("DROP TABLE sandshift_journal");
    scene.denied("ALTER TABLE sandshift_heads ADD COLUMN more TEXT");
    scene.denied("CREATE TABLE sandshift_own (id INTEGER)");
    scene.denied("CREATE TABLE SandShift_own (id INTEGER)");
}

#[test]
fn case_26_sql_text_renames_nothing() {
    let scene = Scene::sqlite();
    scene.denied("ALTER TABLE own RENAME TO sandshift_more");
    scene.denied("ALTER TABLE own RENAME TO own_more");
    scene.denied("ALTER TABLE own RENAME COLUMN hidden TO seen");
    scene.denied("ALTER TABLE sandshift_heads RENAME TO own_heads");
    scene.denied("ALTER TABLE other RENAME TO own_other");
}

#[test]
fn how_much_sql_text_may_do_is_told_by_its_kind() {
    let scene = Scene::sqlite();
    let with = |raw| Walls { raw, ..walls() };
    let (read, change, define) = (
        "db.query(\"SELECT id FROM own\");",
        "db.execute(\"UPDATE own SET name = 'x'\");",
        "db.execute(\"CREATE TABLE own_new (id INTEGER)\");",
    );
    let denied = "database::denied";
    scene.fails(&with(RawSql::None), read, denied);
    scene.fails(&with(RawSql::None), change, denied);
    scene.fails(&with(RawSql::Select), change, denied);
    scene.fails(&with(RawSql::Select), define, denied);
    scene.fails(&with(RawSql::Dml), define, denied);
    scene.honest(&with(RawSql::Select), read);
}

#[test]
fn a_denial_cannot_be_caught_by_the_script() {
    let scene = Scene::sqlite();
    let body = "db.attempt(|| { db.execute(\"DELETE FROM other\"); });
        try { db.execute(\"DELETE FROM other\"); } catch {}";
    scene.fails(&walls(), body, "database::denied");
}
