//! What `db.inspect` sees, and raw SQL that gives rows.

use crate::project::{Scene, scenes};

#[test]
fn inspect_sees_what_raw_sql_changed() {
    for scene in scenes() {
        scene.rhai(
            "aaaa",
            "",
            r#"fn up(db) {
            db.create_table("one", [column("id", integer()).primary_key()]);
            assert(!db.inspect("one").has_column("more"));
            db.execute("ALTER TABLE one ADD COLUMN more INT");
            assert(db.inspect("one").has_column("more"), "more");
            db.execute("CREATE TABLE two (id INT)");
            assert(db.has_table("two"), "two");
            db.add_column("two", column("n", integer()));
            db.execute("DROP TABLE two");
            assert(!db.has_table("two"), "two is gone");
            db.drop_column("one", "more");
            assert(!db.inspect("one").has_column("more"));
        }
        fn down(db) { db.drop_table("one"); }"#,
        );
        scene.must_up();
        scene.must_down("base");
    }
}

#[test]
fn inspect_sees_what_a_function_changed() {
    for scene in scenes().filter(Scene::is_postgres) {
        scene.rhai("aaaa", "", r#"fn up(db) {
            db.execute("CREATE FUNCTION makes() RETURNS int LANGUAGE plpgsql AS $$ BEGIN CREATE TABLE two (id int); RETURN 1; END $$");
            assert(!db.has_table("two"));
            db.execute("SELECT makes()");
            assert(db.has_table("two"), "two");
            db.execute("DO $$ BEGIN CREATE TABLE three (id int); END $$");
            assert(db.has_table("three"), "three");
        }"#);
        scene.must_up();
    }
}

#[test]
fn inspect_says_what_there_is_and_what_there_is_not() {
    for scene in scenes() {
        scene.rhai("aaaa", "", "fn up(db) {\n db.inspect(\"nothing\");\n}");
        let failure = scene.failing_up();
        assert!(failure.to_string().contains("no table `nothing`"), "{failure}");
        assert_eq!(failure.origin.line, 3);
        scene.rhai("aaaa", "", "fn up(db) { assert(!db.has_table(\"nothing\")); assert(!db.has_table(\"sandshift_heads\")); }");
        scene.must_up();
    }
}

#[test]
fn a_statement_with_returning_runs_and_counts() {
    for scene in scenes() {
        scene.rhai(
            "aaaa",
            "",
            r#"fn up(db) {
            db.create_table("one", [column("id", integer()).primary_key(), column("n", integer())]);
            let rows = db.execute("INSERT INTO one VALUES (1, 1), (2, 2), (3, 3) RETURNING id");
            assert(rows == 3, `${rows} rows inserted`);
            if db.dialect != "mysql" {
                let rows = db.execute("UPDATE one SET n = n + 1 RETURNING n");
                assert(rows == 3, `${rows} rows updated`);
            }
            let rows = db.execute("DELETE FROM one WHERE id < 3 RETURNING id, n");
            assert(rows == 2, `${rows} rows deleted`);
        }"#,
        );
        scene.must_up();
        assert_eq!(scene.count("one"), "[Int(1)]");
    }
}

#[test]
fn a_migration_that_only_reads_is_a_migration() {
    for scene in scenes() {
        scene.rhai("aaaa", "", "fn up(db) { assert(db.query_one(\"SELECT 1 AS n\").n == 1); assert(db.query(\"SELECT 1 AS n WHERE 1 = 0\").len() == 0); }");
        scene.sql("bbbb", "aaaa", "-- +up\nSELECT 1;");
        assert_eq!(scene.must_up().done.len(), 2);
        assert_eq!(scene.must_down("base").done.len(), 2);
    }
}

#[test]
fn a_query_that_writes_is_refused() {
    for scene in scenes() {
        scene.sql("aaaa", "", "-- +up\nCREATE TABLE one (id INT);");
        for sql in [
            "INSERT INTO one VALUES (1)",
            "DELETE FROM one",
            "DROP TABLE one",
            "INSERT INTO one VALUES (1) RETURNING id",
        ] {
            scene.rhai("bbbb", "aaaa", &format!("fn up(db) {{ db.query(\"{sql}\"); }}"));
            let failure = scene.failing_up();
            let text = failure.to_string();
            assert!(text.contains("must read") || text.contains("only be a SELECT"), "{text}");
        }
        assert_eq!(scene.count("one"), "[Int(0)]");
    }
}

#[test]
fn many_rows_are_streamed_while_the_script_writes() {
    for scene in scenes() {
        scene.rhai("aaaa", "", r#"fn up(db) {
            db.create_table("one", [column("id", integer()).primary_key(), column("n", integer())]);
            for page in 0..10 { let rows = []; for i in 0..300 { rows.push(#{ id: page * 300 + i, n: 0 }); } db.insert("one", rows); }
            let seen = db.each("SELECT id, n FROM one WHERE id < ? ORDER BY id", [100], |row| {
                db.update("one", #{ n: row.id }, #{ id: row.id });
            });
            assert(seen == 100, `${seen}`);
            let all = db.each("SELECT id FROM one", |row| ());
            assert(all == 3000);
        }"#);
        scene.must_up();
        assert_eq!(scene.one("SELECT count(*) FROM one WHERE n = id AND n > 0"), "[Int(99)]");
    }
}
