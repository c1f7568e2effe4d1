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
    check("fn up(db) { db.create_tabel(\"x\", []); }", 25, "script::misuse", &["create_tabel"]);
    check(
        "fn up(db) { db.create_table(\"x\", [column(\"n\", strin(3))]); }",
        25,
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
    for (body, limit, exit_code, code) in [
        ("loop { }", "script_time = \"1s\"", 8, "script::time_limit"),
        (
            "let a = []; loop { a.push(\"x\".repeat(100000)); }",
            "memory_mb = 32",
            26,
            "script::memory_limit",
        ),
        ("let s = \"x\"; loop { s += s; }", "memory_mb = 32", 26, "script::memory_limit"),
    ] {
        let project = Project::with_two_tables();
        project.good(&["run"]);
        let before = project.dump();
        let settings = format!("[env.dev]\nurl = \"sqlite:app.db\"\n[limits]\n{limit}\n");
        project.write("sandshift.toml", &settings);
        let script = format!("{}fn up(db) {{ {body} }}", header("c3", Some("b2")));
        project.migration("c3.rhai", &script);
        project.refused(&["run"], exit_code, code, &["c3.rhai:4:", "rolled back"]);
        assert_eq!(project.dump(), before);
    }
}

#[test]
fn names_that_no_database_can_hold_are_refused() {
    let table = |name: &str| {
        format!("fn up(db) {{ db.create_table(\"{name}\", [column(\"n\", integer())]); }}")
    };
    check(
        &table("a\\x00b"),
        30,
        "operation::name_nul",
        &["holds a NUL character", "c3_bad.rhai:4:"],
    );
    check(&table(&"x".repeat(300)), 29, "operation::name_too_long", &["is 300 bytes long"]);
    check(
        "fn up(db) { db.execute(\"SELECT '\\x00'\"); }",
        30,
        "statement::nul",
        &["c3_bad.rhai:4"],
    );

    let project = Project::with_two_tables();
    let body = table(&"x".repeat(100));
    project.migration("c3.rhai", &(header("c3", Some("b2")) + body.as_str()));
    let offline = &["run", "--dry-run", "--offline", "--dialect", "postgres"];
    let outcome = project.run(offline);
    assert_eq!(outcome.code, 29, "{outcome:#?}");
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
        27,
        "sql::transaction_control",
        &["c3_bad.rhai:4"],
    );
    check(
        "fn up(db) { db.execute(\"DELETE FROM a1; DELETE FROM b2\"); }",
        28,
        "statement::two",
        &[],
    );
}
