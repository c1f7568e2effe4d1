//! Statements whose client was killed: the server carries them to their end all the same.

use std::thread;
use std::time::Duration;

use super::connection::MysqlConnection;
use super::literal::quote_text;
use crate::backend::connection::{Class, DatabaseError};

/// How long we wait between two looks.
const PAUSE: Duration = Duration::from_millis(20);

/// Waits until no other session of this database carries out the statement.
pub(super) fn wait_for_end(
    connection: &mut MysqlConnection,
    sql: &str,
    wait: Duration,
) -> Result<(), DatabaseError> {
    let text = quote_text(sql);
    // Sessions of one's own account are shown without any privilege.
    let question = format!(
        "SELECT ID FROM information_schema.PROCESSLIST WHERE DB = DATABASE() \
         AND ID <> CONNECTION_ID() AND INFO = {text} LIMIT 1"
    );
    let mut left = wait;
    while let Some(session) = connection.one(&question)? {
        if left.is_zero() {
            let message =
                format!("session {session} still carries out a statement of a run that was killed");
            let advice =
                Some(format!("wait for it, or end it with `KILL {session}`, and run again"));
            return Err(DatabaseError { advice, ..DatabaseError::new(Class::Busy, message) });
        }
        let pause = left.min(PAUSE);
        thread::sleep(pause);
        left -= pause;
    }
    Ok(())
}
