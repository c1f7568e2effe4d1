//! The engines that run migration programs, and the walls around them.
//!
//! A [`guest::Guest`] is a program; a [`host::Host`] is what it may call. This crate knows no
//! database: whatever a guest asks for becomes an operation or a query in the words of
//! `sandshift-model`, and goes through the host.

pub mod cancel;
mod cells;
pub mod child;
pub mod error;
mod forms;
pub mod guest;
pub mod host;
pub mod limits;
pub mod rhai;
mod spool;
mod uuids;
pub mod wasm;
