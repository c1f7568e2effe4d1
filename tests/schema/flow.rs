//! The flow of the guide that people come with, word for word in our commands: change the declared
//! schema, `revision --autogenerate`, review, `run`, inspect, `rollback`, `run`.

use std::fs;

use crate::project::Project;
use crate::stage::server::{Server, connect};

const PERSONS: &str = r#"fn schema(db) {
    db.create_table("persons", [
        column("id", string(36)).primary_key(),
        column("name", string(255)).not_null(),
        column("created_at", datetime()).default_now(),
    ]);
}
"#;

const WITH_EMAIL: &str = r#"fn schema(db) {
    db.create_table("persons", [
        column("id", string(36)).primary_key(),
        column("name", string(255)).not_null(),
        column("email", string(255)),
        column("created_at", datetime()).default_now(),
    ]);
}
"#;

/// Generates a migration, and gives its text.
fn generated(project: &Project, message: &str, url: &str) -> String {
    let file = project.good(&["revision", "--autogenerate", "-m", message, "--url", url]);
    let path = project.path(file.trim());
    fs::read_to_string(path).unwrap()
}

fn columns(project: &Project, url: &str) -> Vec<String> {
    let inspected = project.json(&["inspect", "persons", "--url", url]);
    let columns = inspected["tables"][0]["columns"].as_array().unwrap();
    columns.iter().map(|column| column["name"].as_str().unwrap().to_owned()).collect()
}

fn the_flow_of_the_guide(server: Server) {
    let project = Project::new();
    let database = server.database();
    let url = database.url.as_str();
    project.write("schema.rhai", PERSONS);
    generated(&project, "create persons", url);
    project.good(&["run", "--url", url]);
    let insert = "INSERT INTO persons (id, name) VALUES ('1', 'Ada')";
    connect(&database).execute(insert).unwrap();

    project.write("schema.rhai", WITH_EMAIL);
    let text = generated(&project, "Add email column to persons", url);
    let body = text.split_once("fn up(db) {\n").unwrap().1;
    assert_eq!(body, "    db.add_column(\"persons\", column(\"email\", string(255)));\n}\n");
    let dry = project.good(&["run", "--dry-run", "--url", url]);
    assert!(dry.to_lowercase().contains("add column"), "{dry}");
    project.good(&["run", "--url", url]);
    assert_eq!(columns(&project, url), ["id", "name", "created_at", "email"]);
    assert_eq!(project.run(&["check", "--url", url]).code, 0);

    project.good(&["rollback", "--yes", "--url", url]);
    assert_eq!(columns(&project, url), ["id", "name", "created_at"]);
    assert_eq!(project.run(&["drift", "--url", url]).code, 0);
    project.good(&["run", "--url", url]);
    assert_eq!(columns(&project, url), ["id", "name", "created_at", "email"]);
    let mut names = Vec::new();
    connect(&database)
        .query("SELECT name FROM persons", &mut |_, row| {
            names.push(format!("{row:?}"));
            true
        })
        .unwrap();
    assert_eq!(names, ["[Text(\"Ada\")]"]);
}

#[test]
fn the_flow_of_the_guide_works_on_sqlite() {
    the_flow_of_the_guide(Server::Sqlite);
}

#[test]
fn the_flow_of_the_guide_works_on_postgres() {
    the_flow_of_the_guide(Server::Postgres);
}

#[test]
fn the_flow_of_the_guide_works_on_mariadb() {
    the_flow_of_the_guide(Server::MariaDb);
}
