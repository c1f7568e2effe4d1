//! What every session sets, and what stands around a migration.

use std::time::Duration;

use sandshift_model::value::Value;

use crate::backend::connection::{Connection, DatabaseError};
use crate::backend::dialect::Frame;

/// The settings of every session: how texts are read, and how values are written.
///
/// Each of them may have been changed for a role or a database (`ALTER ROLE … SET`), and each
/// would change what a literal or a row means. The interval style is the default one because
/// PostgreSQL reads it back in any style.
pub(super) const SETTINGS: &[&str] = &[
    "SET client_encoding = 'UTF8'",
    "SET standard_conforming_strings = on",
    "SET TIME ZONE 'UTC'",
    "SET DateStyle = 'ISO, YMD'",
    "SET IntervalStyle = 'postgres'",
    "SET bytea_output = 'hex'",
    "SET extra_float_digits = 1",
    "SET client_min_messages = warning",
];

/// Opens a transaction.
pub(super) const BEGIN: &str = "BEGIN";

/// Lets the statements of a transaction wait for a lock at most so long; 0 would be for ever.
pub(super) fn lock_timeout(wait: Duration) -> String {
    format!("SET LOCAL lock_timeout = {}", wait.as_millis().max(1))
}

/// The statements around one migration.
pub(super) fn frame() -> Frame {
    Frame {
        begin: vec![BEGIN.to_owned()],
        commit: vec!["COMMIT".to_owned()],
        rollback: vec!["ROLLBACK".to_owned()],
        ..Frame::default()
    }
}

/// The relations that the session has locked, but for those of the server itself, whose numbers are low.
const HELD_LOCKS: &str = "SELECT c.oid::pg_catalog.regclass::pg_catalog.text, l.mode \
    FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_class c ON c.oid = l.relation \
    WHERE l.pid = pg_catalog.pg_backend_pid() AND l.granted AND c.oid >= 16384 \
    AND c.relkind IN ('r', 'p', 'm', 'v', 'S', 'f') ORDER BY 1, 2";

/// The locks that the open transaction holds.
pub(super) fn held_locks(
    connection: &mut dyn Connection,
) -> Result<Vec<(String, String)>, DatabaseError> {
    let mut locks = Vec::new();
    connection.query(HELD_LOCKS, &mut |_, row| {
        if let [Value::Text(relation), Value::Text(mode)] = row.as_slice() {
            locks.push((relation.clone(), mode.clone()));
        }
        true
    })?;
    Ok(locks)
}
