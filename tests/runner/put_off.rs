//! Statements that go to a server together: what they did, what they took, and which of them failed.

use sandshift::session::ending::Left;
use sandshift_test_servers::Postgres;

use crate::project::{Scene, scenes};

const TWO: &str = "-- +up\nCREATE TABLE a (id INTEGER PRIMARY KEY);\nCREATE INDEX b ON a (id);\n\
    -- +down\nDROP INDEX b;\nDROP TABLE a;";

fn postgres() -> Scene {
    Scene::new(Postgres::shared().database())
}

#[test]
fn a_statement_that_fails_among_others_is_the_one_that_is_told() {
    for scene in scenes().filter(|scene| !scene.is_mysql()) {
        let bad = ["CREATE TABLE a (id INTEGER PRIMARY KEY)", "CREATE TABEL c (id INTEGER)"];
        for (revision, bad) in ["aaaa", "bbbb"].into_iter().zip(bad) {
            let text = format!("{TWO}\n")
                .replace("-- +down", &format!("{bad};\nCREATE TABLE d (id INTEGER);\n-- +down"));
            scene.sql(revision, "", &text);
            let failure = scene.failing_up();
            assert_eq!(failure.sql(), Some(bad), "{}", scene.database.url);
            assert_eq!(failure.origin.line, 5, "{failure}");
            assert_eq!(failure.left, Left::Nothing);
            assert!(!scene.has("a") && !scene.has("d"));
            let outcome =
                format!("SELECT outcome FROM sandshift_journal WHERE revision = '{revision}'");
            assert_eq!(scene.one(&outcome), "[Text(\"failed\")]");
            scene.remove(&format!("{revision}_x.sql"));
        }
    }
}

#[test]
fn a_script_hears_of_a_failure_in_its_own_line() {
    for scene in scenes().filter(|scene| !scene.is_mysql()) {
        let create = "db.create_table(\"a\", [column(\"id\", integer()), check(\"nowhere > 1\")]);";
        let body = format!(
            "fn up(db) {{\n    {create}\n    db.create_table(\"b\", [column(\"id\", integer())]);\n}}"
        );
        scene.rhai("aaaa", "", &body);
        let failure = scene.failing_up();
        assert_eq!(failure.origin.line, 3, "{}: {failure}", scene.database.url);
        assert!(failure.sql().is_some_and(|sql| sql.contains("nowhere")), "{failure:?}");
        assert!(!scene.has("a") && !scene.has("b"));
        let caught =
            body.replace(create, &format!("try {{ {create} }} catch {{ throw \"mine\"; }}"));
        scene.rhai("aaaa", "", &caught);
        let failure = scene.failing_up();
        assert_eq!(failure.origin.line, 3, "{}: {failure}", scene.database.url);
        assert!(failure.sql().is_some_and(|sql| sql.contains("nowhere")), "{failure:?}");
    }
}

#[test]
fn a_query_sees_what_was_put_off() {
    for scene in scenes().filter(|scene| !scene.is_mysql()) {
        let body = "fn up(db) {
            db.create_table(\"a\", [column(\"id\", integer()).primary_key()]);
            db.create_table(\"b\", [column(\"id\", integer()).primary_key()]);
            db.insert(\"a\", [#{ id: 1 }]);
            db.drop_table(\"b\");
            if db.query(\"SELECT id FROM a\").len != 1 { throw \"not there\"; }
            db.attempt(|| db.create_table(\"b\", [column(\"id\", integer()).primary_key()]));
            db.create_table(\"c\", [column(\"id\", integer()).primary_key()]);
        }
        fn verify(db) { db.query(\"SELECT id FROM c\"); }";
        scene.rhai("aaaa", "", body);
        scene.must_up();
        assert!(scene.has("b") && scene.has("c"), "{}", scene.database.url);
    }
}

#[test]
fn a_comment_or_an_open_quote_ends_with_its_own_statement() {
    for scene in scenes() {
        let text = "-- +up\nCREATE TABLE a (id INTEGER) -- it\n;\nCREATE TABLE b (id INTEGER) /* is */;\n\
            CREATE TABLE c (id INTEGER) -- there";
        scene.sql("aaaa", "", text);
        scene.must_up();
        assert!(["a", "b", "c"].iter().all(|table| scene.has(table)), "{}", scene.database.url);
    }
    let scene = postgres();
    let open = "fn up(db) {
        db.create_table(\"a\", [column(\"id\", integer()).check(\"id <> 1 OR 'x\")]);
        db.create_table(\"b\", [column(\"id\", integer()).check(\"id::text <> ')'\")]);
    }";
    scene.rhai("aaaa", "", open);
    let failure = scene.failing_up();
    assert_eq!(failure.origin.line, 3, "{failure}");
    assert!(!scene.has("a") && !scene.has("b"));
}

#[test]
fn each_of_several_statements_has_its_own_time() {
    let scene = postgres();
    let slow = "CREATE TABLE slow AS SELECT 1 AS one FROM pg_sleep(0.3)";
    scene.sql(
        "aaaa",
        "",
        &format!("-- +up\nCREATE TABLE a (id INTEGER);\n{slow};\nCREATE INDEX i ON a (id);"),
    );
    scene.must_up();
    let ran = scene.ran("aaaa");
    let micros: Vec<u64> = ran.iter().map(|statement| statement.micros).collect();
    assert_eq!(ran[1].statement, slow);
    assert_eq!(ran[1].rows, 1);
    assert!(micros[1] >= 300_000, "{micros:?}");
    assert!(micros[0] > 0 && micros[2] > 0, "{micros:?}");
    assert!(micros[0] < 300_000 && micros[2] < 300_000, "{micros:?}");
}

#[test]
fn the_books_are_kept_where_a_migration_forgets_what_was_prepared() {
    let scene = postgres();
    let ids: Vec<String> = (0..14).map(|number| format!("r{number:03}")).collect();
    let parents = [String::new()].into_iter().chain(ids.iter().cloned());
    for (id, parent) in ids.iter().zip(parents) {
        let forgets = if id == "r008" { "DEALLOCATE ALL;\n" } else { "" };
        scene.sql(
            id,
            &parent,
            &format!(
                "-- +up\n{forgets}CREATE TABLE {id} (id INTEGER);\n-- +down\nDROP TABLE {id};"
            ),
        );
    }
    scene.must_up();
    assert_eq!(scene.heads(), ["r013"]);
    let rows = |direction: &str| {
        let sql = format!(
            "SELECT revision FROM sandshift_journal WHERE direction = '{direction}' AND outcome = 'done' ORDER BY id"
        );
        scene.values(&sql)
    };
    let mut expected: Vec<String> = ids.iter().map(|id| format!("[Text(\"{id}\")]")).collect();
    assert_eq!(rows("up"), expected);
    scene.must_down("base");
    expected.reverse();
    assert_eq!(rows("down"), expected);
    let source = "SELECT count(*) FROM sandshift_journal WHERE source LIKE '%CREATE TABLE ' || revision || ' %'";
    assert_eq!(scene.one(source), "[Int(28)]");
}
