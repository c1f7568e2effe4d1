//! Putting kept rows back, and what to do about those that somebody else has changed since.

use sandshift_model::operation::{OnConflict, RestoreRows};
use sandshift_model::origin::Origin;
use sandshift_model::query::Row;
use sandshift_model::value::shown;
use sandshift_sandbox::host::Applied;

use super::tables::own;
use crate::backend::undo::{Image, conflicts, count};
use crate::backend::walls::{Identity, speaking};
use crate::report::event::Event;
use crate::session::error::{Conflicts, SessionError};
use crate::session::gate::Gate;

/// Keys of conflicts that are told one by one.
const TOLD: usize = 20;

impl Gate {
    /// Puts rows back, as the run says about those that somebody else has changed.
    pub(in crate::session) fn pass_restore(
        &mut self,
        restore: RestoreRows,
        origin: Origin,
    ) -> Result<Applied, SessionError> {
        self.flush()?;
        let restore = RestoreRows { on_conflict: self.run.undo.on_conflict, ..restore };
        let before = self.catalog.get(&mut *self.sink)?.clone();
        self.enter_transaction()?;
        let image = Image::of(&restore, &before).map_err(own)?;
        let (changed, kept) = (self.conflicts(image, &restore)?, self.kept(image, &restore)?);
        if let Some(conflicts) = &changed {
            match restore.on_conflict {
                OnConflict::Stop => return Err(self.conflict(conflicts.clone(), origin)),
                OnConflict::Keep => self.notice(format!("left as they are: {conflicts}")),
                OnConflict::Restore => {
                    self.notice(format!("restored as far as they are there: {conflicts}"))
                }
            }
        }
        let rows = self.pass_rendered(restore.clone().into(), origin)?.rows;
        let in_the_way = changed.map_or(0, |conflicts| conflicts.rows);
        if restore.on_conflict == OnConflict::Stop && kept.is_some_and(|kept| rows < kept) {
            let conflicts = Conflicts {
                table: restore.table.to_string(),
                rows: kept.unwrap_or_default() - rows - in_the_way,
                keys: Vec::new(),
            };
            return Err(self.conflict(conflicts, origin));
        }
        self.scope.restored.insert(restore.undo_table);
        Ok(Applied { rows })
    }

    fn conflict(&self, conflicts: Conflicts, origin: Origin) -> SessionError {
        SessionError::Conflicts { conflicts, origin }
    }

    fn notice(&self, message: String) {
        self.watcher.tell(Event::Notice { message });
    }

    /// The rows that are not any more as the operation left them; none where there are none, and without a
    /// database.
    fn conflicts(
        &mut self,
        image: Image<'_>,
        restore: &RestoreRows,
    ) -> Result<Option<Conflicts>, SessionError> {
        let Some(sql) = conflicts(self.dialect, image, restore.change).map_err(own)? else {
            return Ok(None);
        };
        let Some(connection) = self.sink.reader() else { return Ok(None) };
        let (mut rows, mut keys) = (0, Vec::new());
        let told = |row: Row| {
            let is_gone = row.first().is_some_and(|there| shown(there) == "0");
            let pairs = restore.key.iter().zip(row.iter().skip(1));
            let pairs: Vec<String> =
                pairs.map(|(name, value)| format!("{name} = {}", shown(value))).collect();
            let gone = if is_gone { " (deleted)" } else { "" };
            format!("{}{gone}", pairs.join(", "))
        };
        let mut take = |_: &[String], row: Row| {
            rows += 1;
            if keys.len() < TOLD {
                keys.push(told(row));
            }
            true
        };
        speaking(connection, Identity::Keeping, |connection| connection.query(&sql, &mut take))
            .map_err(|source| SessionError::Statement { sql, origin: Origin::default(), source })?;
        let table = restore.table.to_string();
        Ok((rows > 0).then_some(Conflicts { table, rows, keys }))
    }

    /// How many rows were kept to be put back; none without a database, and where those that are gone already
    /// do not matter.
    fn kept(
        &mut self,
        image: Image<'_>,
        restore: &RestoreRows,
    ) -> Result<Option<u64>, SessionError> {
        use sandshift_model::operation::RowChange;
        if matches!(restore.change, RowChange::Inserted | RowChange::Dropped) {
            return Ok(None);
        }
        let sql = count(self.dialect, image, restore.change).map_err(own)?;
        Ok(self.two_numbers(sql)?.map(|(rows, _)| rows))
    }
}
