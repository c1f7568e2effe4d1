//! One runner at a time: an advisory lock of a session of its own.
//!
//! The lock is tried again and again, never waited for on the server: a blocking wait holds a
//! snapshot, and `CREATE INDEX CONCURRENTLY` of the other runner would wait for that.

use std::thread;
use std::time::Duration;

use sha2::{Digest, Sha256};
use sqlx::postgres::PgConnectOptions;

use super::wire::Wire;
use crate::backend::connection::{Class, DatabaseError, Lock};

const POLL: Duration = Duration::from_millis(200);

/// A held advisory lock; the end of its session lets go of it.
#[derive(Debug)]
pub(super) struct PostgresLock {
    wire: Wire,
    key: i64,
}

/// Takes the lock of the database, or gives up after `wait`.
pub(super) fn take(
    options: &PgConnectOptions,
    wait: Duration,
) -> Result<PostgresLock, DatabaseError> {
    let mut wire = Wire::open(options)?;
    // The session is idle for as long as the run takes; servers before 14 have no such limit.
    let database = wire.text(
        "SELECT current_database(), (SELECT set_config('idle_session_timeout', '0', false) \
         WHERE current_setting('idle_session_timeout', true) IS NOT NULL)",
    )?;
    let database = database.unwrap_or_default();
    let key = key("runner", &database);
    // Twice, see `check`.
    let sql = format!(
        "SELECT CASE WHEN pg_try_advisory_lock({key}) THEN pg_try_advisory_lock({key}) \
         ELSE false END"
    );
    let mut left = wait;
    loop {
        if wire.text(&sql)?.as_deref() == Some("t") {
            return Ok(PostgresLock { wire, key });
        }
        if left.is_zero() {
            return Err(busy(&mut wire, &database, key)?);
        }
        let pause = POLL.min(left);
        thread::sleep(pause);
        left -= pause;
    }
}

impl Lock for PostgresLock {
    /// Lets go of one of two holds and takes it again, so that nobody gets in between: the server says
    /// whether there was one. To look through all locks of the server takes three times as long.
    fn check(&mut self) -> Result<(), DatabaseError> {
        let key = self.key;
        let sql = format!(
            "SELECT CASE WHEN pg_advisory_unlock({key}) THEN pg_try_advisory_lock({key}) \
             ELSE false END"
        );
        match self.wire.text(&sql) {
            Ok(Some(held)) if held == "t" => Ok(()),
            Ok(_) => {
                let message = "the lock of this run is lost: the session that held it was reset";
                Err(DatabaseError::new(Class::Busy, message))
            }
            Err(error) => {
                let message = format!("the lock of this run is lost: {}", error.message);
                Err(DatabaseError { message, ..error })
            }
        }
    }
}

/// The key of a lock of ours on a database: stable over versions, and apart from other tools' keys.
pub(super) fn key(of: &str, database: &str) -> i64 {
    let digest = Sha256::digest(format!("sandshift {of} lock: {database}"));
    digest.iter().take(8).fold(0, |key, byte| (key << 8) | i64::from(*byte))
}

/// The condition for the row of `pg_locks` that stands for the key, which it keeps in two halves.
pub(super) fn held_by(key: i64) -> String {
    let [a, b, c, d, e, f, g, h] = key.to_be_bytes();
    let (high, low) = (u32::from_be_bytes([a, b, c, d]), u32::from_be_bytes([e, f, g, h]));
    format!(
        "l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.classid = {high} \
         AND l.objid = {low} AND l.database = \
         (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
}

fn busy(wire: &mut Wire, database: &str, key: i64) -> Result<DatabaseError, DatabaseError> {
    let holder = wire.text(&format!(
        "SELECT format('process %s (%s, user %s, from %s, since %s)', l.pid, \
         COALESCE(NULLIF(a.application_name, ''), 'no application name'), \
         COALESCE(a.usename, '?'), COALESCE(host(a.client_addr), 'this machine'), \
         to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS')) \
         FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid WHERE {}",
        held_by(key)
    ))?;
    let holder = holder.unwrap_or_else(|| "a session that has just ended".to_owned());
    Ok(DatabaseError {
        advice: Some("wait for the other run to end, or give a longer lock wait".to_owned()),
        ..DatabaseError::new(
            Class::Busy,
            format!("another runner works on the database `{database}`: {holder}"),
        )
    })
}
