//! Keeping rows that a transform inserts into other tables.

use sandshift_model::ident::Ident;
use sandshift_model::operation::{InsertRows, RowChange};
use sandshift_model::query::Row;

use super::Kept;
use super::pages::RowKeeping;
use super::tables::own;
use super::wanted::{KEYS, columns, key};
use crate::backend::undo::{Side, Which, keep};
use crate::session::error::SessionError;
use crate::session::gate::Gate;

impl Gate {
    /// Keeps rows that a transform has inserted into another table; gives the statements.
    pub(in crate::session) fn keep_inserted(
        &mut self,
        insert: &InsertRows,
    ) -> Result<Vec<String>, SessionError> {
        let is_other = |keeping: &&RowKeeping| keeping.refused.as_ref() != Some(&insert.table);
        if self.keeping().filter(is_other).is_none() {
            return Ok(Vec::new());
        }
        let kept = match self.kept_of_others(insert)? {
            Ok(kept) => kept,
            Err(reason) => {
                if let Some(keeping) = &mut self.scope.row_keeping {
                    keeping.stop(reason);
                }
                return Ok(Vec::new());
            }
        };
        let places = kept.key.iter().map(|part| insert.columns.iter().position(|c| c == part));
        let places: Vec<usize> = places.flatten().collect();
        let key = |row: &Row| places.iter().filter_map(|at| row.get(*at).cloned()).collect();
        let keys: Vec<Row> = insert.rows.iter().map(key).collect();
        let mut sent = Vec::new();
        for keys in keys.chunks(KEYS) {
            let which = Which::Keys(keys);
            let sql = keep(self.dialect, kept.image(), Side::Inserted, which).map_err(own)?;
            sent.push(sql);
        }
        Ok(sent)
    }

    /// Where rows are kept that are inserted into a table, or why they cannot be.
    fn kept_of_others(
        &mut self,
        insert: &InsertRows,
    ) -> Result<Result<Kept, String>, SessionError> {
        let Some(keeping) = self.keeping() else { return Ok(Err(String::new())) };
        let operation = keeping.deleted.operation;
        let known = keeping.inserted.iter().find(|kept| kept.table.name == insert.table).cloned();
        let catalog = self.catalog.get(&mut *self.sink)?;
        let Some(table) = catalog.tables.get(&insert.table).cloned() else {
            return Ok(Err(format!("`{}` is no table", insert.table)));
        };
        let key = match key(&table) {
            Ok(key) => key,
            Err(reason) => return Ok(Err(reason)),
        };
        let is_given = |part: &Ident| {
            let at = insert.columns.iter().position(|column| column == part);
            let has_value = |row: &Row| at.and_then(|at| row.get(at)).is_some_and(|v| !v.is_null());
            insert.rows.iter().all(has_value)
        };
        if let Some(part) = key.iter().find(|part| !is_given(part)) {
            let reason = format!(
                "the database fills `{}.{part}`, so the inserted rows are not known",
                insert.table
            );
            return Ok(Err(reason));
        }
        if let Some(known) = known {
            return Ok(Ok(known));
        }
        if !self.dialect.rolls_back_schema() {
            let reason = format!(
                "it inserts rows into `{}`, for which this database cannot make an undo table in the middle of a transaction",
                insert.table
            );
            return Ok(Err(reason));
        }
        let columns = columns(&table, &key, &[], RowChange::Inserted).unwrap_or_default();
        let undo_table = self.undo_table(&table, &key, operation, false)?;
        let kept = Kept { table, undo_table, operation, key, columns };
        if let Some(keeping) = &mut self.scope.row_keeping {
            keeping.inserted.push(kept.clone());
        }
        Ok(Ok(kept))
    }
}
