//! Foreign folders run as they are, from the first version on.

use serde_json::json;

use super::folders::{Folder, Version, three};
use super::tables::PLAIN_SQL;
use super::{Server, connect, execute, tables, write};
use crate::project::Project;

#[test]
fn a_folder_is_run_from_scratch_in_the_order_of_its_numbers() {
    for server in Server::ALL {
        for tool in PLAIN_SQL {
            let (database, project) = (server.database(), Project::empty_folder());
            let folder = Folder::of(tool.name);
            folder.write(&project, &three());
            folder.settings(&project);
            let url = ["--url", database.url.as_str()];
            project.good(&["validate"]);
            let history = project.json(&["history"]);
            let ids: Vec<&str> = history["revisions"]
                .as_array()
                .unwrap()
                .iter()
                .map(|entry| entry["revision"].as_str().unwrap())
                .collect();
            assert_eq!(ids, ["10", "2", "1"], "{tool:?} {history:#}");
            project.good(&[&["run", "--dry-run"], &url[..]].concat());
            project.good(&[&["run"], &url[..]].concat());
            let mut found = tables(&database);
            found.sort();
            assert_eq!(found, ["first_one", "second_one", "third_one"], "{server:?} {tool:?}");
            project.good(&[&["rollback", "base", "--accept-loss"], &url[..]].concat());
            assert_eq!(tables(&database), [""; 0], "{server:?} {tool:?}");
        }
    }
}

#[test]
fn a_converted_folder_means_the_same() {
    for tool in PLAIN_SQL {
        let (database, project) = (Server::Sqlite.database(), Project::empty_folder());
        let (folder, versions) = (Folder::of(tool.name), three());
        folder.write(&project, &versions);
        folder.settings(&project);
        let sums = |project: &Project| -> Vec<String> {
            let shown = project.json(&["show", "1", "2", "10"]);
            let shown = shown["revisions"].as_array().unwrap();
            shown.iter().map(|one| one["checksum"].as_str().unwrap().to_owned()).collect()
        };
        let before = sums(&project);
        execute(&database, &tool.create(Server::Sqlite));
        execute(&database, &tool.record(Server::Sqlite, &folder, &versions[..1], false));
        execute(&database, &[versions[0].up.lines().nth(1).unwrap()]);
        let told = project.json(&["adopt", "--convert", "--url", &database.url]);
        assert_eq!(told["recorded"], json!(["1"]), "{told:#}");
        let settings = std::fs::read_to_string(project.path("sandshift.toml")).unwrap();
        assert!(!settings.contains("layout"), "{settings}");
        assert_eq!(sums(&project), before, "{tool:?}");
        for (name, _) in versions.iter().flat_map(|version| folder.files(version)) {
            assert!(project.path(&format!("{}/{name}", folder.path)).exists(), "{name}");
        }
        project.good(&["run", "--url", &database.url]);
        assert!(tables(&database).contains(&"third_one".to_owned()));
    }
}

#[test]
fn an_index_is_made_beside_other_sessions_where_a_file_runs_in_no_transaction() {
    for tool in PLAIN_SQL {
        let (database, project) = (Server::Postgres.database(), Project::empty_folder());
        let folder = Folder::of(tool.name);
        let mut versions = three();
        versions.push(Version {
            number: "11",
            name: "index",
            up: "CREATE INDEX CONCURRENTLY beside ON third_one (id);\n".to_owned(),
            down: "DROP INDEX CONCURRENTLY beside;\n".to_owned(),
            transaction: false,
        });
        folder.write(&project, &versions);
        folder.settings(&project);
        project.good(&["run", "--url", &database.url]);
        let catalog = connect(&database).inspect().unwrap();
        let has_index = catalog.tables.values().any(|table| !table.indexes.is_empty());
        assert!(has_index, "{tool:?}");
        project.good(&["rollback", "--url", &database.url]);
    }
}

