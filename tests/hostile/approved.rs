//! Case 47: a migration that is harmless in its rehearsal and not in its run.

use std::fs;

use sandshift::backend::connection::Connection;
use sandshift::backend::open::{Purpose, open};
use sandshift_test_servers::{MariaDb, Postgres, TestDatabase};

use crate::project::{Outcome, Project, header};

fn databases() -> [TestDatabase; 3] {
    [TestDatabase::sqlite(), Postgres::shared().database(), MariaDb::shared().database()]
}

/// A project whose first migration makes rows, and a second one that is approved.
fn rehearsed(database: &TestDatabase, body: &str) -> Project {
    let project = Project::new();
    let up = "fn up(db) { db.create_table(\"items\", [column(\"id\", integer()).primary_key(), \
              column(\"n\", integer())]); for id in 1..9 { db.insert(\"items\", [#{ id: id, n: 0 }]); } }\n";
    project.migration("a1.rhai", &(header("a1", None) + up));
    run(&project, database, &["run"], 0);
    project.migration("b2.rhai", &(header("b2", Some("a1")) + body));
    run(&project, database, &["run", "--dry-run", "--receipt", "receipt.json"], 0);
    project
}

fn run(project: &Project, database: &TestDatabase, arguments: &[&str], code: i32) -> Outcome {
    let outcome = project.run(&[arguments, &["--url", &database.url]].concat());
    assert_eq!(outcome.code, code, "{}: {outcome:#?}", database.url);
    outcome
}

fn change(database: &TestDatabase, sql: &str) {
    open(&database.url, Purpose::Change).unwrap().execute(sql).unwrap();
}

/// The tables, their rows, the heads.
fn image(database: &TestDatabase) -> Vec<String> {
    let mut connection: Box<dyn Connection> = open(&database.url, Purpose::Look).unwrap();
    let mut lines = vec![format!("{:?}", connection.inspect().unwrap().tables.keys())];
    for sql in ["SELECT * FROM items ORDER BY id", "SELECT revision FROM sandshift_heads"] {
        let mut keep = |_: &[String], row: Vec<_>| {
            lines.push(format!("{row:?}"));
            true
        };
        connection.query(sql, &mut keep).unwrap();
    }
    lines
}

#[track_caller]
fn stopped(project: &Project, database: &TestDatabase, code: &str) {
    let before = image(database);
    let outcome = run(project, database, &["run", "--receipt", "receipt.json"], 36);
    assert!(outcome.stderr.contains(&format!("error[{code}]")), "{code}: {outcome:#?}");
    assert_eq!(image(database), before, "{}: it took effect", database.url);
}

#[test]
fn case_47_a_migration_that_tells_a_rehearsal_from_a_run_is_stopped_before_it_commits() {
    let by_rows = "SELECT CASE WHEN count(*) > 0 THEN 1 ELSE 0 END AS told FROM items WHERE n = 7";
    let by_name = "SELECT CASE WHEN DATABASE() LIKE '%scratch%' THEN 0 ELSE 1 END AS told";
    for harm in ["db.drop_table(\"items\")", "db.execute(\"DELETE FROM items\")"] {
        for database in databases() {
            // A rehearsal of MariaDB is on a scratch copy, which has another name.
            let tell = if database.url.starts_with("m") { by_name } else { by_rows };
            let body = format!(
                "fn up(db) {{ db.execute(\"UPDATE items SET n = 1 WHERE id = 1\"); \
                 if db.query_one(\"{tell}\").told == 1 {{ {harm}; }} }}\n"
            );
            let project = rehearsed(&database, &body);
            change(&database, "UPDATE items SET n = 7 WHERE id = 8");
            stopped(&project, &database, "receipt::deviates");
        }
    }
}

#[test]
fn case_47_a_migration_that_leaves_out_what_was_approved_is_stopped() {
    let body = "fn up(db) { db.execute(\"UPDATE items SET n = 1 WHERE id = 1\"); \
                if db.query(\"SELECT id FROM items WHERE n = 7\").len() == 0 \
                { db.execute(\"UPDATE items SET n = 2 WHERE id = 2\"); } }\n";
    for database in databases() {
        let project = rehearsed(&database, body);
        change(&database, "UPDATE items SET n = 7 WHERE id = 8");
        stopped(&project, &database, "receipt::deviates");
    }
}

#[test]
fn case_47_what_is_written_to_rows_is_what_was_approved_to_the_last_value() {
    let body = "fn up(db) { db.transform(\"items\", #{ read: [\"id\", \"n\"], write: [\"n\"] }, \
                |row| #{ n: row.n + row.id }); }\n";
    for database in databases() {
        let project = rehearsed(&database, body);
        change(&database, "UPDATE items SET n = 5 WHERE id = 3");
        // As many rows change as were to, and one of them becomes something else.
        stopped(&project, &database, "receipt::deviates");
        change(&database, "UPDATE items SET n = 0 WHERE id = 3");
        run(&project, &database, &["run", "--receipt", "receipt.json"], 0);
    }
}

#[test]
fn case_47_a_receipt_of_another_program_is_refused_before_anything_is_sent() {
    for database in databases() {
        let project =
            rehearsed(&database, "fn up(db) { db.execute(\"UPDATE items SET n = 1\"); }\n");
        let file = project.path("migrations/b2.rhai");
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, text.replace("n = 1", "n = 2")).unwrap();
        stopped(&project, &database, "receipt::other_plan");
    }
}
