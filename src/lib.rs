//! Sandshift runs database migrations that are written as programs.

pub mod error;
pub mod revision;
