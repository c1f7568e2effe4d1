//! The servers' own dumps of a schema, as a witness that knows nothing of Sandshift's inspection.

use std::process::Command;

use crate::{
    PASSWORD, ShellError, TestDatabase, USER, database::Home, programs::path_to, shell::feed,
};

/// What `pg_dump` or `mariadb-dump` writes of a database without its rows; `None` for SQLite, which has no dump but
/// the texts that it was given.
///
/// # Errors
/// When the program stops, with its messages.
///
/// # Panics
/// When the program is not installed.
pub fn schema_dump(database: &TestDatabase) -> Option<Result<String, ShellError>> {
    let mut program = match &database.home {
        Home::Sqlite { .. } => return None,
        Home::Postgres(_) => {
            let mut program = command("pg_dump", "postgresql");
            program.env("PGPASSWORD", PASSWORD);
            program.args(["--schema-only", "--no-owner", "--no-privileges", "--no-password"]);
            program.arg(format!("--dbname={}", database.url));
            program
        }
        Home::MariaDb(server) => {
            let mut program = command("mariadb-dump", "mariadb-client");
            program.args(["--no-defaults", "--protocol=tcp", "--host=127.0.0.1"]);
            program.arg(format!("--port={}", server.port()));
            program.args([format!("--user={USER}"), format!("--password={PASSWORD}")]);
            program.args(["--no-data", "--routines", "--triggers", "--events", "--skip-comments"]);
            program.arg(&database.name);
            program
        }
    };
    Some(feed(&mut program, ""))
}

fn command(name: &str, packages: &str) -> Command {
    let mut program = Command::new(name);
    program.env_clear().env("PATH", path_to(&[name], packages)).env("LC_ALL", "C");
    program
}
