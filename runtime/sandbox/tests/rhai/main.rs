//! Migrations in rhai: what each call becomes, and how scripts end that misbehave.

// The switch in `clippy.toml` covers test functions, not the functions that they share.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod collections;
mod errors;
mod host;
mod limits;
mod lowered;
mod objects;
mod operations;
mod rows;
mod stdlib;
mod values;
mod vocabulary;
