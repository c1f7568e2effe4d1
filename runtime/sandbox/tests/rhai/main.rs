//! Migrations in rhai: what each call becomes, and how scripts end that misbehave.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test that cannot go on must say so.

mod errors;
mod host;
mod limits;
mod operations;
mod rows;
mod stdlib;
mod values;
mod vocabulary;
