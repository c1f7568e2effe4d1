//! The story of `scripts/` on real databases: both ways, as a dry run, by two at once, and killed.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must say so"
)]

mod books;
mod dice;
mod documents;
mod dry_run;
mod image;
mod killed;
mod preload;
mod refusals;
mod round_trip;
mod rows;
mod stage;
mod tool;
mod two_runners;
mod victim;
mod write_killer;
