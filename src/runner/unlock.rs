//! Forgetting a run that ended half-way, after a person has looked at the database.

use sandshift_model::value::Value;

use super::books;
use super::error::RunError;
use super::stamp;
use crate::backend::connection::Connection;
use crate::session::bookkeeping::{self, JOURNAL};
use crate::session::sink::Live;

/// A half-done run that was forgotten.
#[derive(Debug, Clone)]
pub struct Forgotten {
    /// Its revision.
    pub revision: String,
    /// The statements of it that took effect.
    pub done: Vec<String>,
}

/// Marks the half-done run as abandoned, so that the next run is no longer refused.
///
/// # Errors
///
/// [`RunError`] when the database refuses.
pub fn unlock(mut connection: Box<dyn Connection>) -> Result<Option<Forgotten>, RunError> {
    if !books::exist(&mut *connection)? {
        return Ok(None);
    }
    let Some(half) = books::half_run(&mut *connection)? else { return Ok(None) };
    let set = vec![("outcome", Value::Text("abandoned".to_owned()))];
    let update = bookkeeping::update(JOURNAL, set, vec![("id", Value::Text(half.id))]);
    let dialect = connection.dialect();
    let mut sink = Live { connection, keeps: true };
    stamp::send(&[update], dialect, &mut sink)?;
    Ok(Some(Forgotten { revision: half.revision, done: half.done }))
}
