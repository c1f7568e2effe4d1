//! Runs that are disturbed from outside: their lock is lost, they stand still for a while, or somebody wants
//! them to stop.

#![cfg(unix)]
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must say so"
)]

mod cancelled;
mod lost_lock;
#[allow(dead_code, reason = "it serves the tests of backups as well")]
mod place;
mod sessions;
