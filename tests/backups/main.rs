//! Backups: made, proved, refused and brought back, with the real tools of each database.

#![cfg(unix)]
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must say so"
)]

mod bad_files;
mod brought_back;
#[allow(dead_code, reason = "it serves the tests of disturbed runs as well")]
#[path = "../interrupted/place.rs"]
mod place;
