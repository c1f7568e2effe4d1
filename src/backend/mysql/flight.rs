//! The mark of the session that works on a database: a named lock that goes with the session.

use super::connection::MysqlConnection;
use super::literal::quote_text;
use super::lock;
use crate::backend::connection::DatabaseError;
use crate::backend::flight::{Holder, Marks};

impl Marks for MysqlConnection {
    fn attempt(&mut self) -> Result<Option<Holder>, DatabaseError> {
        let name = quote_text(&lock::name("sandshift session", self.database()));
        if self.one(&format!("SELECT GET_LOCK({name}, 0)"))?.as_deref() == Some("1") {
            return Ok(None);
        }
        // Sessions of one's own account are shown without any privilege.
        let question = format!(
            "SELECT l.id, COALESCE(p.COMMAND = 'Sleep', 0) FROM (SELECT IS_USED_LOCK({name}) AS id) l \
             LEFT JOIN information_schema.PROCESSLIST p ON p.ID = l.id WHERE l.id IS NOT NULL"
        );
        let mut found = self.texts(&question)?.into_iter().flatten().flatten();
        // One that has just ended is not there any more, and the next attempt takes its place.
        let session = found.next().unwrap_or_default();
        Ok(Some(Holder { session, is_idle: found.next().as_deref() == Some("1") }))
    }

    fn end(&self, session: &str) -> String {
        format!("KILL {session}")
    }

    fn carry_out(&mut self, sql: &str) -> Result<(), DatabaseError> {
        self.texts(sql).map(|_| ())
    }
}
