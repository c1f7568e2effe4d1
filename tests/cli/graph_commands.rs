//! The commands that need no database.

use std::fs;

use crate::project::{Project, table};

#[test]
fn init_makes_a_project_that_runs_at_once() {
    let folder = Project::empty_folder();
    assert_eq!(folder.good(&["init"]), "sandshift.toml\nmigrations/README.md\n");
    let path = folder.good(&["revision", "-m", "Create persons!", "-q"]);
    assert!(path.starts_with("migrations/") && path.ends_with("_create_persons.rhai\n"), "{path}");
    folder.good(&["revision", "-m", "two", "--lang", "sql"]);
    folder.good(&["run"]);
    folder.good(&["validate"]);
    assert!(folder.path("dev.db").exists());
}

#[test]
fn init_overwrites_nothing() {
    let project = Project::with_two_tables();
    project.refused(&["init"], 3, "project::in_the_way", &["sandshift.toml"]);
    fs::remove_file(project.path("sandshift.toml")).unwrap();
    project.refused(&["init"], 3, "project::in_the_way", &["migrations", "not empty"]);
    assert!(!project.path("sandshift.toml").exists());
}

#[test]
fn init_writes_no_password_into_the_settings() {
    let folder = Project::empty_folder();
    folder.good(&["init", "--url", "postgres://app:hunter22@db/app"]);
    let text = fs::read_to_string(folder.path("sandshift.toml")).unwrap();
    assert!(text.contains("url = \"${DATABASE_URL}\"") && !text.contains("hunter22"), "{text}");
}

