//! Schemas as a whole, on real databases: what is compared, declared, written and adopted.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test that cannot go on must say so"
)]

mod apply;
mod case;
mod compose;
mod draw;
mod dump;
mod inspection;
mod material;
mod materials;
mod place;
mod programs;
mod recorder;
mod round_trip;
mod rows;
mod script;
#[path = "../stage/mod.rs"]
mod stage;
mod tables;
