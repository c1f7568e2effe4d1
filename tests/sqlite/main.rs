//! The SQLite backend against real files: what is rendered is executed and looked at.

// A test may fail where it stands; clippy knows that of test functions only, not of their words.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod connection;
mod definitions;
mod enums;
mod law;
mod make;
mod operations;
mod rebuild;
mod runner;
mod values;
