//! A session: one migration between its guest and one database.
//!
//! [`gate::Gate`] is the heart: every operation of every guest passes it. What a run keeps in the
//! target database is in [`bookkeeping`] and `journal.rs`; modes of a run are [`sink::Sink`]s.

pub mod answers;
mod asked;
pub mod backfill;
pub mod backups;
mod batches;
mod booking;
pub mod bookkeeping;
pub mod catalog_cache;
pub mod cause;
mod edited;
pub mod ending;
pub(crate) mod enums;
pub mod error;
pub mod fence;
mod following;
pub mod gate;
mod guarding;
mod hosting;
mod in_doubt;
mod journal;
mod own_tables;
mod put_off;
mod raw_sql;
pub(crate) mod resume;
pub(crate) mod row_work;
pub mod scope;
mod sending;
pub mod sink;
pub(crate) mod statement_rows;
mod steps;
pub mod transcript;
pub mod undo;
mod waiting;

pub use journal::Run;
pub use statement_rows::RanStatement;
pub(crate) use statement_rows::{STATEMENT_COLUMNS, mark};
