//! `diff` and `revision --autogenerate`: what they show, write, ask and refuse.

use std::fs;

use serde_json::json;

use crate::on_server::Kind;
use crate::project::{Outcome, Project, outcome};

/// The exit code where a person has to decide first.
const UNDECIDED: i32 = 32;

const PERSONS: &str = "CREATE TABLE persons (id INTEGER PRIMARY KEY, name TEXT);\n";
const OTHER_NAME: &str = "CREATE TABLE persons (id INTEGER PRIMARY KEY, \"full name\" TEXT);\n";

/// A project whose database holds what is declared, by a migration that was generated.
fn with_persons(url: &[&str]) -> Project {
    let project = Project::new();
    project.write("schema.sql", PERSONS);
    project.good(&[&["revision", "--autogenerate", "-m", "persons"], url].concat());
    project.good(&[&["run"], url].concat());
    project
}

/// The same, with one column under another name in the declared schema.
fn with_another_name() -> Project {
    let project = with_persons(&[]);
    project.write("schema.sql", OTHER_NAME);
    project
}

fn migrations(project: &Project) -> usize {
    fs::read_dir(project.path("migrations")).unwrap().count()
}

fn generate<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["revision", "--autogenerate", "-m", "second", "--rev-id", "second"], more].concat()
}

