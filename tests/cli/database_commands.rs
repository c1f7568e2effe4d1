//! The commands that read or change a database, on SQLite.

use crate::project::{Project, header, table};

#[test]
fn run_and_rollback_go_there_and_back_and_say_what_they_did() {
    let project = Project::with_two_tables();
    let run = project.run(&["run"]);
    assert_eq!(run.code, 0, "{run:#?}");
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].starts_with("ran a1  make a1  (1 statement, "), "{}", lines[0]);
    assert!(run.stderr.starts_with("Database: sqlite:app.db (environment dev)\n"), "{run:#?}");
    assert!(run.stderr.contains("Plan: 2 revisions to run\n"), "{run:#?}");
    assert!(run.stderr.ends_with("Done: the database is at b2\n"), "{run:#?}");
    let again = project.run(&["run"]);
    assert_eq!((again.code, again.stdout.as_str()), (0, ""));
    assert!(again.stderr.ends_with("Nothing to do: the database is at b2\n"), "{again:#?}");

    assert!(project.good(&["rollback", "-1"]).starts_with("undid b2  make b2"));
    assert_eq!(project.good(&["current"]), "a1 (current)  make a1\n");
    project.good(&["downgrade", "base"]);
    assert_eq!(project.dump(), Some(vec![]));
    project.good(&["upgrade", "+1"]);
    assert_eq!(project.good(&["current"]), "a1 (current)  make a1\n");
}

