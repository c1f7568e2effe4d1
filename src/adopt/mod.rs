//! An existing database becomes a project: what other tools recorded, what their files are, and what
//! is there without either.
//!
//! Tables of other tools are read and never written. Everything is checked before anything is
//! written; the command then writes the files and records the heads.

pub mod baseline;
mod error;
pub mod history;
pub mod matching;

pub use error::AdoptError;