#[test]
fn what_is_generated_leads_to_the_declared_schema_and_back() {
    let urls = Kind::ALL.map(|kind| kind.database());
    let servers = urls.iter().map(|database| vec!["--url", database.url.as_str()]);
    for url in std::iter::once(vec![]).chain(servers) {
        for language in ["rhai", "sql"] {
            let project = with_persons(&url);
            let and_url = |words: &[&'static str]| [words, &url].concat();
            project.write(
                "schema.sql",
                PERSONS.replace("TEXT", "TEXT, seen INTEGER DEFAULT 7 NOT NULL"),
            );
            let words = generate(&["--lang", language]);
            project.good(&[words, url.clone()].concat());
            project.good(&and_url(&["run", "--dry-run"]));
            for command in ["run", "check", "drift", "rollback", "run", "diff"] {
                project.good(&and_url(&[command]));
            }
            project.good(&and_url(&["diff", "--exit-code"]));
            project.good(&and_url(&["rollback", "base", "--yes"]));
        }
    }
}

#[test]
fn a_rename_that_nobody_decided_is_refused_with_what_to_type() {
    let project = with_another_name();
    let says = ["--rename 'persons.name=full name'", "--no-rename 'persons.name=full name'"];
    project.refused(&generate(&[]), UNDECIDED, "schema::perhaps_renamed", &says);
    project.refused(&["diff"], UNDECIDED, "schema::perhaps_renamed", &says);
    let loss = generate(&["--allow-destructive"]);
    project.refused(&loss, UNDECIDED, "schema::perhaps_renamed", &says);
    assert_eq!(migrations(&project), 1);
}

#[test]
fn a_rename_that_was_said_keeps_the_values() {
    let project = with_another_name();
    let rename = "persons.name=full name";
    let value = project.json(&generate(&["--rename", rename, "--lang", "sql"]));
    assert_eq!(value["steps"][0]["operations"][0]["op"], "rename_column", "{value:#}");
    assert_eq!(value["steps"][0]["loss"], json!(null));
    let text = fs::read_to_string(project.path(value["file"].as_str().unwrap())).unwrap();
    assert!(text.contains("RENAME COLUMN \"name\" TO \"full name\";"), "{text}");
    assert!(text.contains("RENAME COLUMN \"full name\" TO \"name\";"), "{text}");
}

#[test]
fn a_rename_that_was_denied_loses_data_and_needs_a_word_more() {
    let project = with_another_name();
    let denied = ["--no-rename", "persons.name=full name"];
    let says = ["drops every value of `persons.name`", "--allow-destructive"];
    project.refused(&generate(&denied), UNDECIDED, "schema::destructive", &says);
    assert_eq!(migrations(&project), 1);
    let shown = project.good(&[&["diff"][..], &denied].concat());
    assert!(shown.contains("- drop column `persons.name`\n    loses: "), "{shown}");
    assert!(shown.contains("+ add column `persons.full name`"), "{shown}");
    project.good(&generate(&[&denied[..], &["--allow-destructive"]].concat()));
    project.good(&["run"]);
    project.good(&["check"]);
}

#[test]
fn a_rename_that_does_not_fit_says_why() {
    let project = with_another_name();
    for (said, says) in [
        ("nonsense", "`nonsense` says no rename"),
        ("=", "write `OLD=NEW`"),
        ("a=b", "has the old name"),
        ("persons.name=nothing", "nothing has the new name"),
    ] {
        project.refused(&["diff", "--rename", said], 2, "schema::rename", &[says]);
    }
}

#[test]
fn where_nothing_differs_nothing_is_written() {
    let project = with_persons(&[]);
    assert_eq!(project.good(&generate(&[])), "");
    let value = project.json(&generate(&[]));
    assert_eq!(value, json!({ "revision": null, "file": null, "steps": [] }));
    assert_eq!(project.json(&["diff"]), json!({ "differs": false, "steps": [] }));
    assert_eq!(project.run(&["diff", "--exit-code"]).code, 0);
    assert_eq!(migrations(&project), 1);
}

#[test]
fn what_differs_is_told_in_the_same_words_by_diff_and_check() {
    let project = with_persons(&[]);
    project.write("schema.sql", format!("{PERSONS}CREATE TABLE pets (id INTEGER);\n"));
    let diff = project.json(&["diff"]);
    assert_eq!(diff["differs"], true);
    assert_eq!(diff["steps"][0]["what"], json!(["create table `pets` with 1 column"]));
    let Outcome { code, stdout, .. } = project.run(&["check", "--json"]);
    let check: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((code, &check["missing"]), (1, &diff["steps"]));
    assert_eq!(project.run(&["diff", "--exit-code"]).code, 1);
    assert_eq!(project.good(&["diff"]), project.run(&["check"]).stdout);
}

#[test]
fn a_database_that_lacks_migrations_is_refused() {
    let project = with_another_name();
    project.good(&generate(&["--rename", "persons.name=full name"]));
    for words in [vec!["diff"], vec!["revision", "--autogenerate", "-m", "third"]] {
        let says = ["`second` has not run", "sandshift run", "--from-migrations"];
        project.refused(&words, 16, "schema::not_up_to_date", &says);
    }
    project.good(&["diff", "--from-migrations", "--exit-code"]);
}

#[test]
fn options_that_fit_no_comparison_are_refused() {
    let project = with_another_name();
    let rust = generate(&["--lang", "rust"]);
    project.refused(&rust, 2, "usage::contradiction", &["a module cannot be generated"]);
    for option in
        ["--rename=a=b", "--no-rename=a=b", "--from-migrations", "--allow-destructive", "--fresh"]
    {
        let words = ["revision", "-m", "third", option];
        project.refused(&words, 2, "usage::contradiction", &["need `--autogenerate`"]);
    }
    assert_eq!(migrations(&project), 1);
}

/// Runs the command on a terminal, where somebody types this.
#[cfg(target_os = "linux")]
fn on_a_terminal(project: &Project, arguments: &[&str], typed: &'static [u8]) -> Outcome {
    use std::io::Write;
    use std::process::Stdio;

    let line = format!("{} {}", env!("CARGO_BIN_EXE_sandshift"), arguments.join(" "));
    let mut command = std::process::Command::new("script");
    command.current_dir(project.path("")).args(["-qec", &line, "/dev/null"]);
    command.env_remove("DATABASE_URL").env("NO_COLOR", "1");
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = child.unwrap();
    child.stdin.take().unwrap().write_all(typed).unwrap();
    let output = child.wait_with_output().unwrap();
    Outcome {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::new(),
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_person_at_a_terminal_is_asked() {
    let project = with_another_name();
    let outcome = on_a_terminal(&project, &["diff"], b"perhaps\ny\n");
    assert_eq!(outcome.code, 0, "{outcome:#?}");
    assert!(outcome.stdout.contains("rename column `persons.name`"), "{outcome:#?}");
    assert_eq!(outcome.stdout.matches("[y/n]").count(), 2, "{outcome:#?}");
    let outcome = on_a_terminal(&project, &["diff"], b"n\n");
    assert!(outcome.stdout.contains("drop column `persons.name`"), "{outcome:#?}");
    let outcome = on_a_terminal(&project, &generate(&["--allow-destructive"]), b"\x04");
    assert_eq!(outcome.code, UNDECIDED, "{outcome:#?}");
    assert!(outcome.stdout.contains("schema::perhaps_renamed"), "{outcome:#?}");
    assert_eq!(migrations(&project), 1);
}

#[test]
fn a_folder_of_alembic_is_told_how_to_be_taken_over() {
    let project = Project::empty_folder();
    project.write("alembic.ini", "[alembic]\n");
    project.refused(&["status"], 3, "project::not_found", &["sandshift adopt --url"]);
}

#[test]
fn tables_of_the_last_time_are_kept_unless_all_are_made_anew() {
    let database = Kind::Postgres.database();
    let project = with_persons(&["--url", &database.url]);
    let kept = project.path("cache/sandshift/known-tables");
    let good = |words: &[&str]| {
        let words = [words, &["--url", database.url.as_str()]].concat();
        let mut command = project.command(&words);
        let outcome = outcome(command.env("XDG_CACHE_HOME", project.path("cache")));
        assert_eq!(outcome.code, 0, "{outcome:?}");
        outcome.stdout
    };
    for command in ["diff", "check"] {
        good(&[command, "--fresh"]);
        assert!(!kept.exists(), "{command}");
    }
    good(&["diff"]);
    assert!(!kept.exists(), "what a plain table is stands in its text");
    let notes = "CREATE TABLE notes (id INTEGER CHECK (id > 0));\n";
    project.write("schema.sql", format!("{PERSONS}{notes}"));
    let told = good(&["diff"]);
    assert!(told.contains("create table `notes`"), "{told}");
    assert_eq!(fs::read_dir(&kept).unwrap().count(), 1);
    assert_eq!([good(&["diff"]), good(&["diff", "--fresh"])], [told.clone(), told]);
}
