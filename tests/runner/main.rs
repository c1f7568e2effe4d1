//! The runner on real databases: up, down, dry run, failures.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test that cannot go on must say so.

mod cancelled;
#[path = "../stage/compilation.rs"]
mod compilation;
mod compiling;
#[allow(dead_code, reason = "the components serve the tests of the sandbox as well")]
#[path = "../../runtime/sandbox/tests/wasm/component.rs"]
mod component;
#[path = "../stage/draw.rs"]
mod draw;
mod enums;
mod failing_statement;
mod half_runs;
mod half_undone;
mod inspect;
mod journal;
#[path = "../../runtime/sandbox/tests/wasm/layout.rs"]
mod layout;
mod now_and_ids;
mod numbers;
mod offline;
mod outside_transaction;
mod own_tables;
mod policy;
mod policy_texts;
mod project;
mod put_off;
mod rebuilds;
mod restartable;
mod rhai_everywhere;
mod row_modules;
mod savepoints;
mod sql_on_sqlite;
mod state;
mod together;
mod transaction_control;
mod transform_laws;
mod transform_more;
mod transform_orders;
mod transform_others;
mod transform_retries;
mod transform_trials;
mod transform_waits;
mod transforms;
mod undo;
mod undo_laws;
mod values;
mod verify;
mod wasm;
mod way_back;