#[test]
fn case_34_and_35_a_new_revision_that_does_not_fit_writes_no_file() {
    let project = Project::with_two_tables();
    let count = || fs::read_dir(project.path("migrations")).unwrap().count();
    let new = |more: &[&'static str]| [&["revision", "-m", "x"], more].concat();
    project.refused(&new(&["--rev-id", "a1"]), 23, "new::id_exists", &["a1.rhai"]);
    project.refused(&new(&["--rev-id", "a-1"]), 5, "new::illegal_name", &["'-'"]);
    project.refused(&new(&["--head", "a1"]), 5, "new::splice_needed", &["--splice"]);
    project.refused(&new(&["--branch-label", "a1"]), 23, "new::name_taken", &[]);
    project.refused(&new(&["--depends-on", "zz"]), 5, "target::unknown_revision", &[]);
    assert_eq!(count(), 2);
    project.good(&new(&["--head", "a1", "--splice", "--rev-id", "c3", "--branch-label", "side"]));
    project.refused(&new(&[]), 24, "target::several_heads", &["sandshift merge heads"]);
    assert_eq!(count(), 3);
    project.good(&new(&["--head", "side@head", "--depends-on", "b2", "--rev-id", "d4"]));
    let shown = project.json(&["show", "d4"]);
    assert_eq!(shown["revisions"][0]["depends_on"][0], "b2");
    assert_eq!(shown["revisions"][0]["parents"][0], "c3");
}

#[test]
fn the_history_is_listed_drawn_and_cut() {
    let project = Project::with_two_tables();
    project.migration("c3.rhai", &table("c3", Some("a1")));
    project.good(&["merge", "--rev-id", "d4", "-m", "join"]);
    assert_eq!(
        project.good(&["history"]),
        "d4 (head, merge)  join\nc3  make c3\nb2  make b2\na1 (branch point)  make a1\n"
    );
    assert_eq!(
        project.good(&["history", "--graph"]),
        "○  d4 (head, merge)  join\n├─╮\n│ ○  c3  make c3\n○ │  b2  make b2\n├─╯\n\
         ○  a1 (branch point)  make a1\n"
    );
    assert_eq!(
        project.good(&["history", "-r", "a1:b2"]),
        "b2  make b2\na1 (branch point)  make a1\n"
    );
    assert_eq!(
        project.good(&["history", "-r", "-1:c3"]),
        "c3  make c3\na1 (branch point)  make a1\n"
    );
    project.refused(&["history", "-r", "b2:c3"], 5, "target::unrelated_ends", &[]);
    assert_eq!(
        project.good(&["branches"]),
        "a1 (branch point)  make a1\n  -> b2  make b2\n  -> c3  make c3\n"
    );
    assert_eq!(project.good(&["heads"]), "d4 (head, merge)  join\n");
    let verbose = project.good(&["history", "-v", "-r", "b2:b2"]);
    assert_eq!(
        verbose,
        "revision b2\n  parent      a1\n  file        migrations/b2.rhai\n  message     make b2\n"
    );
}

#[test]
fn show_takes_every_name_of_a_revision() {
    let project = Project::with_two_tables();
    for name in ["head", "b2", "a1+1"] {
        assert_eq!(project.json(&["show", name])["revisions"][0]["revision"], "b2", "{name}");
    }
    let shown = project.good(&["show", "head-1"]);
    assert!(shown.starts_with("revision a1\n  parent      none (base)\n"), "{shown}");
}

#[test]
fn edit_opens_the_editor_and_reads_the_header_again() {
    let project = Project::with_two_tables();
    project.refused(&["edit", "a1"], 20, "editor::not_set", &["EDITOR", "migrations/a1.rhai"]);
    let mut command = project.command(&["edit", "a1"]);
    let outcome = crate::project::outcome(command.env("EDITOR", "sed -i s/make/MAKE/"));
    assert_eq!((outcome.code, outcome.stdout.as_str()), (0, "migrations/a1.rhai\n"));
    assert_eq!(project.json(&["show", "a1"])["revisions"][0]["message"], "MAKE a1");
    let mut command = project.command(&["edit", "a1"]);
    let outcome = crate::project::outcome(command.env("EDITOR", "sed -i s/revision/revison/"));
    assert_eq!(outcome.code, 4, "{outcome:#?}");
}

#[test]
fn conflicts_names_the_column_that_both_sides_touch() {
    let project = Project::with_two_tables();
    assert_eq!(project.run(&["conflicts"]).code, 0);
    let add = |id: &str| {
        format!(
            "//! revision = \"{id}\"\n//! down_revision = \"b2\"\n\
             fn up(db) {{ db.add_column(\"a1\", column(\"age\", integer())); }}\n"
        )
    };
    project.migration("c3.rhai", &add("c3"));
    project.migration("d4.rhai", &add("d4"));
    let outcome = project.run(&["conflicts", "--json"]);
    assert_eq!(outcome.code, 1, "{outcome:#?}");
    let found: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    let kinds: Vec<&str> = found["conflicts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["several_heads", "same_parent", "same_object"]);
    assert_eq!(found["conflicts"][2]["table"], "a1");
    assert_eq!(found["conflicts"][2]["column"], "age");
}

#[test]
fn conflicts_compares_with_a_git_branch() {
    let project = Project::with_two_tables();
    let git = |arguments: &[&str]| {
        let done = std::process::Command::new("git")
            .current_dir(project.path(""))
            .args(["-c", "user.name=t", "-c", "user.email=t@example.org"])
            .args(arguments)
            .output()
            .unwrap();
        assert!(done.status.success(), "{done:?}");
    };
    git(&["init", "-q", "-b", "main"]);
    project.migration("c3.rhai", &table("c3", Some("b2")));
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "theirs"]);
    fs::remove_file(project.path("migrations/c3.rhai")).unwrap();
    project.migration("d4.rhai", &table("d4", Some("b2")));
    assert_eq!(project.run(&["conflicts"]).code, 0);
    let outcome = project.run(&["conflicts", "--base", "main"]);
    assert_eq!(outcome.code, 1, "{outcome:#?}");
    assert!(outcome.stdout.contains("c3") && outcome.stdout.contains("d4"), "{outcome:#?}");
    project.refused(&["conflicts", "--base", "nosuch"], 20, "program::failed", &["nosuch"]);
    project.refused(&["conflicts", "--base=--output=x"], 20, "program::failed", &[]);
}
