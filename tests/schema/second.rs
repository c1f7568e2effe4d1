//! A second `revision --autogenerate` right behind the first finds nothing: for a corpus of schemas
//! that say the same in many spellings, and for the story of `scripts/`.

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use crate::project::Project;
use crate::stage::server::Server;

const SERVERS: [Server; 3] = [Server::Sqlite, Server::Postgres, Server::MariaDb];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The schemas of the corpus for a database.
fn corpus(server: Server) -> Vec<PathBuf> {
    let folder = root().join("tests/schema/corpus").join(server.dialect().name());
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() > 1, "the corpus is not there");
    files
}

/// The names of the migration files.
fn files(project: &Project) -> Vec<PathBuf> {
    let entries = fs::read_dir(project.path("migrations")).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[track_caller]
fn finds_nothing(project: &Project, url: &str, what: &str) {
    let before = files(project);
    let outcome = project.run(&["revision", "--autogenerate", "-m", "second", "--url", url]);
    assert_eq!(outcome.code, 0, "{what}: {outcome:#?}");
    let written: Vec<String> = files(project)
        .iter()
        .filter(|file| !before.contains(file))
        .map(|file| fs::read_to_string(file).unwrap())
        .collect();
    assert!(written.is_empty(), "{what}: a second migration\n{}", written.concat());
    assert!(outcome.stderr.contains("Nothing differs"), "{what}: {outcome:#?}");
    assert_eq!(outcome.stdout, "", "{what}");
}

/// A table of a circle of foreign keys is rebuilt for the key that closes it, which SQL text alone cannot
/// do on SQLite without losing rows of others.
fn needs_host(server: Server, schema: &Path, lang: &str) -> bool {
    server == Server::Sqlite && lang == "sql" && schema.ends_with("library.sql")
}

/// Makes a schema by a generated migration, in one language.
fn generate_and_run(server: Server, schema: &Path, lang: &str) {
    let what = format!("{} {lang}", schema.display());
    let project = Project::new();
    project.write("schema.sql", fs::read(schema).unwrap());
    let database = server.database();
    let url = database.url.as_str();
    let first = ["revision", "--autogenerate", "-m", "first", "--lang", lang, "--url", url];
    if needs_host(server, schema, lang) {
        project.refused(&first, 9, "schema::needs_host", &["foreign keys point to it"]);
        assert_eq!(files(&project), Vec::<PathBuf>::new());
        return;
    }
    let outcome = project.run(&first);
    assert_eq!(outcome.code, 0, "{what}: {outcome:#?}");
    let text = fs::read_to_string(&files(&project)[0]).unwrap();
    let outcome = project.run(&["run", "--url", url]);
    assert_eq!(outcome.code, 0, "{what}: {outcome:#?}\n{text}");
    finds_nothing(&project, url, &format!("{what}\n{text}"));
    let check = project.run(&["check", "--url", url]);
    assert_eq!(check.code, 0, "{what}: {check:#?}");
    let drift = project.run(&["drift", "--url", url]);
    assert_eq!(drift.code, 0, "{what}: {drift:#?}");
}

fn every_schema(server: Server, lang: &str) {
    let tried = |schema: &PathBuf| catch_unwind(|| generate_and_run(server, schema, lang)).is_err();
    let failed: Vec<PathBuf> = corpus(server).into_iter().filter(tried).collect();
    assert!(failed.is_empty(), "{failed:?}");
}

#[test]
fn a_second_difference_is_empty_on_sqlite() {
    every_schema(Server::Sqlite, "rhai");
}

#[test]
fn a_second_difference_is_empty_on_postgres() {
    every_schema(Server::Postgres, "rhai");
}

#[test]
fn a_second_difference_is_empty_on_mariadb() {
    every_schema(Server::MariaDb, "rhai");
}

#[test]
fn a_second_difference_is_empty_when_the_first_was_written_in_sql() {
    SERVERS.into_iter().for_each(|server| every_schema(server, "sql"));
}

/// The story's own project on a database, brought up to date.
fn story(url: &str) -> Project {
    let project = Project::new();
    for entry in fs::read_dir(root().join("scripts/migrations")).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        project.migration(&name, &fs::read_to_string(entry.path()).unwrap());
    }
    project.good(&["run", "heads", "--url", url]);
    project
}

/// What the story made is declared, in one form; then nothing differs, and the declaration makes
/// the same from nothing.
fn the_story_as(server: Server, form: &str) {
    let database = server.database();
    let url = database.url.as_str();
    let project = story(url);
    let dumped = project.good(&["schema", "dump", "--format", form, "--url", url]);
    project.write(&format!("schema.{form}"), &dumped);
    let what = format!("the story on {server:?} as {form}");
    finds_nothing(&project, url, &what);
    let check = project.run(&["check", "--url", url]);
    assert_eq!(check.code, 0, "{what}: {check:#?}");
    let drift = project.run(&["drift", "--url", url]);
    assert_eq!(drift.code, 0, "{what}: {drift:#?}");
    let schema = project.path(&format!("schema.{form}"));
    if form == "sql" {
        generate_and_run(server, &schema, "rhai");
    }
}

#[test]
fn the_story_declared_in_sql_does_not_differ_on_sqlite() {
    the_story_as(Server::Sqlite, "sql");
}

#[test]
fn the_story_declared_in_sql_does_not_differ_on_postgres() {
    the_story_as(Server::Postgres, "sql");
}

#[test]
fn the_story_declared_in_sql_does_not_differ_on_mariadb() {
    the_story_as(Server::MariaDb, "sql");
}

#[test]
fn the_story_declared_in_rhai_does_not_differ_on_sqlite() {
    the_story_as(Server::Sqlite, "rhai");
}

#[test]
fn the_story_declared_in_rhai_does_not_differ_on_postgres() {
    the_story_as(Server::Postgres, "rhai");
}

#[test]
fn the_story_declared_in_rhai_does_not_differ_on_mariadb() {
    the_story_as(Server::MariaDb, "rhai");
}
