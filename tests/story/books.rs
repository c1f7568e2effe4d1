//! What the tool writes down about its own work, as far as it is the same in every run.

use sandshift::backend::connection::Connection;
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

/// The statements of the last run of a revision, in order.
pub(crate) fn statements(connection: &mut dyn Connection, revision: &str) -> Vec<String> {
    let sql = format!(
        "SELECT s.statement FROM sandshift_statements s JOIN sandshift_journal j ON j.id = s.run_id
         WHERE j.revision = '{revision}' AND j.outcome = 'done' ORDER BY j.id, s.ordinal"
    );
    texts(connection, &sql)
}

/// The emulated enums; none on databases with real ones.
pub(crate) fn enums(connection: &mut dyn Connection) -> Vec<String> {
    if !connection.dialect().emulates_enums() {
        return Vec::new();
    }
    texts(connection, "SELECT name, labels, columns FROM sandshift_enums ORDER BY name")
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
