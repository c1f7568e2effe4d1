//! PostgreSQL.

pub mod classify;
pub mod split;
