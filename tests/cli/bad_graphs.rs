//! Bad revision files and bad targets: refused with their file, before a database is opened.

use crate::project::{Project, header, table};

/// Checks that `run` is refused and that no database came to be.
fn check(files: &[(&str, &str)], exit_code: i32, code: &str, says: &[&str]) {
    let project = Project::new();
    for (name, text) in files {
        project.migration(name, text);
    }
    project.refused(&["run"], exit_code, code, says);
    assert_eq!(project.dump(), None, "a database was made");
    let validated = project.run(&["validate"]);
    assert_eq!(validated.code, exit_code, "{validated:#?}");
    assert!(validated.stdout.contains(&format!("error[{code}]")), "{validated:#?}");
}

#[test]
fn a_broken_header_names_its_line() {
    let text = "//! revision = \"a1\"\n//! down_revison = \"b\"\nfn up(db) {}\n";
    check(
        &[("a1.rhai", text)],
        4,
        "header::unknown_key",
        &[
            "the header has the unknown key `down_revison`",
            "migrations/a1.rhai:2:5",
            "2 | //! down_revison = \"b\"\n    |     ^",
            "next: did you mean `down_revision`?",
        ],
    );
    check(&[("a1.rhai", "fn up(db) {}")], 4, "header::missing", &["migrations/a1.rhai"]);
    check(
        &[("a1.sql", "--! revision = a1\n-- +up\n")],
        4,
        "header::syntax",
        &["migrations/a1.sql:1:16"],
    );
}

#[test]
fn a_cycle_names_its_files() {
    let (a, b) = (table("a1", Some("b2")), table("b2", Some("a1")));
    check(
        &[("a1.rhai", &a), ("b2.rhai", &b)],
        21,
        "graph::cycle",
        &["`a1`", "`b2`", "migrations/a1.rhai", "migrations/b2.rhai"],
    );
}

#[test]
fn a_missing_parent_and_a_duplicate_id_name_the_files() {
    check(
        &[("b2.rhai", &table("b2", Some("a1")))],
        22,
        "graph::missing_parent",
        &["has the parent `a1`, which does not exist", "next: restore the missing file"],
    );
    check(
        &[("a1_x.rhai", &table("a1", None)), ("a1_y.rhai", &table("a1", None))],
        23,
        "graph::duplicate_id",
        &["a1_x.rhai", "a1_y.rhai"],
    );
}

#[test]
fn an_unknown_or_ambiguous_target_is_refused_and_nothing_runs() {
    let project = Project::new();
    project.migration("abcd1.rhai", &table("abcd1", None));
    project.migration("abcd2.rhai", &table("abcd2", Some("abcd1")));
    project.refused(
        &["run", "nosuch"],
        5,
        "target::unknown_revision",
        &["there is no revision or branch `nosuch`", "next: list what there is"],
    );
    assert_eq!(project.dump(), None, "a database was made");
    project.refused(&["run", "abcd"], 24, "target::ambiguous", &["`abcd1`, `abcd2`"]);
    project.refused(&["run", "abc"], 24, "target::too_short", &["at least 4 characters"]);
    project.refused(&["run", "-1"], 5, "target::wrong_direction", &["sandshift rollback -1"]);
    project.refused(&["run", "+5"], 5, "target::too_few_steps", &["asks for 5 steps"]);
    project.refused(&["run", "a:b"], 5, "target::syntax", &[]);
    project.refused(&["rollback", "+1"], 5, "target::wrong_direction", &[]);
}

#[test]
fn validate_lists_every_problem_and_not_just_the_first() {
    let project = Project::new();
    project.migration("a1.rhai", "fn up(db) {}");
    project.migration("b2.rhai", &table("b2", Some("zz")));
    project.migration("c3.rhai", &(header("c3", None) + "fn up(db) { let }"));
    let result = project.run(&["validate", "--json"]);
    assert_eq!(result.code, 4);
    let result: serde_json::Value = serde_json::from_str(&result.stdout).unwrap();
    let codes: Vec<&str> = result["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["header::missing", "graph::missing_parent", "script::syntax"]);
    assert_eq!(result["valid"], false);
}

#[test]
fn validate_notes_raw_sql_without_a_way_back() {
    let project = Project::new();
    let text = header("a1", None) + "fn up(db) { db.execute(\"DELETE FROM x\"); }";
    project.migration("a1.rhai", &text);
    let result = project.run(&["validate"]);
    assert_eq!(result.code, 19, "{result:#?}");
    assert!(result.stdout.contains("revision::no_way_back"), "{result:#?}");
    let declared =
        text.replacen("//! message", "//! irreversible = \"rows are gone\"\n//! message", 1);
    project.migration("a1.rhai", &declared);
    assert_eq!(project.run(&["validate"]).code, 0);
}