#[test]
fn an_error_names_the_file_and_the_line_of_the_user() {
    for tool in PLAIN_SQL {
        let (database, project) = (Server::Sqlite.database(), Project::empty_folder());
        let folder = Folder::of(tool.name);
        let mut versions = three();
        versions[1].up.push_str("\nSELEC 1;\n");
        versions[0].down = "-- back\nDROP TABLE nobody;\n".to_owned();
        folder.write(&project, &versions);
        folder.settings(&project);
        let run = project.run(&["run", "--url", &database.url]);
        assert_ne!(run.code, 0);
        let (file, text) = folder.files(&versions[1]).remove(0);
        let line = text.lines().position(|line| line.starts_with("SELEC 1")).unwrap() + 1;
        let place = format!("{}/{file}:{line}", folder.path);
        assert!(run.stderr.contains(&place), "{tool:?}: no `{place}` in {}", run.stderr);

        let back = project.run(&["rollback", "base", "--accept-loss", "--url", &database.url]);
        assert_ne!(back.code, 0);
        let files = folder.files(&versions[0]);
        let (file, text) = if tool.name == "dbmate" { &files[0] } else { &files[1] };
        let line = text.lines().position(|line| line.contains("nobody")).unwrap() + 1;
        let place = format!("{}/{file}:{line}", folder.path);
        assert!(back.stderr.contains(&place), "{tool:?}: no `{place}` in {}", back.stderr);
    }
}

#[test]
fn dashes_blanks_bodies_and_sessions_are_no_trap() {
    let project = Project::empty_folder();
    let settings = "[project]\nmigrations = [\"our own/migrations\"]\nlayout = \"diesel\"\n";
    project.write("sandshift.toml", settings);
    let body = "CREATE FUNCTION one() RETURNS integer LANGUAGE plpgsql AS $$\nBEGIN\n  -- ; no end\n  \
                RETURN 1;\nEND;\n$$;\nSELECT one();\n";
    write(&project, "our own/migrations/2024-01-15-120000_create it/up.sql", body);
    write(
        &project,
        "our own/migrations/2024-01-15-120000_create it/down.sql",
        "DROP FUNCTION one();\n",
    );
    let database = Server::Postgres.database();
    project.good(&["run", "--url", &database.url]);
    let history = project.json(&["history"]);
    assert_eq!(history["revisions"][0]["revision"], "20240115120000", "{history:#}");
    assert_eq!(history["revisions"][0]["message"], "create it", "{history:#}");
    project.good(&["rollback", "--url", &database.url]);

    let project = Project::empty_folder();
    let folder = Folder::of("golang-migrate");
    let framed = Version {
        up: "SET FOREIGN_KEY_CHECKS = 0;\nCREATE TABLE child (id INT PRIMARY KEY, parent INT, FOREIGN KEY \
             (parent) REFERENCES parent (id));\nCREATE TABLE parent (id INT PRIMARY KEY);\n\
             SET FOREIGN_KEY_CHECKS = 1;\n"
            .to_owned(),
        down: "DROP TABLE child; DROP TABLE parent;\n".to_owned(),
        ..three().remove(0)
    };
    folder.write(&project, &[framed]);
    folder.settings(&project);
    let database = Server::MariaDb.database();
    project.good(&["run", "--url", &database.url]);
    assert_eq!(tables(&database), ["child", "parent"]);
    project.good(&["rollback", "--accept-loss", "--url", &database.url]);
    assert_eq!(tables(&database), [""; 0]);
}

#[test]
fn a_transaction_in_a_file_is_the_runners() {
    let (database, project) = (Server::Sqlite.database(), Project::empty_folder());
    let folder = Folder::of("golang-migrate");
    let mut version = three().remove(0);
    version.up = format!("BEGIN;\n{}COMMIT;\n", version.up);
    folder.write(&project, &[version]);
    folder.settings(&project);
    project.good(&["run", "--url", &database.url]);
    assert_eq!(tables(&database), ["first_one"]);
}
