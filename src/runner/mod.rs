//! The runner: carries out plans, one revision at a time, and knows the state of a database.
//!
//! [`apply::apply`] is the real thing, [`rehearse::rehearse`] the dry run on a database,
//! [`record::record`] the one without. All three take each revision through `step.rs`: one
//! migration, one scope, one gate.

mod account;
pub mod apply;
pub mod approving;
pub mod backup;
mod books;
mod derived;
mod drive;
pub mod error;
pub mod failure;
mod ghosts;
pub mod granting;
mod half_course;
mod half_run;
mod half_undo;
mod hold;
mod journal_reader;
mod listener;
mod modules;
pub mod options;
mod prepare;
mod program;
pub mod project;
pub mod ran;
pub mod record;
pub mod rehearse;
pub mod replay;
pub mod retry;
mod retry_host;
pub mod review;
mod settle;
mod sql_guest;
pub mod stamp;
pub mod status;
mod step;
pub mod undo;
pub mod unlock;
pub mod verify;
pub mod way_back;
