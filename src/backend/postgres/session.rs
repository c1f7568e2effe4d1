//! What every session sets, and what stands around a migration.

use std::time::Duration;

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
