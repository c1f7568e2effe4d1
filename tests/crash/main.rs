//! The program is killed again and again, and the database must not show it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test that cannot go on must say so.

mod backfills;
mod half_done;
mod killed;
