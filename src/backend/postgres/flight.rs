//! The question whether another session carries out a statement.

use std::time::Duration;

use super::literal::text;
use super::wire::Wire;
use crate::backend::connection::{Class, DatabaseError};
use crate::backend::flight;

/// Waits until no other session of this database carries out the statement: a server notices only at the
/// end of an index that is made concurrently that nobody waits for it.
pub(super) fn wait_for_end(
    wire: &mut Wire,
    sql: &str,
    wait: Duration,
) -> Result<(), DatabaseError> {
    let sql = text(sql).map_err(|error| DatabaseError::new(Class::Statement, error.to_string()))?;
    // The server shows the beginning of a long statement only. Sessions of one's own role are shown
    // without any privilege.
    let question = format!(
        "SELECT pid::text FROM pg_stat_activity WHERE datname = current_database() \
         AND pid <> pg_backend_pid() AND state = 'active' AND query <> '' \
         AND (query = {sql} OR octet_length(query) >= \
         (SELECT setting::int - 4 FROM pg_settings WHERE name = 'track_activity_query_size') \
         AND left({sql}, length(query)) = query) LIMIT 1"
    );
    let end = |session: &str| format!("SELECT pg_terminate_backend({session})");
    flight::wait_for_end(wait, end, || wire.text(&question))
}
