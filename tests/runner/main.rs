//! The runner on real databases: up, down, dry run, failures.

mod project;
mod rhai_everywhere;
mod sql_on_sqlite;
