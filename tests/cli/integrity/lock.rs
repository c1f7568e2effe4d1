//! `sandshift lock`, and what `run`, `rollback` and `verify` take under it.

use std::fs;

use crate::project::{Project, header, table};

const INTEGRITY: i32 = 36;

#[test]
fn a_lock_names_every_file_and_tells_what_is_new() {
    let project = Project::with_two_tables();
    let told = project.json(&["lock"]);
    assert_eq!(told["added"], serde_json::json!(["migrations/a1.rhai", "migrations/b2.rhai"]));
    assert_eq!((&told["written"], &told["files"]), (&true.into(), &2.into()));
    let text = fs::read_to_string(project.path("sandshift.lock")).unwrap();
    assert!(text.contains("format = 1") && text.contains("\"migrations/a1.rhai\" = \"sha256:"));
    assert_eq!(project.json(&["lock"])["written"], false);
    assert_eq!(fs::read_to_string(project.path("sandshift.lock")).unwrap(), text);

    project.migration("a1.rhai", &(table("a1", None) + "// a remark\n"));
    project.migration("c3.rhai", &table("c3", Some("b2")));
    fs::remove_file(project.path("migrations/b2.rhai")).unwrap();
    project.migration("c3.rhai", &table("c3", Some("a1")));
    let outcome = project.run(&["lock", "--check"]);
    assert_eq!(outcome.code, 1, "{outcome:#?}");
    assert_eq!(
        outcome.stdout,
        "added migrations/c3.rhai\nchanged migrations/a1.rhai\nremoved migrations/b2.rhai\n"
    );
    assert_eq!(fs::read_to_string(project.path("sandshift.lock")).unwrap(), text, "--check wrote");
    assert_eq!(project.json(&["lock"])["changed"], serde_json::json!(["migrations/a1.rhai"]));
    project.good(&["lock", "--check"]);
}

#[test]
fn what_is_locked_runs_and_goes_back_and_is_verified() {
    let project = Project::with_two_tables();
    project.refused(&["run", "--locked"], INTEGRITY, "lock::none", &["sandshift lock"]);
    assert_eq!(project.dump(), None);
    project.good(&["lock"]);
    project.good(&["run", "--locked", "--dry-run"]);
    project.good(&["run", "--locked"]);
    let verified = project.json(&["verify"]);
    assert_eq!((&verified["verified"], &verified["lock"]["matches"]), (&true.into(), &true.into()));
    project.good(&["rollback", "base", "--yes", "--locked"]);
}

#[test]
fn nothing_runs_of_a_folder_that_is_not_what_the_lock_names() {
    let project = Project::with_two_tables();
    project.good(&["lock"]);
    let good = fs::read(project.path("migrations/b2.rhai")).unwrap();
    let refused = |code: &str, file: &str| {
        for command in [&["run"][..], &["run", "+1"], &["run", "--dry-run"]] {
            project.refused(command, INTEGRITY, code, &[file, "next: "]);
        }
        let offline = ["run", "--dry-run", "--offline", "--dialect", "sqlite"];
        project.refused(&offline, INTEGRITY, code, &[file]);
        assert_eq!(project.dump(), None);
        assert_eq!(project.run(&["verify"]).code, INTEGRITY);
    };
    // A comment means nothing, and is other bytes all the same.
    project.migration("b2.rhai", &(table("b2", Some("a1")) + "// harmless\n"));
    refused("lock::changed", "migrations/b2.rhai");
    project.write("migrations/b2.rhai", &good);
    project.migration("c3.rhai", &table("c3", Some("b2")));
    refused("lock::not_named", "migrations/c3.rhai");
    fs::remove_file(project.path("migrations/c3.rhai")).unwrap();
    fs::remove_file(project.path("migrations/b2.rhai")).unwrap();
    refused("lock::missing", "migrations/b2.rhai");
    project.write("migrations/b2.rhai", &good);
    project.good(&["run"]);
    project.migration("b2.rhai", &(table("b2", Some("a1")) + "fn down(db) { }\n"));
    project.refused(&["rollback"], INTEGRITY, "lock::changed", &["migrations/b2.rhai"]);
}

#[test]
fn a_revision_without_a_file_is_not_taken_from_the_journal_under_a_lock() {
    let project = Project::with_two_tables();
    project.good(&["run"]);
    fs::remove_file(project.path("migrations/b2.rhai")).unwrap();
    project.good(&["lock"]);
    project.refused(&["rollback"], INTEGRITY, "lock::no_file", &["`b2`"]);
    fs::remove_file(project.path("sandshift.lock")).unwrap();
    project.good(&["rollback"]);
}

#[test]
fn a_broken_lock_is_refused_and_written_anew() {
    let project = Project::with_two_tables();
    for (text, code) in [
        ("", "lock::malformed"),
        ("format = 9\n[files]\n", "lock::newer_format"),
        ("\u{0}\u{1}", "lock::malformed"),
        ("format = 1\n[files]\n\"migrations/a1.rhai\" = \"sha256:12\"\n", "lock::malformed"),
    ] {
        project.write("sandshift.lock", text);
        project.refused(&["run"], INTEGRITY, code, &["sandshift.lock"]);
        project.refused(&["lock", "--check"], INTEGRITY, code, &[]);
    }
    project.good(&["lock"]);
    project.good(&["run"]);
}

#[test]
fn files_of_another_tool_and_its_settings_are_locked_too() {
    let project = Project::new();
    project.write(
        "sandshift.toml",
        "[project]\nlayout = \"diesel\"\n[env.dev]\nurl = \"sqlite:app.db\"\n",
    );
    fs::create_dir(project.path("migrations/2024-01-15-120000_one")).unwrap();
    let file = |name: &str| format!("migrations/2024-01-15-120000_one/{name}");
    project.write(&file("up.sql"), "CREATE TABLE one (n INTEGER);\n");
    project.write(&file("down.sql"), "DROP TABLE one;\n");
    project.write(&file("metadata.toml"), "run_in_transaction = true\n");
    assert_eq!(project.json(&["lock"])["files"], 3);
    project.write(&file("metadata.toml"), "run_in_transaction = false\n");
    project.refused(&["run"], INTEGRITY, "lock::changed", &["metadata.toml"]);
    project.write(&file("metadata.toml"), "run_in_transaction = true\n");
    project.good(&["run"]);
    project.write(&file("down.sql"), "SELECT 1;\n");
    project.refused(&["rollback"], INTEGRITY, "lock::changed", &["down.sql"]);
}

#[test]
fn names_that_differ_in_case_alone_cannot_be_locked() {
    let project = Project::with_two_tables();
    project.migration("c3_x.rhai", &table("c3", Some("b2")));
    project.migration("C3_x.rhai", &(header("C3", Some("c3")) + "fn up(db) { }\n"));
    project.refused(&["lock"], INTEGRITY, "lock::case_clash", &["C3_x.rhai", "c3_x.rhai"]);
}
