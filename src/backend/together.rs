//! Statements of a migration that go to the server in one turn.

use super::connection::DatabaseError;

/// A connection over which several statements can go together.
pub trait Together {
    /// Tells whether a statement may be one of several: that it is one alone must show in its text.
    fn takes(&self, sql: &str) -> bool;

    /// Runs statements one after the other inside the open transaction, and tells what each did.
    ///
    /// # Errors
    ///
    /// The number of the one that failed, behind which none was run, with a [`DatabaseError`] of any class.
    fn execute_together(&mut self, texts: &[&str]) -> Result<Vec<Ran>, (usize, DatabaseError)>;
}

/// What a statement did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ran {
    /// The count of the server.
    pub rows: u64,
    /// Microseconds from its begin to its end; none for the last one, which took the rest of the time.
    pub micros: Option<u64>,
}
