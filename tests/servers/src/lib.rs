//! Real PostgreSQL and MariaDB servers for tests, shared by every test process of a run.
//!
//! A test asks for a database of its own and gets an empty one, which is dropped when the value goes out of scope:
//!
//! ```no_run
//! use sandshift_test_servers::{Postgres, shell};
//!
//! let database = Postgres::shared().database();
//! shell(&database, "CREATE TABLE t (id int); INSERT INTO t VALUES (7)").unwrap();
//! assert_eq!(shell(&database, "SELECT id FROM t").unwrap(), "7\n");
//! ```
//!
//! The first process that needs a server starts it from the installed binaries; later ones find it through the run
//! directory `target/test-servers`. A server outlives the process that started it, so each belongs to a supervisor
//! (`supervise.sh`), which ends it and removes its files after two minutes without use, or at once on
//! `cargo run -p sandshift-test-servers -- stop`, which `make test` calls.
//!
//! A missing binary is a panic that names the package, never a skipped test: a green run must mean that the databases
//! were there.

// Test support: a server that cannot be had must fail the test that asked for it, at that place and loudly.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod account;
mod database;
mod dump;
mod mariadb;
mod place;
mod postgres;
mod programs;
mod run;
mod server;
mod shell;

pub use database::TestDatabase;
pub use dump::schema_dump;
pub use mariadb::MariaDb;
pub use postgres::Postgres;
pub use run::{RunDirectory, Stopped};
pub use shell::{ShellError, shell, sqlite_shell};

/// The login of every test URL.
///
/// On PostgreSQL it may create databases and roles but is no superuser; on MariaDB it may do everything, grants included.
pub const USER: &str = "sandshift";

/// The password of [`USER`], which both servers check on their TCP port.
pub const PASSWORD: &str = "secret";
