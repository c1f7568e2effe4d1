//! Settings: faults with their place, and which database is meant.

use crate::project::{Project, outcome};

#[test]
fn an_unknown_key_names_file_line_and_the_nearest_key() {
    let project = Project::with_two_tables();
    project.write("sandshift.toml", "[project]\nmigration = \"migrations\"\n");
    project.refused(
        &["heads"],
        3,
        "settings::unknown_key",
        &["`project.migration`", "sandshift.toml:2:1", "did you mean `migrations`?"],
    );
    project.write("sandshift.toml", "[env.dev\n");
    project.refused(&["heads"], 3, "settings::syntax", &["sandshift.toml:1:"]);
    project.write("sandshift.toml", "[env.dev]\nlock_timeout = \"soon\"\n");
    project.refused(&["heads"], 3, "settings::wrong_value", &["`30s`", "sandshift.toml:2:16"]);
}

#[test]
fn a_command_that_needs_a_database_asks_for_one() {
    let project = Project::with_two_tables();
    project.write("sandshift.toml", "[env.dev]\n");
    project.refused(&["run"], 3, "settings::no_url", &["--url", "DATABASE_URL"]);
    project.good(&["heads"]);
    project.good(&["run", "--url", "sqlite:other.db"]);
    assert!(project.path("other.db").exists());
}

#[test]
fn variables_are_put_in_and_missing_ones_are_named() {
    let project = Project::with_two_tables();
    project.write(
        "sandshift.toml",
        "[env.dev]\nurl = \"sqlite:${NAME:-app}.db\"\n[env.prod]\nurl = \"sqlite:${SANDSHIFT_NO_SUCH}\"\n\
         [project]\ndefault_env = \"dev\"\n",
    );
    let named = outcome(project.command(&["run"]).env("NAME", "named"));
    assert_eq!(named.code, 0, "{named:#?}");
    assert!(project.path("named.db").exists());
    project.refused(
        &["run", "--env", "prod"],
        3,
        "settings::variable_not_set",
        &["SANDSHIFT_NO_SUCH", "sandshift.toml:4:7"],
    );
    project.refused(&["--env", "prd", "run"], 3, "settings::unknown_environment", &["`prod`"]);
}

#[test]
fn the_variable_wins_over_the_settings_and_never_silently_over_a_named_environment() {
    let project = Project::with_two_tables();
    let run = outcome(project.command(&["run"]).env("DATABASE_URL", "sqlite:v.db"));
    assert!(run.stderr.starts_with("Database: sqlite:v.db (DATABASE_URL)\n"), "{run:#?}");
    let named = ["run", "--env", "dev"];
    let both = outcome(project.command(&named).env("DATABASE_URL", "sqlite:v.db"));
    assert_eq!(both.code, 3, "{both:#?}");
    assert!(both.stderr.contains("settings::two_databases"), "{both:#?}");
}

#[test]
fn a_project_is_found_from_a_folder_inside_it_and_with_dash_c() {
    let project = Project::with_two_tables();
    std::fs::create_dir_all(project.path("deep/er")).unwrap();
    let inside = outcome(project.command(&["run"]).current_dir(project.path("deep/er")));
    assert_eq!(inside.code, 0, "{inside:#?}");
    assert!(project.path("app.db").exists(), "the file belongs beside the settings");
    let folder = project.path("");
    let elsewhere = Project::empty_folder();
    let folder = folder.to_str().unwrap();
    assert!(elsewhere.good(&["-C", folder, "current"]).starts_with("b2 "));
    assert!(elsewhere.good(&["current", "-C", folder]).starts_with("b2 "));
}
