//! Sandshift runs database migrations that are written as programs.
//!
//! The map of the house: [`revision`] reads the files and plans, [`runner`] carries a plan out,
//! [`adopt`] takes over
//! what other tools began, [`integrity`] makes sure that what runs is what was locked, signed and approved,
//! [`session`] lets each operation of a guest through to a [`backend`] as far as the [`policy`] goes, [`schema`] compares what is
//! there with what should be, [`report`] tells what happened, and `cli` is the command. The words they speak are `sandshift-model`, the engines of
//! the guests `sandshift-sandbox`.

pub mod adopt;
pub mod backend;
pub mod cli;
pub mod clock;
pub mod error;
pub mod integrity;
pub mod policy;
pub mod report;
pub mod revision;
pub mod runner;
pub mod schema;
pub mod session;
pub mod transform;
