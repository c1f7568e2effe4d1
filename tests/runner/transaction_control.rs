//! Case 37: nobody but the host opens or ends the transaction of a migration.

use sandshift::error::{Coded, Kind};
use sandshift::revision::Direction;
use sandshift::runner::error::RunError;
use sandshift::session::ending::Left;
use sandshift_test_servers::shell;

use crate::project::{Scene, scenes};

const EVERYWHERE: &[&str] = &[
    "COMMIT",
    "commit",
    "CoMmIt",
    "ROLLBACK",
    "BEGIN",
    "SAVEPOINT x",
    "RELEASE SAVEPOINT x",
    "/* a */ COMMIT",
    "-- a\nCOMMIT",
    "/**/COMMIT/**/",
    "\tCOMMIT\n",
    "ROLLBACK TO SAVEPOINT x",
    "COMMIT -- a",
];
const POSTGRES: &[&str] = &[
    "END",
    "ABORT",
    "START TRANSACTION",
    "PREPARE TRANSACTION 'x'",
    "COMMIT PREPARED 'x'",
    "COMMIT AND CHAIN",
    "/* a /* nested */ b */ COMMIT",
    "SET TRANSACTION READ ONLY",
    "ROLLBACK AND CHAIN",
];
const SQLITE: &[&str] = &["END", "END TRANSACTION", "BEGIN IMMEDIATE", "COMMIT TRANSACTION"];
const MYSQL: &[&str] = &[
    "START TRANSACTION",
    "XA START 'x'",
    "SET autocommit = 1",
    "SET @@session.autocommit=1",
    "LOCK TABLES one WRITE",
    "UNLOCK TABLES",
    "# a\nCOMMIT",
    "/*! COMMIT */",
    "/*!50000 COMMIT*/",
    "/*M! COMMIT */",
    "SET STATEMENT max_statement_time=1 FOR COMMIT",
    "COMMIT AND CHAIN",
];
const TWO: &[&str] =
    &["SELECT 1; COMMIT", "INSERT INTO one VALUES (2); ROLLBACK", "SELECT ';' ; COMMIT"];

fn variants(scene: &Scene) -> Vec<&'static str> {
    let own = if scene.is_postgres() {
        POSTGRES
    } else if scene.is_sqlite() {
        SQLITE
    } else {
        MYSQL
    };
    [EVERYWHERE, own].concat()
}

fn literal(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

fn started() -> Vec<Scene> {
    let prepared = |scene: Scene| {
        scene.sql("aaaa", "", "-- +up\nCREATE TABLE one (id INTEGER PRIMARY KEY);");
        scene.must_up();
        scene
    };
    scenes().map(prepared).collect()
}

/// Nothing of the failed migration is there, and its own error says so.
fn refused(scene: &Scene, what: &str) {
    for rehearsed in [false, true] {
        let run = match rehearsed {
            true => scene.dry_run(Direction::Up, "heads").map(|_| ()),
            false => scene.up("heads").map(|_| ()),
        };
        let Err(RunError::Migration(failure)) = run else {
            panic!("{}: {what:?} was not refused: {run:?}", scene.database.url)
        };
        // Two statements in one call, and a query that does not read, are refused as such.
        let refusals = [Kind::TransactionControl, Kind::SeveralStatements, Kind::Refused];
        assert!(refusals.contains(&failure.kind()), "{what:?}: {failure}");
        assert_eq!(failure.left, Left::Nothing, "{what:?}");
        assert_eq!(scene.count("one"), "[Int(0)]", "{}: {what:?}", scene.database.url);
    }
}

#[test]
fn case_37_transaction_control_in_rhai_is_refused() {
    for scene in started() {
        for sql in variants(&scene).into_iter().chain(TWO.iter().copied()) {
            let body = format!(
                "fn up(db) {{ db.execute(\"INSERT INTO one VALUES (1)\"); db.execute({}); }}",
                literal(sql)
            );
            scene.rhai("bbbb", "aaaa", &body);
            refused(&scene, sql);
        }
    }
}

#[test]
fn case_37_transaction_control_in_a_query_is_refused() {
    for scene in started() {
        for sql in variants(&scene) {
            let body = format!(
                "fn up(db) {{ db.execute(\"INSERT INTO one VALUES (1)\"); db.query({}); }}",
                literal(sql)
            );
            scene.rhai("bbbb", "aaaa", &body);
            refused(&scene, sql);
        }
    }
}

#[test]
fn case_37_transaction_control_in_sql_files_is_refused() {
    for scene in started() {
        for sql in variants(&scene) {
            scene.sql(
                "bbbb",
                "aaaa",
                &format!(
                    "-- +up\nINSERT INTO one VALUES (1);\n{sql};\nINSERT INTO one VALUES (2);"
                ),
            );
            refused(&scene, sql);
        }
    }
}

#[test]
fn case_37_words_in_strings_and_names_are_no_transaction_control() {
    for scene in started() {
        let cast = if scene.is_mysql() { "CHAR(9)" } else { "VARCHAR(9)" };
        let body = format!(
            "-- +up\nCREATE TABLE two (commit_ VARCHAR(20), x VARCHAR(40));\nINSERT INTO two VALUES ('COMMIT', 'a; ROLLBACK; -- ''');\nUPDATE two SET x = CAST('BEGIN' AS {cast}) /* COMMIT; */;"
        );
        scene.sql("bbbb", "aaaa", &body);
        scene.must_up();
        assert_eq!(scene.one("SELECT commit_, x FROM two"), "[Text(\"COMMIT\"), Text(\"BEGIN\")]");
    }
}

#[test]
fn case_37_a_block_or_a_procedure_that_commits_does_not_get_away() {
    for scene in started().into_iter().filter(Scene::is_postgres) {
        shell(
            &scene.database,
            "CREATE PROCEDURE ends() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$",
        )
        .unwrap();
        for sql in ["DO $$ BEGIN COMMIT; END $$", "DO $$ BEGIN ROLLBACK; END $$", "CALL ends()"] {
            scene.sql("bbbb", "aaaa", &format!("-- +up\nINSERT INTO one VALUES (1);\n{sql};"));
            let failure = scene.failing_up();
            assert!(failure.to_string().contains("invalid transaction termination"), "{failure}");
            assert_eq!(failure.left, Left::Nothing);
            assert_eq!(scene.count("one"), "[Int(0)]");
            assert_eq!(scene.heads(), ["aaaa"]);
        }
    }
}

#[test]
fn case_37_a_procedure_that_commits_on_mysql_runs_alone_and_on_record() {
    for scene in started().into_iter().filter(Scene::is_mysql) {
        let procedure = "CREATE PROCEDURE ends() BEGIN INSERT INTO one VALUES (7); COMMIT; START TRANSACTION; INSERT INTO one VALUES (8); END";
        scene.outside(procedure);
        scene.sql(
            "bbbb",
            "aaaa",
            "-- +up\nINSERT INTO one VALUES (1);\nCALL ends();\nINSERT INTO nowhere VALUES (2);",
        );
        let failure = scene.failing_up();
        let Left::Statements(left) = &failure.left else { panic!("{failure:?}") };
        assert_eq!(left, &["INSERT INTO one VALUES (1)", "CALL ends()"]);
        let rows = scene.count("one");
        assert_eq!(rows, "[Int(3)]", "what is said to be there is there");
        // The next run goes on behind them, and fails where this one did.
        assert_eq!(scene.failing_up().sql(), Some("INSERT INTO nowhere VALUES (2)"));
        assert_eq!(scene.count("one"), rows);
    }
}
