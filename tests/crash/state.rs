//! All that a database holds: schema, rows, bookkeeping, and what should not be there.

use std::fmt::Write as _;
use std::time::Duration;

use sandshift::backend::connection::Connection;
use sandshift::runner::ran;
use sandshift_test_servers::TestDatabase;

use crate::stage::image::{Image, Order, difference};

/// A database as text that can be compared.
#[derive(Debug, PartialEq)]
pub(crate) struct State {
    schema: String,
    rows: String,
    books: String,
}

impl State {
    /// Reads it; a lock or a file that an ended run has left behind is a part of the state.
    pub(crate) fn of(database: &TestDatabase, connection: &mut dyn Connection) -> Self {
        let image = Image::of(connection);
        let mut books = books(connection);
        for end in ["-journal", "-wal", "-shm", "-sandshift-lock"] {
            let left = database.file().map(|file| format!("{}{end}", file.display()));
            if left.is_some_and(|left| std::path::Path::new(&left).exists()) {
                let _ = writeln!(books, "a file is left: {end}");
            }
        }
        // An ended program may be there for a moment longer, in the eyes of a server.
        if let Err(error) = connection.lock(Duration::from_secs(10)) {
            let _ = writeln!(books, "a lock is left: {error}");
        }
        Self { schema: image.schema(Order::Kept), rows: image.rows, books }
    }

    /// Says what differs.
    pub(crate) fn is_that_of(&self, other: &Self) -> Result<(), String> {
        let pairs =
            [(&self.schema, &other.schema), (&self.rows, &other.rows), (&self.books, &other.books)];
        let lines: Vec<String> =
            pairs.iter().filter_map(|(expected, found)| difference(expected, found)).collect();
        if lines.is_empty() { Ok(()) } else { Err(lines.join("\n")) }
    }
}

/// What the bookkeeping says, as far as it is the same whatever came in between: runs that were cut short may be
/// on record, but none as running, and of those that are done each statement has to be.
fn books(connection: &mut dyn Connection) -> String {
    let own_tables = match connection.dialect().name() {
        "sqlite" => "SELECT name FROM sqlite_schema WHERE name LIKE 'sandshift%' ORDER BY name",
        "postgres" => {
            "SELECT relname::text FROM pg_class WHERE relname LIKE 'sandshift%' ORDER BY relname"
        }
        _ => {
            "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()
             AND TABLE_NAME LIKE 'sandshift%' ORDER BY TABLE_NAME"
        }
    };
    let questions = [
        ("head", "SELECT revision FROM sandshift_heads ORDER BY revision"),
        (
            "done",
            "SELECT revision, direction, checksum, count(*) FROM sandshift_journal
             WHERE outcome = 'done' GROUP BY revision, direction, checksum
             ORDER BY revision, direction",
        ),
        ("running", "SELECT revision, direction FROM sandshift_journal WHERE outcome = 'running'"),
        (
            "not done",
            "SELECT j.revision, s.statement FROM sandshift_journal j
             JOIN sandshift_statements s ON s.run_id = j.id
             WHERE j.outcome = 'done' AND s.outcome <> 'done' ORDER BY j.id, s.ordinal",
        ),
        ("own table", own_tables),
    ];
    let mut text = String::new();
    for (what, sql) in questions {
        let mut take = |_: &[String], row: sandshift_model::query::Row| {
            let _ = writeln!(text, "{what} {row:?}");
            true
        };
        connection.query(sql, &mut take).unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
    text.push_str(&statements(connection));
    text
}

/// The statements of the runs that are done, but for those that may begin again and do not do again what is there.
fn statements(connection: &mut dyn Connection) -> String {
    let sql = "SELECT id, revision, direction FROM sandshift_journal
         WHERE outcome = 'done' AND revision NOT IN ('0012', '00338a280c25') ORDER BY id";
    let mut runs = Vec::new();
    let mut take = |_: &[String], row: sandshift_model::query::Row| {
        runs.push(row);
        true
    };
    connection.query(sql, &mut take).unwrap_or_else(|error| panic!("{sql}: {error}"));
    let mut text = String::new();
    for run in runs {
        let id = run[0].as_text().unwrap_or_default();
        for ran in ran::statements(connection, id).unwrap() {
            let _ = writeln!(text, "statement {:?} {}", &run[1..], ran.statement);
        }
    }
    text
}
