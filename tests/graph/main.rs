//! The revision graph as a user meets it: the acceptance cases of the Alembic grammar, files,
//! checksums, and the laws that hold for every graph.
//!
//! A test whose name begins with `case_NN` is case NN of the acceptance list. Cases that need a
//! database are elsewhere.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failing test may stop where it fails")]

mod bad_graphs;
mod branches;
mod conflict_report;
mod dependencies;
mod files;
mod fixture;
mod history_ranges;
mod laws;
mod lookup;
mod new_revisions;
mod offline;
mod one_line;
mod stamping;
