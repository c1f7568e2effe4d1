//! The mark of the session that works on a database: an advisory lock that goes with the session.

use super::connection::PostgresConnection;
use super::lock;
use crate::backend::connection::DatabaseError;
use crate::backend::flight::{Holder, Marks};

impl Marks for PostgresConnection {
    fn attempt(&mut self) -> Result<Option<Holder>, DatabaseError> {
        let wire = &mut self.wire;
        let database = wire.text("SELECT current_database()")?.unwrap_or_default();
        let key = lock::key("session", &database);
        if wire.text(&format!("SELECT pg_try_advisory_lock({key})"))?.as_deref() == Some("t") {
            return Ok(None);
        }
        // Sessions of one's own role are shown without any privilege.
        let question = format!(
            "SELECT l.pid::text, COALESCE(a.state LIKE 'idle%', false)::text FROM pg_locks l \
             LEFT JOIN pg_stat_activity a ON a.pid = l.pid WHERE {}",
            lock::held_by(key)
        );
        let mut found = wire.texts(&question)?.into_iter().flatten().flatten();
        // One that has just ended is not there any more, and the next attempt takes its place.
        let session = found.next().unwrap_or_default();
        Ok(Some(Holder { session, is_idle: found.next().as_deref() == Some("true") }))
    }

    fn end(&self, session: &str) -> String {
        format!("SELECT pg_terminate_backend({session})")
    }

    fn carry_out(&mut self, sql: &str) -> Result<(), DatabaseError> {
        self.wire.texts(sql).map(|_| ())
    }
}
