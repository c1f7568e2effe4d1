//! Sessions of runners that are gone: a server carries out what a killed program has sent to it, and may not even
//! have read it when the next runner comes.

use std::thread;
use std::time::Duration;

use super::connection::{Class, DatabaseError};

/// How long we wait between two looks.
const PAUSE: Duration = Duration::from_millis(20);

/// How long a session may take to read what it was sent, once its runner has lost the lock.
const GRACE: Duration = Duration::from_secs(1);

/// Another session that counts as the one that works on the database.
#[derive(Debug, Clone)]
pub(super) struct Holder {
    /// Its number on the server.
    pub(super) session: String,
    /// It carries out nothing.
    pub(super) is_idle: bool,
}

/// How a server marks the session that works on a database.
pub(super) trait Marks {
    /// Marks this session; else gives the one that is marked.
    fn attempt(&mut self) -> Result<Option<Holder>, DatabaseError>;

    /// The statement that ends a session.
    fn end(&self, session: &str) -> String;

    /// Carries it out.
    fn carry_out(&mut self, sql: &str) -> Result<(), DatabaseError>;
}

/// Marks this session as soon as the one before has ended. One that is idle belongs to a runner that stands still
/// and has lost the lock, and is ended; one that works is waited for.
pub(super) fn take_over(marks: &mut dyn Marks, wait: Duration) -> Result<(), DatabaseError> {
    let wait = wait.max(GRACE * 2);
    let mut waited = Duration::ZERO;
    while let Some(holder) = marks.attempt()? {
        let end = marks.end(&holder.session);
        if waited >= wait {
            let message = format!(
                "session {} still carries out a statement of a run that was killed",
                holder.session
            );
            let advice = Some(format!("wait for it, or end it with `{end}`, and run again"));
            return Err(DatabaseError { advice, ..DatabaseError::new(Class::Busy, message) });
        }
        if holder.is_idle && waited >= GRACE {
            // Without the right to do it the wait comes to its end, and says so.
            let _ = marks.carry_out(&end);
        }
        thread::sleep(PAUSE);
        waited += PAUSE;
    }
    Ok(())
}
