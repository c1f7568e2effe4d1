//! The databases' own command-line clients, as the judge of SQL text that Sandshift prints.

use std::{
    error::Error,
    fmt,
    io::Write,
    path::Path,
    process::{Command, Stdio},
    thread,
};

use crate::{PASSWORD, TestDatabase, USER, database::Home, mariadb, postgres, programs::path_to};

/// A client that stopped at a failing statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShellError {
    /// Rows printed before the failure.
    pub output: String,
    /// The client's messages, those of the failed statement included.
    pub messages: String,
}

impl fmt::Display for ShellError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.messages.trim_end())
    }
}

impl Error for ShellError {}

/// Runs SQL text through `psql`, `mariadb` or `sqlite3`, as the test user and over TCP.
///
/// Gives the rows of all statements, one per line, with a tab between values, no header, and `NULL` for null. The client
/// stops at the first statement that fails.
///
/// # Errors
/// When a statement fails.
///
/// # Panics
/// When the client is not installed.
pub fn shell(database: &TestDatabase, sql: &str) -> Result<String, ShellError> {
    match &database.home {
        Home::Sqlite { file, .. } => sqlite_shell(file, sql),
        Home::Postgres(_) => {
            feed(postgres::client().env("PGPASSWORD", PASSWORD).arg(&database.url), sql)
        }
        Home::MariaDb(server) => {
            let mut client = mariadb::client();
            client
                .args(["--protocol=tcp", "--host=127.0.0.1"])
                .arg(format!("--port={}", server.port()));
            client.args([format!("--user={USER}"), format!("--password={PASSWORD}")]);
            feed(client.arg(format!("--database={}", database.name)), sql)
        }
    }
}

/// Runs SQL text through `sqlite3 -bail` on a file, which is made when it is missing; otherwise as [`shell`].
///
/// # Errors
/// When a statement fails.
///
/// # Panics
/// When `sqlite3` is not installed.
pub fn sqlite_shell(file: &Path, sql: &str) -> Result<String, ShellError> {
    let mut client = Command::new("sqlite3");
    client.env("PATH", path_to(&["sqlite3"], "sqlite3"));
    client.args([
        "-init",
        "/dev/null",
        "-batch",
        "-bail",
        "-noheader",
        "-list",
        "-separator",
        "\t",
        "-nullvalue",
        "NULL",
    ]);
    feed(client.arg(file), sql)
}

pub(crate) fn feed(client: &mut Command, sql: &str) -> Result<String, ShellError> {
    let mut child = client
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("cannot start {:?}: {error}", client.get_program()));
    let mut input = child.stdin.take().expect("standard input is a pipe");
    let result = thread::scope(|scope| {
        // A client that stops at an error leaves the rest unread, and so the pipe broken: its exit code says it all.
        scope.spawn(move || drop(input.write_all(sql.as_bytes())));
        child.wait_with_output().expect("a started client can be waited for")
    });
    let output = String::from_utf8_lossy(&result.stdout).into_owned();
    if result.status.success() {
        Ok(output)
    } else {
        let messages = String::from_utf8_lossy(&result.stderr).into_owned();
        Err(ShellError { output, messages })
    }
}
