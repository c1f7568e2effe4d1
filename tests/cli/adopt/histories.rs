//! Every history is recognised on every database, and none is written.

use serde_json::json;

use super::folders::{Folder, three};
use super::tables::{OTHERS, PLAIN_SQL};
use super::{Server, execute, image, tables};
use crate::project::Project;

#[test]
fn a_folder_is_adopted_run_on_and_rolled_back() {
    for server in Server::ALL {
        for tool in PLAIN_SQL {
            let (database, project) = (server.database(), Project::empty_folder());
            let (folder, versions) = (Folder::of(tool.name), three());
            folder.write(&project, &versions);
            execute(&database, &tool.create(server));
            let applied = &versions[..2];
            for version in applied {
                execute(&database, &[version.up.lines().nth(1).unwrap()]);
            }
            execute(&database, &tool.record(server, &folder, applied, false));
            let before = image(&database, tool.table);
            let url = ["--url", database.url.as_str()];

            let told = project.json(&[&["adopt", "--dry-run"], &url[..]].concat());
            assert_eq!(told["tool"], tool.name, "{server:?} {told:#}");
            assert!(!project.path("sandshift.toml").exists());
            assert!(tables(&database).iter().all(|table| table != "third_one"));

            let told = project.json(&[&["adopt"], &url[..]].concat());
            assert_eq!(told["applied"], json!(["1", "2"]), "{server:?} {told:#}");
            assert_eq!(told["pending"], json!(["10"]), "{server:?} {told:#}");
            assert_eq!(told["recorded"], json!(["2"]), "{server:?} {told:#}");

            let status = project.json(&[&["status"], &url[..]].concat());
            assert_eq!(status["heads"], json!(["2"]), "{status:#}");
            project.good(&[&["run"], &url[..]].concat());
            assert!(tables(&database).contains(&"third_one".to_owned()), "{server:?} {tool:?}");
            project.good(&[&["rollback", "--accept-loss"], &url[..]].concat());
            assert!(!tables(&database).contains(&"third_one".to_owned()), "{server:?} {tool:?}");
            project.good(&[&["rollback", "--accept-loss"], &url[..]].concat());
            assert!(!tables(&database).contains(&"second_one".to_owned()), "{server:?} {tool:?}");

            assert_eq!(image(&database, tool.table), before, "{server:?} {tool:?}");
            project.refused(
                &[&["adopt"], &url[..]].concat(),
                16,
                "adopt::already",
                &["`1`", "sandshift status"],
            );
        }
    }
}

#[test]
fn a_history_of_programs_is_recognised() {
    for server in Server::ALL {
        for tool in OTHERS {
            let (database, project) = (server.database(), Project::empty_folder());
            execute(&database, &tool.create(server));
            execute(&database, &tool.record(server, &Folder::of(tool.name), &three(), false));
            execute(&database, &["CREATE TABLE persons (id INTEGER PRIMARY KEY)"]);
            let before = image(&database, tool.table);
            let told = project.json(&["adopt", "--dry-run", "--url", &database.url]);
            assert_eq!(told["tool"], tool.name, "{server:?} {told:#}");
            assert_eq!(told["files"].as_array().unwrap().len(), 2, "{told:#}");
            assert_eq!(image(&database, tool.table), before, "{server:?} {tool:?}");
        }
    }
}

#[test]
fn a_failure_that_a_tool_records_is_refused() {
    for server in Server::ALL {
        for tool in PLAIN_SQL {
            let (database, project) = (server.database(), Project::empty_folder());
            let (folder, versions) = (Folder::of(tool.name), three());
            let rows = tool.record(server, &folder, &versions[..2], true);
            if rows.is_empty() {
                continue;
            }
            folder.write(&project, &versions);
            execute(&database, &tool.create(server));
            execute(&database, &rows);
            project.refused(
                &["adopt", "--url", &database.url],
                16,
                "adopt::failed",
                &["`2`", tool.name, "half-way"],
            );
            assert!(!project.path("sandshift.toml").exists());
        }
    }
}
