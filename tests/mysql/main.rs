//! The MySQL/MariaDB backend against a real MariaDB server.

// Helpers of tests may fail as loudly as tests.
#![allow(clippy::unwrap_used, clippy::panic)]

mod connecting;
mod enums;
mod house;
mod locking;
mod operations;
mod restating;
mod scratch;
mod texts;
mod values;
mod words;
