//! Sandshift runs database migrations that are written as programs.

pub mod backend;
pub mod cli;
pub mod clock;
pub mod error;
pub mod revision;
