//! What a row transform does beside its answer.
//!
//! The functions are about the row that [`crate::transform::Input::map`] has at hand. In a unit test there is
//! no host: a refusal is the error of `map`, and the others do nothing.

use std::cell::Cell;

use crate::{Error, NewRow, ObjectName, Result, Row};

thread_local! {
    /// The number of the row at hand.
    static AT_HAND: Cell<usize> = const { Cell::new(0) };
}

/// Goes to a row of the batch.
pub(crate) fn enter(at: usize) {
    AT_HAND.set(at);
}

/// Deletes the row at hand, whatever the function gives for it.
pub fn delete_row() {
    host::delete(AT_HAND.get());
}

/// Inserts a row into another table, together with what becomes of the row at hand.
pub fn insert_row(table: impl Into<ObjectName>, row: NewRow) {
    host::insert(AT_HAND.get(), &table.into(), row);
}

/// The rows of a table that the script has its transform read before, with
/// `lookups: #{ cities: ["id", "name"] }`. They stay the same: keep what is made of them, such as a map, in a
/// `thread_local`.
///
/// A table that the script does not name ends the migration. In a unit test there are no rows.
#[must_use]
pub fn lookup_table(name: &str) -> Vec<Row> {
    host::table(name)
}

/// Refuses a row of the batch.
pub(crate) fn refuse(at: usize, error: &Error) -> Result<()> {
    host::refuse(at, error)
}

#[cfg(target_arch = "wasm32")]
mod host {
    use super::{Error, NewRow, ObjectName, Result, Row};
    use crate::batch::batch_of;
    use crate::bindings::contract::sandshift::guest::rows;
    use crate::transform::Input;

    fn number(at: usize) -> u32 {
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    pub(super) fn refuse(at: usize, error: &Error) -> Result<()> {
        rows::refuse(number(at), &error.to_string());
        Ok(())
    }

    pub(super) fn delete(at: usize) {
        rows::delete(number(at));
    }

    pub(super) fn insert(at: usize, table: &ObjectName, row: NewRow) {
        let (names, values): (Vec<String>, Vec<_>) = row.0.into_iter().unzip();
        rows::insert(number(at), table, &batch_of(&names, vec![values]));
    }

    pub(super) fn table(name: &str) -> Vec<Row> {
        Input::new(rows::table(name)).into_rows()
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod host {
    use super::{Error, NewRow, ObjectName, Result, Row};

    pub(super) fn refuse(at: usize, error: &Error) -> Result<()> {
        Err(Error::new(format!("row {at} of the batch: {error}")))
    }

    pub(super) fn delete(_at: usize) {}

    pub(super) fn insert(_at: usize, _table: &ObjectName, _row: NewRow) {}

    pub(super) fn table(_name: &str) -> Vec<Row> {
        Vec::new()
    }
}
