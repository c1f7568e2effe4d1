//! Indexes.

use super::{CreateIndex, DropIndex, RenameIndex};
use crate::index::said;
use crate::{Index, IndexKey, ObjectName};

/// Makes an index over these keys: names, [`crate::desc`], or [`crate::key`] with an expression.
#[must_use]
pub fn create_index<K: Into<IndexKey>>(
    name: impl Into<String>,
    table: impl Into<ObjectName>,
    keys: impl IntoIterator<Item = K>,
) -> CreateIndex {
    let index: Index = crate::index(keys).named(name);
    CreateIndex { table: table.into(), index, concurrently: false, if_not_exists: false }
}

said!(CreateIndex, |own| own.index);

/// Drops an index; its table is looked up.
#[must_use]
pub fn drop_index(name: impl Into<String>) -> DropIndex {
    DropIndex { name: name.into(), table: None, concurrently: false, if_exists: false }
}

impl DropIndex {
    /// The table of the index, which MySQL needs when two have one of this name.
    #[must_use]
    pub fn on(mut self, table: impl Into<ObjectName>) -> Self {
        self.table = Some(table.into());
        self
    }
}

/// Gives an index another name.
#[must_use]
pub fn rename_index(name: impl Into<String>, new_name: impl Into<String>) -> RenameIndex {
    RenameIndex { name: name.into(), table: None, new_name: new_name.into() }
}

impl RenameIndex {
    /// The table of the index.
    #[must_use]
    pub fn on(mut self, table: impl Into<ObjectName>) -> Self {
        self.table = Some(table.into());
        self
    }
}
