//! The account that a migration leaves of itself, for receipts and for the audit.

use std::collections::BTreeMap;

use crate::integrity::statements::SentStatement;

/// What one migration did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The id of its run in the journal.
    pub run: String,
    /// The revision.
    pub revision: String,
    /// `up`, `down`, or `undo` for the undoing of a half-done run.
    pub direction: String,
    /// The hash of what it means.
    pub checksum: String,
    /// The heads before it; empty for an undoing.
    pub heads_before: Vec<String>,
    /// How often it used each operation, by name.
    pub operations: BTreeMap<String, u64>,
    /// Rows inserted, changed or deleted, by table.
    pub rows: BTreeMap<String, u64>,
    /// The statements that it sent, also those that an attempt undid.
    pub statements: Vec<SentStatement>,
    /// How long it took, in microseconds.
    pub micros: u64,
    /// Why it failed; none when it is done.
    pub failure: Option<Fault>,
}

/// Why a migration failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The stable code.
    pub code: String,
    /// The message.
    pub message: String,
    /// Whether it asked for something that it may not do.
    pub is_denial: bool,
}
