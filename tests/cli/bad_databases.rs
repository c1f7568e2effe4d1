//! Databases that cannot be reached, opened, written or understood.

use std::fs;

use crate::project::{Project, outcome};

#[test]
fn a_server_that_does_not_answer_is_unreachable_and_its_password_is_not_shown() {
    let project = Project::with_two_tables();
    for scheme in ["postgres", "mysql"] {
        let url = format!("{scheme}://app:s3cret-word@127.0.0.1:1/app");
        for json in [&[][..], &["--json"]] {
            let arguments = [&["current", "--url", &url], json].concat();
            let outcome = project.run(&arguments);
            assert_eq!(outcome.code, 12, "{outcome:#?}");
            let all = outcome.stdout + outcome.stderr.as_str();
            assert!(all.contains("database::unreachable"), "{all}");
            assert!(all.contains(&format!("{scheme}://app:***@127.0.0.1:1/app")), "{all}");
            assert!(!all.contains("s3cret-word"), "{all}");
        }
    }
}

#[test]
fn a_corrupt_file_is_no_database_and_stays_as_it_is() {
    let project = Project::with_two_tables();
    let garbage = "this is no database ".repeat(500);
    project.write("app.db", &garbage);
    project.refused(&["run"], 15, "database::corrupt", &[]);
    project.refused(&["current"], 15, "database::corrupt", &[]);
    assert_eq!(fs::read_to_string(project.path("app.db")).unwrap(), garbage);
}

#[test]
fn a_database_of_a_newer_version_is_left_alone() {
    let project = Project::with_two_tables();
    project.good(&["run", "a1"]);
    {
        let url = format!("sqlite:{}", project.path("app.db").display());
        let purpose = sandshift::backend::open::Purpose::Change;
        let mut connection = sandshift::backend::open::open(&url, purpose).unwrap();
        connection.execute("UPDATE sandshift_meta SET value = '999'").unwrap();
    }
    let before = project.dump();
    project.refused(&["run"], 17, "state::newer_format", &["format 999", "newer version"]);
    project.refused(&["current"], 17, "state::newer_format", &[]);
    project.refused(&["rollback"], 17, "state::newer_format", &[]);
    assert_eq!(project.dump(), before);
}

#[test]
fn an_unknown_recorded_revision_is_named_and_stamp_repairs_it() {
    let project = Project::with_two_tables();
    project.good(&["run"]);
    {
        let url = format!("sqlite:{}", project.path("app.db").display());
        let purpose = sandshift::backend::open::Purpose::Change;
        let mut connection = sandshift::backend::open::open(&url, purpose).unwrap();
        connection.execute("UPDATE sandshift_heads SET revision = 'zz9'").unwrap();
    }
    for command in [&["current"][..], &["run"], &["stamp", "head"], &["status"]] {
        project.refused(command, 16, "state::unknown_revision", &["`zz9`"]);
    }
    let history = project.run(&["history", "-i"]);
    assert_eq!(history.code, 0, "{history:#?}");
    assert!(history.stderr.contains("zz9"), "{history:#?}");
    project.good(&["stamp", "--purge", "head"]);
    assert!(project.good(&["current"]).starts_with("b2 "));
}

#[test]
fn a_folder_that_is_no_project_says_how_to_make_one() {
    let folder = Project::empty_folder();
    for command in ["run", "history", "current", "validate"] {
        folder.refused(&[command], 3, "project::not_found", &["sandshift init"]);
    }
    folder.write("alembic.ini", "[alembic]\n");
    folder.refused(&["run"], 3, "project::not_found", &["Alembic", "sandshift adopt --url URL"]);
    folder.refused(&["-C", "nowhere", "run"], 3, "project::no_folder", &["nowhere"]);
}

#[test]
fn a_read_only_file_is_a_storage_error() {
    let project = Project::with_two_tables();
    project.good(&["run", "a1"]);
    let url = format!("sqlite:{}?mode=ro", project.path("app.db").display());
    let before = project.dump();
    let result = outcome(&mut project.command(&["run", "--url", &url]));
    assert_eq!(result.code, 31, "{result:#?}");
    assert_eq!(project.dump(), before);
}
