//! One runner at a time: a named lock of the server, held by a session of its own.
//!
//! It survives the implicit commits of schema changes and goes with its session. On a Galera
//! cluster it counts on one node only.

use std::thread;
use std::time::Duration;

use sha2::{Digest, Sha256};

use super::connection::MysqlConnection;
use super::literal::quote_text;
use crate::backend::connection::{Class, Connection, DatabaseError, Lock};

/// The longest name that the server takes, in characters.
const NAME_CHARACTERS: usize = 64;
/// How long the server waits in one attempt.
const ATTEMPT: Duration = Duration::from_secs(1);
/// How long we wait between attempts when less than that is left.
const PAUSE: Duration = Duration::from_millis(50);

/// The lock of one database.
#[derive(Debug)]
pub(super) struct NamedLock {
    connection: MysqlConnection,
    name: String,
}

impl NamedLock {
    /// Takes the lock on this connection, which is used for nothing else from now on.
    pub(super) fn take(
        mut connection: MysqlConnection,
        wait: Duration,
    ) -> Result<Self, DatabaseError> {
        let name = quote_text(&name("sandshift", connection.database()));
        // Counted down rather than read off a clock: the attempts themselves do the waiting.
        let mut left = wait;
        loop {
            let seconds = left.min(ATTEMPT).as_secs();
            let taken = connection.one(&format!("SELECT GET_LOCK({name}, {seconds})"))?;
            if taken.as_deref() == Some("1") {
                return Ok(Self { connection, name });
            }
            if left.is_zero() {
                return Err(busy(&mut connection, &name)?);
            }
            let mut waited = Duration::from_secs(seconds);
            if waited.is_zero() {
                waited = left.min(PAUSE);
                thread::sleep(waited);
            }
            left -= waited;
        }
    }
}

impl Lock for NamedLock {
    fn check(&mut self) -> Result<(), DatabaseError> {
        let sql = format!("SELECT IS_USED_LOCK({}) = CONNECTION_ID()", self.name);
        if self.connection.one(&sql)?.as_deref() == Some("1") {
            return Ok(());
        }
        Err(DatabaseError {
            advice: Some("run again; what is applied already is kept".to_owned()),
            ..DatabaseError::new(Class::Busy, "the lock of this run was lost")
        })
    }
}

impl Drop for NamedLock {
    fn drop(&mut self) {
        // The end of the session lets go as well, should this fail.
        self.connection.execute(&format!("DO RELEASE_LOCK({})", self.name)).ok();
    }
}

fn busy(connection: &mut MysqlConnection, name: &str) -> Result<DatabaseError, DatabaseError> {
    let holder = connection.one(&format!("SELECT IS_USED_LOCK({name})"))?;
    let message = match holder {
        None => "another runner held the lock until a moment ago".to_owned(),
        Some(id) => {
            let sql = format!(
                "SELECT USER, HOST, TIME FROM information_schema.PROCESSLIST WHERE ID = {id}"
            );
            // Without the PROCESS privilege other users' sessions are not shown.
            let session = connection.texts(&sql).unwrap_or_default().into_iter().next();
            let text = |at: usize| {
                let value = session.as_ref().and_then(|row| row.get(at)?.clone());
                value.unwrap_or_else(|| "?".to_owned())
            };
            format!(
                "another runner holds the lock: session {id} of `{}` from `{}`, idle for {} s",
                text(0),
                text(1),
                text(2)
            )
        }
    };
    let wsrep = connection.texts("SHOW VARIABLES LIKE 'wsrep_on'").unwrap_or_default();
    let cluster = wsrep.iter().any(|row| row.get(1).is_some_and(|on| on.as_deref() == Some("ON")));
    let mut advice = "wait until it is done, or end that session with `KILL`".to_owned();
    if cluster {
        advice.push_str("; on this Galera cluster the lock counts on one node only, so let all runners use the same node");
    }
    Ok(DatabaseError { advice: Some(advice), ..DatabaseError::new(Class::Busy, message) })
}

/// The name of a lock of ours on a database: stable over versions, and one that fits.
pub(super) fn name(of: &str, database: &str) -> String {
    let name = format!("{of}:{database}");
    if name.chars().count() <= NAME_CHARACTERS {
        return name;
    }
    let digest = Sha256::digest(database.as_bytes());
    format!("{of}:{}", hex::encode(&digest[..16]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_database_name_gets_a_lock_name_that_fits() {
        assert_eq!(name("sandshift", "shop"), "sandshift:shop");
        let long = name("sandshift session", &"x".repeat(64));
        assert!(long.len() <= 64 && long != name("sandshift session", &"y".repeat(64)), "{long}");
    }
}
