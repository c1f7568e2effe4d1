//! Whatever somebody else writes is read without a panic, without a hang, and without much memory.
//!
//! `make fuzz` runs these for minutes, with other inputs each time; what fails is kept in `proptest-regressions` and
//! tried first from then on. Readers that only the sandbox sees are tried beside them, in tests of the same names.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test that cannot go on must say so.

mod bounds;
mod headers;
mod policies;
mod statements;
mod words;
