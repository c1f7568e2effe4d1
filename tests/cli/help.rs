//! Help, version and wrong usage.

use crate::project::Project;

#[test]
fn the_help_names_every_command_and_the_first_steps() {
    let help = Project::empty_folder().good(&["--help"]);
    for command in [
        "init",
        "revision",
        "build",
        "run",
        "rollback",
        "status",
        "current",
        "history",
        "heads",
        "branches",
        "show",
        "edit",
        "merge",
        "validate",
        "conflicts",
        "verify",
        "lock",
        "sign",
        "trust",
        "stamp",
        "unlock",
        "inspect",
        "schema",
    ] {
        assert!(help.contains(&format!("\n  {command} ")), "{command}: {help}");
    }
    assert!(help.contains("[alias: upgrade]") && help.contains("First steps:"), "{help}");
    assert!(Project::empty_folder().good(&["--version"]).starts_with("sandshift "));
}

#[test]
fn the_help_shows_no_value_of_the_environment() {
    let folder = Project::empty_folder();
    let mut command = folder.command(&["run", "--help"]);
    let help = crate::project::outcome(command.env("DATABASE_URL", "postgres://u:hidden1@h/d"));
    assert!(!help.stdout.contains("hidden1"), "{}", help.stdout);
}

#[test]
fn wrong_usage_is_exit_code_2() {
    let folder = Project::empty_folder();
    for wrong in
        [&["nosuch"][..], &["run", "--nosuch"], &["-x", "novalue", "run"], &["revision"], &[]]
    {
        let outcome = folder.run(wrong);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{wrong:?}");
    }
    let outcome = folder.run(&["--json", "run", "--nosuch"]);
    let error: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!((outcome.code, &error["error"]["code"]), (2, &"usage::arguments".into()));
}
