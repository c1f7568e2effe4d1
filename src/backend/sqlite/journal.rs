//! The rollback journal of a run.
//!
//! For each transaction SQLite makes a journal file and deletes it at the end, and a disk that has to keep both changes
//! of the folder takes as long for them as for a small migration. While a run goes on the file stays, and the end of a
//! transaction overwrites its header instead (`PERSIST` in the manual's "PRAGMA journal_mode"), which keeps the same
//! promise. The file goes with the run; one that a killed run has left says nothing to anybody, and goes with the next.

use rusqlite::Connection as Handle;

/// Keeps the journal file from one transaction to the next; says no where the database has another kind of journal.
pub(super) fn keep(handle: &Handle) -> bool {
    is(handle, "PRAGMA main.journal_mode", "delete")
        && is(handle, "PRAGMA main.journal_mode = PERSIST", "persist")
}

/// Lets the file go again, unless somebody has chosen another kind of journal meanwhile. Where somebody else writes
/// it stays, and goes with their transaction.
pub(super) fn let_go(handle: &Handle) {
    if is(handle, "PRAGMA main.journal_mode", "persist") {
        is(handle, "PRAGMA main.journal_mode = DELETE", "delete");
    }
}

/// Whether this is what a pragma answers. One that fails has changed nothing.
fn is(handle: &Handle, pragma: &str, mode: &str) -> bool {
    let answer = handle.query_row(pragma, [], |row| row.get::<_, String>(0));
    answer.is_ok_and(|answer| answer.eq_ignore_ascii_case(mode))
}
