//! The story of `scripts/` on real databases: both ways, as a dry run, by two at once, and killed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test that cannot go on must say so.

mod dice;
mod image;
mod round_trip;
mod rows;
mod stage;
