//! The runner on real databases: up, down, dry run, failures.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test that cannot go on must say so.

mod project;
mod rhai_everywhere;
mod sql_on_sqlite;
