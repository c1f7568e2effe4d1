//! Migrations that reach for what is not theirs, by the numbers of the threat model. What each of them tries is
//! denied, the program survives, and what belongs to others is as it was.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test that cannot go on must say so.

mod approved;
mod bodies;
mod both_walls;
#[allow(dead_code, reason = "the components serve the tests of the sandbox as well")]
#[path = "../../runtime/sandbox/tests/wasm/component.rs"]
mod component;
mod endless;
mod floods;
mod granted;
#[path = "../../runtime/sandbox/tests/wasm/layout.rs"]
mod layout;
mod leaks;
mod mariadb;
mod midway;
mod names;
mod postgres_escapes;
mod postgres_login;
mod postgres_reach;
mod postgres_scene;
#[allow(dead_code, reason = "the project serves the tests of the command line as well")]
#[path = "../cli/project.rs"]
mod project;
mod reach;
mod scene;
mod signed;
mod sources;
mod sqlite_examined;
mod sqlite_files;
mod sqlite_honest;
mod sqlite_reach;
mod sqlite_resources;
#[path = "../stage/mod.rs"]
mod stage;
mod swapped;
mod values;
mod victim;
