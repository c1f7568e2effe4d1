//! SQLite.

pub mod classify;
pub mod split;
