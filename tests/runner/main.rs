//! The runner on real databases: up, down, dry run, failures.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test that cannot go on must say so.

mod failing_statement;
mod offline;
mod project;
mod rebuilds;
mod rhai_everywhere;
mod sql_on_sqlite;
mod state;
mod together;
mod transaction_control;
