//! What a person sees: stdout, stderr and exit code of every command, and that a refused command
//! changed nothing.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failing test may stop where it fails"
)]

mod adopt;
mod autogenerate;
mod bad_databases;
mod bad_graphs;
mod bad_modules;
mod bad_schemas;
mod bad_scripts;
mod bad_servers;
mod bad_storage;
#[allow(dead_code, reason = "the components serve the tests of the sandbox as well")]
#[path = "../../runtime/sandbox/tests/wasm/component.rs"]
mod component;
mod database_commands;
mod dry_run;
mod engine_of_modules;
mod graph_commands;
mod help;
mod inspect;
mod integrity;
#[path = "../../runtime/sandbox/tests/wasm/layout.rs"]
mod layout;
mod memory;
mod on_server;
mod policy;
mod project;
mod schema_commands;
mod schema_examples;
mod settings;
mod tenants;
mod transforms;
mod undo;
