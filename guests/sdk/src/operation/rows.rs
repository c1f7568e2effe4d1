//! Rows. [`crate::Db::insert`] and the writers of [`crate::Db`] make the batches.

use super::{Assignment, Delete, DeleteByKey, Insert, Update, UpdateByKey};
use crate::names::names;
use crate::{Batch, Filter, ObjectName, SetColumns, Value};

impl<T: Into<Value>> From<T> for Assignment {
    fn from(value: T) -> Self {
        Self::Value(value.into())
    }
}

/// Inserts the rows of a batch.
#[must_use]
pub fn insert(table: impl Into<ObjectName>, rows: Batch) -> Insert {
    Insert { table: table.into(), rows }
}

/// Updates the rows that a condition names; `set!` makes the new values.
#[must_use]
pub fn update(
    table: impl Into<ObjectName>,
    set: SetColumns,
    condition: impl Into<Filter>,
) -> Update {
    Update { table: table.into(), set: set.0, filter: condition.into() }
}

/// Updates single rows by their keys; the other columns of the batch are the new values.
#[must_use]
pub fn update_by_key<S: Into<String>>(
    table: impl Into<ObjectName>,
    key: impl IntoIterator<Item = S>,
    rows: Batch,
) -> UpdateByKey {
    UpdateByKey { table: table.into(), key: names(key), rows }
}

/// Deletes the rows that a condition names.
#[must_use]
pub fn delete(table: impl Into<ObjectName>, condition: impl Into<Filter>) -> Delete {
    Delete { table: table.into(), filter: condition.into() }
}

/// Deletes single rows; all columns of the batch together identify one.
#[must_use]
pub fn delete_by_key(table: impl Into<ObjectName>, keys: Batch) -> DeleteByKey {
    DeleteByKey { table: table.into(), keys }
}
