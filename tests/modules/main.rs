//! Modules from their source to the database, with the real toolchains: what a person types, from
//! an empty folder on.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod guests;
mod place;
mod refused;
mod scaffold;
