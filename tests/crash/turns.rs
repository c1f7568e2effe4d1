//! How often the program waits for a server: a distant one makes this the time of a migration.

use std::fs;

use sandshift_test_servers::Postgres;
use tempfile::TempDir;

use crate::kill::{proxy, through};
use crate::program::{command, said};
use crate::stage::server::Server;

/// The requests of a run of one migration that makes so many tables.
fn requests(language: &str, tables: usize) -> u32 {
    let folder = TempDir::new().unwrap();
    let migrations = folder.path().join("migrations");
    fs::create_dir(&migrations).unwrap();
    fs::write(folder.path().join("sandshift.toml"), "").unwrap();
    let (mark, begin, end) = match language {
        "sql" => ("--!", "-- +up", ""),
        _ => ("//!", "fn up(db) {", "}"),
    };
    let lines: Vec<String> = (0..tables)
        .map(|number| match language {
            "sql" => format!("CREATE TABLE t{number} (id INTEGER);"),
            _ => format!("db.create_table(\"t{number}\", [column(\"id\", integer())]);"),
        })
        .collect();
    let header = format!("{mark} revision = \"aaaa\"\n{mark} down_revision = []");
    let text = format!("{header}\n\n{begin}\n{}\n{end}\n", lines.join("\n"));
    fs::write(migrations.join(format!("aaaa_x.{language}")), text).unwrap();
    let database = Postgres::shared().database();
    let proxy = proxy(Server::Postgres, None);
    let output = command(folder.path(), &through(&proxy, &database), &["run"]).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    proxy.seen()
}

#[test]
fn forty_tables_take_postgres_no_more_turns_than_two() {
    for language in ["sql", "rhai"] {
        assert_eq!(requests(language, 40), requests(language, 2), "{language}");
    }
}
