//! What the tool writes down about its own work, as far as it is the same in every run.

use std::thread::sleep;
use std::time::{Duration, Instant};

use sandshift::backend::connection::Connection;
use sandshift::runner::ran;
use sandshift_model::value::Value;

/// The recorded heads, sorted.
pub(crate) fn heads(connection: &mut dyn Connection) -> Vec<String> {
    texts(connection, "SELECT revision FROM sandshift_heads ORDER BY revision")
}

/// Revision, direction and outcome of every run, in order.
pub(crate) fn runs(connection: &mut dyn Connection) -> Vec<String> {
    texts(
        connection,
        "SELECT revision, direction, outcome, message, checksum, language
         FROM sandshift_journal ORDER BY id",
    )
}

/// The outcomes of the statements of runs that have not come to an end, each once.
pub(crate) fn cut_short(connection: &mut dyn Connection) -> Vec<String> {
    texts(
        connection,
        "SELECT DISTINCT COALESCE(s.outcome, 'no statement') AS outcome
         FROM sandshift_journal j LEFT JOIN sandshift_statements s ON j.id = s.run_id
         WHERE j.outcome = 'running' ORDER BY outcome",
    )
}

/// The statements of the last run of a revision, in order.
pub(crate) fn statements(connection: &mut dyn Connection, revision: &str) -> Vec<String> {
    let sql = format!(
        "SELECT id FROM sandshift_journal WHERE revision = '{revision}' AND outcome = 'done'
         ORDER BY id"
    );
    let runs = texts(connection, &sql);
    let ran = runs.iter().flat_map(|run| ran::statements(connection, run).unwrap());
    ran.map(|ran| ran.statement).collect()
}

/// The emulated enums; none on databases with real ones.
pub(crate) fn enums(connection: &mut dyn Connection) -> Vec<String> {
    if !connection.dialect().emulates_enums() {
        return Vec::new();
    }
    texts(connection, "SELECT name, labels, columns FROM sandshift_enums ORDER BY name")
}

/// Waits until nobody else is connected to a database of a PostgreSQL server, which takes a
/// moment to notice that a client is dead.
pub(crate) fn wait_until_alone(connection: &mut dyn Connection) {
    let others = "SELECT pid::text FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let others = texts(connection, others);
        if others.is_empty() {
            return;
        }
        assert!(Instant::now() < deadline, "sessions of a killed run stay: {others:?}");
        sleep(Duration::from_millis(2));
    }
}

fn texts(connection: &mut dyn Connection, sql: &str) -> Vec<String> {
    let mut lines = Vec::new();
    connection
        .query(sql, &mut |_, row| {
            let cells = row.iter().map(|value| match value {
                Value::Text(text) => text.clone(),
                other => format!("{other:?}"),
            });
            lines.push(cells.collect::<Vec<_>>().join(" | "));
            true
        })
        .unwrap();
    lines
}
