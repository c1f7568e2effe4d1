//! Bad scripts: each has its own exit code, points into the script, and leaves nothing behind.

use crate::project::{Project, header};

/// Runs a good revision, then one with this body, which must be refused.
fn check(body: &str, exit_code: i32, code: &str, says: &[&str]) {
    let project = Project::with_two_tables();
    project.good(&["run"]);
    let before = project.dump();
    project.migration("c3_bad.rhai", &(header("c3", Some("b2")) + body));
    let outcome = project.run(&["run"]);
    assert_eq!(outcome.code, exit_code, "{outcome:#?}");
    for text in [&[format!("error[{code}]").as_str()], says].concat() {
        assert!(outcome.stderr.contains(text), "`{text}` is missing: {outcome:#?}");
    }
    assert_eq!(project.dump(), before, "something was left behind");
}

#[test]
fn a_syntax_error_points_into_the_script() {
    check(
        "fn up(db) {\n    let x = ;\n}\n",
        6,
        "script::syntax",
        &["migrations/c3_bad.rhai:5:13", "5 |     let x = ;"],
    );
}

#[test]
fn an_unknown_operation_or_column_type_is_named() {
    check("fn up(db) { db.create_tabel(\"x\", []); }", 7, "script::misuse", &["create_tabel"]);
    check(
        "fn up(db) { db.create_table(\"x\", [column(\"n\", strin(3))]); }",
        7,
        "script::misuse",
        &["strin"],
    );
}

#[test]
fn a_script_that_throws_half_way_leaves_nothing() {
    check(
        "fn up(db) {\n    db.create_table(\"x\", [column(\"n\", integer())]);\n    throw \"no luck\";\n}\n",
        7,
        "script::thrown",
        &[
            "no luck",
            "c3_bad.rhai:6:5",
            "state: running `c3` was rolled back, nothing of it is left",
        ],
    );
}

#[test]
fn a_statement_that_fails_is_shown_with_what_was_undone() {
    check(
        "fn up(db) {\n    db.create_table(\"x\", [column(\"n\", integer())]);\n    db.execute(\"INSERT INTO nowhere VALUES (1)\");\n}\n",
        11,
        "database::statement",
        &["nowhere", "sql: INSERT INTO nowhere VALUES (1)", "rolled back"],
    );
}

#[test]
fn an_endless_loop_and_runaway_memory_end() {
    let limits =
        "[env.dev]\nurl = \"sqlite:app.db\"\n[limits]\nscript_time = \"1s\"\nmemory_mb = 32\n";
    for body in
        ["fn up(db) { loop { } }", "fn up(db) { let a = []; loop { a.push(\"x\".repeat(1000)); } }"]
    {
        let project = Project::with_two_tables();
        project.good(&["run"]);
        let before = project.dump();
        project.write("sandshift.toml", limits);
        project.migration("c3.rhai", &(header("c3", Some("b2")) + body));
        let outcome = project.run(&["run"]);
        assert!(outcome.stderr.contains("error[script::limit]"), "{body}: {outcome:#?}");
        assert_eq!(outcome.code, 8);
        assert_eq!(project.dump(), before);
    }
}

#[test]
fn names_and_values_that_no_database_can_hold_are_refused() {
    check(
        "fn up(db) { db.create_table(\"a\\x00b\", [column(\"n\", integer())]); }",
        7,
        "script::misuse",
        &[],
    );
    let long = "x".repeat(100);
    let outcome = {
        let project = Project::with_two_tables();
        let body =
            format!("fn up(db) {{ db.create_table(\"{long}\", [column(\"n\", integer())]); }}");
        project.migration("c3.rhai", &(header("c3", Some("b2")) + body.as_str()));
        project.run(&["run", "--dry-run", "--offline", "--dialect", "postgres"])
    };
    assert_eq!(outcome.code, 10, "{outcome:#?}");
    assert!(outcome.stderr.contains("operation::name_too_long"), "{outcome:#?}");
}

#[test]
fn quotes_and_unicode_in_names_are_names() {
    let project = Project::new();
    let body = "fn up(db) { db.create_table(\"o'ne \\\"tü\\\" `x`; DROP\", [column(\"naïve 名\", integer())]); }";
    project.migration("a1.rhai", &(header("a1", None) + body));
    project.good(&["run"]);
    project.good(&["rollback"]);
    assert_eq!(project.dump(), Some(vec![]));
}

#[test]
fn sql_that_ends_the_transaction_or_holds_two_statements_is_refused() {
    check(
        "fn up(db) { db.execute(\"COMMIT\"); }",
        10,
        "sql::transaction_control",
        &["c3_bad.rhai:4"],
    );
    check(
        "fn up(db) { db.execute(\"DELETE FROM a1; DELETE FROM b2\"); }",
        10,
        "statement::two",
        &[],
    );
}
