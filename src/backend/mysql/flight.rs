//! The question whether another session carries out a statement.

use std::time::Duration;

use super::connection::MysqlConnection;
use super::literal::quote_text;
use crate::backend::connection::DatabaseError;
use crate::backend::flight;

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
    flight::wait_for_end(wait, |session| format!("KILL {session}"), || connection.one(&question))
}
