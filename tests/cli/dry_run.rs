//! Dry runs: valid SQL on stdout, talk on stderr, and a database that stays as it was.

use std::fs;

use crate::project::{Project, header};

#[test]
fn a_dry_run_prints_sql_and_changes_no_byte() {
    let project = Project::with_two_tables();
    let text = project.good(&["run", "--dry-run"]);
    assert!(!project.path("app.db").exists());
    assert!(text.contains("-- revision a1 (up): make a1\n"), "{text}");
    assert!(text.contains("-- a1.rhai:3\nCREATE TABLE \"a1\""), "{text}");
    project.good(&["run", "a1"]);
    let before = fs::read(project.path("app.db")).unwrap();
    let text = project.good(&["run", "--sql"]);
    assert!(!text.contains("revision a1") && text.contains("revision b2"), "{text}");
    assert!(project.good(&["rollback", "--dry-run"]).contains("-- revision a1 (down): make a1\n"));
    assert_eq!(fs::read(project.path("app.db")).unwrap(), before);
}

#[test]
fn two_dry_runs_print_the_same() {
    let project = Project::with_two_tables();
    assert_eq!(project.good(&["run", "--dry-run"]), project.good(&["run", "--dry-run"]));
}

#[test]
fn a_message_of_several_lines_never_leaks_as_sql() {
    let project = Project::new();
    let text = "//! revision = \"a1\"\n//! message = \"one\\nDROP TABLE persons;\\r\\n*/ -- x\"\n\
                fn up(db) { }\n";
    project.migration("a1.rhai", text);
    let printed = project.good(&["run", "--dry-run", "--offline", "--dialect", "mysql"]);
    let leaks: Vec<&str> =
        printed.lines().filter(|line| line.trim_start().starts_with("DROP")).collect();
    // The journal row holds the message as a literal, which may go over several lines.
    let outside = printed.split("INSERT INTO").next().unwrap();
    assert!(!outside.contains("\nDROP"), "{outside}");
    assert!(printed.contains("-- revision a1 (up): one\n--   DROP TABLE persons;"), "{leaks:?}");
}

#[test]
fn case_24_offline_takes_a_range_and_refuses_one_end_on_the_way_down() {
    let project = Project::with_two_tables();
    let offline = |command: &'static str, more: &[&'static str]| {
        project.run(&[&[command, "--dry-run", "--offline", "--dialect", "postgres"], more].concat())
    };
    let whole = offline("run", &[]);
    assert!(whole.stdout.contains("CREATE TABLE IF NOT EXISTS \"sandshift_heads\""), "{whole:#?}");
    let part = offline("run", &["a1:b2"]);
    assert_eq!(part.code, 0, "{part:#?}");
    assert!(
        !part.stdout.contains("sandshift_meta") && !part.stdout.contains("revision a1"),
        "{part:#?}"
    );
    assert_eq!(offline("run", &["b2", "--from", "a1"]).stdout, part.stdout);
    assert_eq!(offline("rollback", &["base"]).code, 5);
    let down = offline("rollback", &["head:base"]);
    assert_eq!(down.code, 0, "{down:#?}");
    assert!(down.stdout.contains("-- revision a1 (down)"), "{down:#?}");
}

#[test]
fn offline_refuses_to_read_and_to_guess_a_dialect() {
    let project = Project::new();
    let body = "fn up(db) { db.query(\"SELECT 1\"); }\n";
    project.migration("a1.rhai", &(header("a1", None) + body));
    let outcome = project.run(&["run", "--dry-run", "--offline"]);
    assert_eq!(outcome.code, 10, "{outcome:#?}");
    assert!(outcome.stderr.contains("dry_run::offline_read"), "{outcome:#?}");
    project.refused(
        &["run", "--dry-run", "--offline", "--dialect", "oracle"],
        2,
        "usage::contradiction",
        &["sqlite, postgres, mysql"],
    );
    assert_eq!(project.run(&["run", "--offline"]).code, 2);
}

#[test]
fn json_holds_every_statement() {
    let project = Project::with_two_tables();
    let result = project.json(&["run", "--dry-run"]);
    assert_eq!(result["dry_run"], true);
    assert_eq!(result["direction"], "up");
    assert_eq!(result["database"]["address"], "sqlite:app.db");
    assert_eq!(result["revisions"][0]["revision"], "a1");
    let sql = result["revisions"][0]["sql"].as_array().unwrap();
    assert!(sql.iter().any(|line| line["role"] == "statement" && line["line"] == 3), "{sql:?}");
    let real = project.json(&["run"]);
    assert_eq!(real["heads"], serde_json::json!(["b2"]));
    assert_eq!(real["revisions"].as_array().unwrap().len(), 2);
}
