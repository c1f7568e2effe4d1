//! What can happen during a run.

use sandshift_sandbox::host::Level;

use super::account::Account;
use super::rows::RowsProgress;
use crate::integrity::receipt::HeldLock;
use crate::revision::{Direction, RevisionId};
use crate::session::transcript::Transcript;

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// The database was reached; nothing has been touched yet.
    Connected {
        /// The database for people, without its password.
        address: String,
        /// The product with its version.
        version: String,
    },
    /// Another runner holds the lock; this one waits.
    WaitingForLock,
    /// The plan is made.
    Planned {
        /// The revisions, in order, with the direction of each.
        steps: Vec<(RevisionId, Direction)>,
    },
    /// A dry run says how it works.
    Rehearsing {
        /// A sentence for people.
        how: String,
    },
    /// A session made these settings; they are part of a dry run's text.
    Settings {
        /// Complete statements.
        statements: Vec<String>,
    },
    /// The bookkeeping tables were made.
    Bookkeeping {
        /// What was sent.
        transcript: Transcript,
    },
    /// A revision begins.
    Started {
        /// Which.
        revision: RevisionId,
        /// Its message.
        message: String,
        /// Its direction.
        direction: Direction,
        /// Where it stands in the plan, from 1.
        position: usize,
        /// How many the plan has.
        of: usize,
    },
    /// Something worth knowing, said by the tool.
    Notice {
        /// A sentence.
        message: String,
    },
    /// Something said by the migration.
    Log {
        /// How loud.
        level: Level,
        /// The text, as the migration gave it; not yet safe for a terminal.
        message: String,
    },
    /// How far a long piece of work is.
    Progress {
        /// What is counted, such as `rows of persons`.
        what: String,
        /// Done so far.
        done: u64,
        /// In all, if known.
        total: Option<u64>,
    },
    /// How far a transform is.
    Rows {
        /// Its counts, and how fast it goes.
        rows: RowsProgress,
        /// All rows are done.
        is_done: bool,
    },
    /// What a migration did, done or failed; only where somebody wants to know.
    Accounted(Box<Account>),
    /// The locks that a rehearsal held at its end; only where somebody wants to know.
    Locks {
        /// What is locked, and how.
        locks: Vec<HeldLock>,
    },
    /// A revision is done.
    Finished {
        /// Which.
        revision: RevisionId,
        /// Its message.
        message: String,
        /// Its file.
        file: String,
        /// Its direction.
        direction: Direction,
        /// What was sent.
        transcript: Transcript,
        /// Microseconds that it took.
        micros: u64,
    },
}