#[test]
fn quiet_says_results_alone() {
    let project = Project::with_two_tables();
    let run = project.run(&["-q", "run"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(run.stdout.lines().count(), 2);
}

#[test]
fn case_31_current_on_an_unmanaged_database_makes_nothing() {
    let project = Project::with_two_tables();
    let current = project.run(&["current"]);
    assert_eq!((current.code, current.stdout.as_str()), (0, ""));
    assert!(!project.path("app.db").exists());
    assert_eq!(project.run(&["current", "--check-heads"]).code, 1);
    assert_eq!(project.run(&["status", "--check"]).code, 1);
    project.good(&["run"]);
    assert_eq!(project.run(&["current", "--check-heads"]).code, 0);
    assert_eq!(project.run(&["status", "--check"]).code, 0);
}

#[test]
fn case_32_a_head_that_another_revision_depends_on_counts_as_reached() {
    let project = Project::new();
    project.migration("a1.rhai", &table("a1", None));
    let text = table("x1", None).replacen("//! message", "//! depends_on = \"a1\"\n//! message", 1);
    project.migration("x1.rhai", &text);
    project.good(&["run", "heads"]);
    assert_eq!(project.run(&["current", "--check-heads"]).code, 0);
    assert_eq!(project.json(&["current"])["current"][0]["revision"], "x1");
}

#[test]
fn case_30_an_edited_file_is_noticed() {
    let project = Project::with_two_tables();
    project.good(&["run", "a1"]);
    assert_eq!(project.run(&["verify"]).code, 0);
    let edited = table("a1", None).replace("integer()", "text()");
    project.migration("a1.rhai", &edited);
    let verified = project.run(&["verify"]);
    assert_eq!(verified.code, 16, "{verified:#?}");
    assert!(verified.stdout.contains("edited a1 migrations/a1.rhai"), "{verified:#?}");
    project.refused(&["run"], 16, "state::edited", &["--allow-edited"]);
    assert_eq!(project.json(&["status"])["edited"][0]["revision"], "a1");
    project.good(&["run", "--allow-edited"]);
}

#[test]
fn verify_calls_the_functions_of_applied_revisions() {
    let project = Project::new();
    let body = "fn up(db) { db.create_table(\"t\", [column(\"n\", integer())]); }\n\
                fn verify(db) { assert(db.has_table(\"t\"), \"t is missing\"); }\n";
    project.migration("a1.rhai", &(header("a1", None) + body));
    project.good(&["run"]);
    assert_eq!(project.good(&["verify"]), "passed a1\n");
    {
        let url = format!("sqlite:{}", project.path("app.db").display());
        let purpose = sandshift::backend::open::Purpose::Change;
        let mut connection = sandshift::backend::open::open(&url, purpose).unwrap();
        connection.execute("DROP TABLE t").unwrap();
    }
    let verified = project.run(&["verify"]);
    assert_eq!(verified.code, 7, "{verified:#?}");
    assert!(verified.stdout.contains("t is missing"), "{verified:#?}");
}

#[test]
fn stamp_records_without_running() {
    let project = Project::with_two_tables();
    assert_eq!(project.good(&["stamp", "head"]), "b2\n");
    assert_eq!(project.good(&["current"]), "b2 (current, head)  make b2\n");
    let stamped = project.json(&["stamp", "a1"]);
    assert_eq!((&stamped["before"][0], &stamped["after"][0]), (&"b2".into(), &"a1".into()));
    let outcome = project.run(&["stamp", "--purge", "--sql", "head"]);
    assert_eq!(outcome.code, 2, "{outcome:#?}");
    let text = project.good(&["stamp", "head", "--sql"]);
    assert!(text.contains("'b2'"), "{text}");
    assert_eq!(project.good(&["current"]), "a1 (current)  make a1\n");
}

#[test]
fn a_rollback_that_would_lose_values_needs_a_decision() {
    let project = Project::new();
    project.migration("a1.rhai", &(header("a1", None)
        + "fn up(db) { db.create_table(\"t\", [column(\"n\", integer()), column(\"m\", integer())]); }\n"));
    project.migration(
        "b2.rhai",
        &(header("b2", Some("a1")) + "fn up(db) { db.drop_column(\"t\", \"m\"); }\n"),
    );
    project.good(&["run"]);
    let before = project.dump();
    project.refused(&["rollback"], 19, "rollback::loss", &["--accept-loss"]);
    assert_eq!(project.dump(), before);
    let dry = project.run(&["rollback", "--dry-run"]);
    assert_eq!(dry.code, 0, "{dry:#?}");
    assert!(dry.stderr.contains("does not bring everything back"), "{dry:#?}");
    project.good(&["rollback", "--accept-loss"]);
    assert_eq!(project.good(&["current"]), "a1 (current)  make a1\n");
}

#[test]
fn an_irreversible_revision_says_why() {
    let project = Project::new();
    let text = header("a1", None).replacen(
        "//! message",
        "//! irreversible = \"rows were sold\"\n//! message",
        1,
    );
    project.migration("a1.rhai", &(text + "fn up(db) { }\n"));
    project.good(&["run"]);
    project.refused(&["rollback"], 19, "rollback::irreversible", &["rows were sold"]);
}

#[test]
fn a_failure_says_what_came_before_it_and_json_has_the_same() {
    let project = Project::with_two_tables();
    project.migration("c3.rhai", &(header("c3", Some("b2")) + "fn up(db) { throw \"no\"; }\n"));
    let outcome = project.run(&["run", "--json"]);
    assert_eq!(outcome.code, 7, "{outcome:#?}");
    let error: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    let error = &error["error"];
    assert_eq!(error["code"], "script::thrown");
    assert_eq!(error["kind"], "script_failed");
    assert_eq!(error["exit_code"], 7);
    assert_eq!(error["revision"], "c3");
    assert_eq!(error["done_before"], serde_json::json!(["a1", "b2"]));
    assert_eq!(error["file"], "migrations/c3.rhai");
    assert_eq!(error["line"], 4);
    assert_eq!(project.good(&["current"]), "b2 (current)  make b2\n");
}

#[test]
fn parameters_reach_the_script_and_the_option_wins() {
    let project = Project::new();
    project.write(
        "sandshift.toml",
        "[env.dev]\nurl = \"sqlite:app.db\"\nparams = { who = \"settings\", n = 3 }\n",
    );
    let body = "fn up(db) { db.log(db.param(\"who\") + \" \" + db.param(\"n\")); }\n";
    project.migration("a1.rhai", &(header("a1", None) + body));
    let run = project.run(&["-x", "who=one", "run", "-x", "who=two", "--dry-run"]);
    assert!(run.stderr.contains("log: two 3"), "{run:#?}");
}

#[test]
fn unlock_has_nothing_to_do_on_a_good_database() {
    let project = Project::with_two_tables();
    project.good(&["run"]);
    assert_eq!(project.json(&["unlock"])["forgotten"], serde_json::Value::Null);
}
