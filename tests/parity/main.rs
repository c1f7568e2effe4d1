//! A migration is the same program in every language: what it does to a database, its journal
//! and its dry run do not tell in which one it was written.
//!
//! Each folder beside this file is a case: `migration.rhai` is the twin that all other languages
//! are held against, `start.rhai` what is there before it.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod case;
mod contract;
mod course;
#[path = "../modules/guests.rs"]
mod guests;
mod language;
mod modules;
mod own_tests;
mod panics;
mod place;
#[path = "../stage/mod.rs"]
mod stage;
mod twins;
