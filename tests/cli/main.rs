//! What a person sees: stdout, stderr and exit code of every command, and that a refused command
//! changed nothing.

#![allow(clippy::unwrap_used, reason = "a failing test may stop where it fails")]

mod bad_databases;
mod bad_graphs;
mod bad_scripts;
mod bad_servers;
mod bad_storage;
mod database_commands;
mod dry_run;
mod graph_commands;
mod help;
mod on_server;
mod project;
mod settings;
