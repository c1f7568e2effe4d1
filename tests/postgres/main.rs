//! The PostgreSQL backend against a real server.

// A test that cannot go on must fail at that place and loudly.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod case;
mod columns;
mod constraints;
mod enums;
mod failures;
mod indexes;
mod inspection;
mod locks;
mod objects;
mod places;
mod rows;
mod sessions;
mod shell;
mod tables;
mod values;
