//! What the journal kept of revisions, read for many of them at once.

use std::collections::BTreeMap;

use sandshift_model::ident::ObjectName;

use super::books::{self, Recorded};
use crate::backend::connection::Connection;
use crate::revision::{RevisionId, Step};
use crate::session::error::SessionError;

/// Runs that are read at once at most; their sources may be long.
const WIDEST: usize = 64;

/// Reads what the journal kept of the last `up` of revisions.
///
/// Who goes a long way back asks about one revision after the other. So each time that something has to be read,
/// twice as many of those that come next are read with it; of a way on which most revisions have a way back of
/// their own, little is read for nothing.
pub(super) struct JournalReader<'a> {
    connection: &'a mut dyn Connection,
    steps: &'a [Step],
    width: usize,
    /// The ids of the runs by revision, once they were asked for.
    ids: Option<BTreeMap<String, String>>,
    /// What was read ahead, by revision.
    ahead: BTreeMap<String, Recorded>,
}

impl<'a> JournalReader<'a> {
    /// A reader that will be asked about the revisions of these steps, in their order, and maybe about others.
    pub(super) fn new(connection: &'a mut dyn Connection, steps: &'a [Step]) -> Self {
        Self { connection, steps, width: 1, ids: None, ahead: BTreeMap::new() }
    }

    /// What is kept of the last `up` of a revision.
    pub(super) fn last_up(
        &mut self,
        revision: &RevisionId,
    ) -> Result<Option<Recorded>, SessionError> {
        if let Some(recorded) = self.ahead.remove(revision.as_str()) {
            return Ok(Some(recorded));
        }
        let ids = match &self.ids {
            Some(ids) => ids,
            None => self.ids.insert(books::last_up_ids(self.connection)?),
        };
        let Some(id) = ids.get(revision.as_str()) else { return Ok(None) };
        let next =
            self.steps.iter().map(|step| &step.revision).skip_while(|next| *next != revision);
        let next = next.skip(1).filter_map(|next| ids.get(next.as_str()));
        let wanted: Vec<&str> =
            std::iter::once(id).chain(next).take(self.width).map(String::as_str).collect();
        self.width = (2 * self.width).min(WIDEST);
        let read = books::all_recorded(self.connection, &wanted)?;
        self.ahead = read.into_iter().map(|run| (run.revision.clone(), run)).collect();
        Ok(self.ahead.remove(revision.as_str()))
    }

    /// Tells whether a table is there.
    pub(super) fn has_table(&mut self, name: &ObjectName) -> Result<bool, SessionError> {
        let looking = SessionError::database("looking for kept rows");
        self.connection.has_table(name).map_err(looking)
    }
}
