//! Schemas as a whole, on real databases: what is compared, declared, written and adopted.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test that cannot go on must say so"
)]

mod dump;
mod inspection;
mod round_trip;
#[path = "../stage/mod.rs"]
mod stage;
