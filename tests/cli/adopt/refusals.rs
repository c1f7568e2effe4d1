//! What keeps a database from being adopted; nothing is changed then.

use super::folders::{Folder, table, three};
use super::tables::{OTHERS, PLAIN_SQL};
use super::{Server, execute, write};
use crate::project::Project;

/// sqlx's history of the first two of three versions, on SQLite.
fn with_sqlx() -> (Project, sandshift_test_servers::TestDatabase) {
    let (database, project) = (Server::Sqlite.database(), Project::empty_folder());
    let (folder, versions) = (Folder::of("sqlx"), three());
    folder.write(&project, &versions);
    execute(&database, &PLAIN_SQL[0].create(Server::Sqlite));
    execute(&database, &PLAIN_SQL[0].record(Server::Sqlite, &folder, &versions[..2], false));
    (project, database)
}

#[test]
fn an_edited_file_is_named_until_it_is_allowed() {
    let (project, database) = with_sqlx();
    write(&project, "migrations/2_second_one.up.sql", "SELECT 1;\n");
    let url = database.url.as_str();
    project.refused(
        &["adopt", "--url", url],
        16,
        "adopt::edited",
        &["migrations/2_second_one.up.sql", "--allow-edited"],
    );
    assert!(!project.path("sandshift.toml").exists());
    project.good(&["adopt", "--allow-edited", "--url", url]);
}

#[test]
fn a_missing_file_is_named_until_it_is_allowed() {
    let (project, database) = with_sqlx();
    std::fs::remove_file(project.path("migrations/2_second_one.up.sql")).unwrap();
    std::fs::remove_file(project.path("migrations/2_second_one.down.sql")).unwrap();
    let url = database.url.as_str();
    project.refused(
        &["adopt", "--url", url],
        22,
        "adopt::missing_files",
        &["`2`", "migrations", "--allow-missing"],
    );
    project.good(&["adopt", "--allow-missing", "--url", url]);
}

#[test]
fn a_version_that_was_left_out_is_named() {
    let (project, database) = with_sqlx();
    Folder::of("sqlx").write(&project, &[table("0", "zeroth one")]);
    let says = &["`0` is not applied", "`2`"];
    project.refused(&["adopt", "--url", &database.url], 16, "adopt::gap", says);
}

#[test]
fn of_several_histories_one_has_to_be_named() {
    let (project, database) = with_sqlx();
    execute(&database, &OTHERS[0].create(Server::Sqlite));
    let url = database.url.as_str();
    let says = &["`alembic`", "`sqlx`", "--from"];
    project.refused(&["adopt", "--url", url], 24, "adopt::several", says);
    project.refused(
        &["adopt", "--from", "django", "--url", url],
        16,
        "adopt::no_history",
        &["django"],
    );
    assert_eq!(project.run(&["adopt", "--from", "nobody", "--url", url]).code, 2);
    project.good(&["adopt", "--from", "sqlx", "--url", url]);
}

#[test]
fn an_empty_database_is_none_to_adopt() {
    let (database, project) = (Server::Sqlite.database(), Project::empty_folder());
    let says = &["sandshift init"];
    project.refused(&["adopt", "--url", &database.url], 16, "adopt::empty", says);
    assert!(!project.path("sandshift.toml").exists());
}

#[test]
fn a_folder_that_is_not_there_is_asked_for() {
    let (project, database) = with_sqlx();
    std::fs::rename(project.path("migrations"), project.path("elsewhere")).unwrap();
    let url = database.url.as_str();
    project.refused(&["adopt", "--url", url], 3, "adopt::no_folder", &["`migrations`", "--folder"]);
    project.good(&["adopt", "--folder", "elsewhere", "--url", url]);
    let settings = std::fs::read_to_string(project.path("sandshift.toml")).unwrap();
    assert!(settings.contains("migrations = [\"elsewhere\"]"), "{settings}");
    assert!(settings.contains("layout = \"sqlx\""), "{settings}");
}

#[test]
fn a_project_with_migrations_is_none_to_begin() {
    let (_, database) = with_sqlx();
    let project = Project::with_two_tables();
    let says = &["migrations", "sandshift stamp"];
    project.refused(&["adopt", "--url", &database.url], 3, "adopt::has_revisions", says);
}

#[test]
fn what_cannot_be_run_as_it_is_says_so() {
    let project = Project::empty_folder();
    Folder::of("flyway").settings(&project);
    write(&project, "sql/V1__a.sql", "CREATE TABLE a (b int);\nINSERT INTO a VALUES (${n});\n");
    let says = &["`${n}`", "sql/V1__a.sql:2"];
    project.refused(&["history"], 9, "foreign::placeholder", says);
    write(&project, "sql/V1__a.sql.conf", "placeholderReplacement=false\n");
    project.good(&["history"]);
    write(&project, "sql/R__views.sql", "SELECT 1;\n");
    project.refused(&["history"], 9, "foreign::unsupported", &["sql/R__views.sql", "repeatable"]);
    std::fs::remove_file(project.path("sql/R__views.sql")).unwrap();
    write(&project, "sql/V01__b.sql", "SELECT 1;\n");
    project.refused(&["history"], 23, "foreign::same_version", &["V01__b.sql", "V1__a.sql"]);
    std::fs::remove_file(project.path("sql/V01__b.sql")).unwrap();
    write(&project, "sql/V2__c.sql", "SELECT 1;\n-- +down\nSELECT 2;\n");
    project.refused(&["history"], 4, "foreign::marker", &["sql/V2__c.sql:2"]);
}

#[test]
fn a_file_of_ours_is_not_made_where_nobody_reads_it() {
    let (project, database) = with_sqlx();
    project.good(&["adopt", "--url", &database.url]);
    let says = &["`sqlx`", "as that tool would"];
    project.refused(&["revision", "-m", "x"], 2, "usage::contradiction", says);
}
