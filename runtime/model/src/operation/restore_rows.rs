//! Puts rows back that an earlier operation changed, from the table that kept them.

use serde::{Deserialize, Serialize};

use super::fit::target;
use super::{Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::ident::{Ident, ObjectName};

/// Puts rows back that an earlier operation changed, from the undo table that kept them.
///
/// No guest asks for it: it is the way back of operations on rows, and stands in the journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RestoreRows {
    /// The table whose rows changed.
    pub table: ObjectName,
    /// The table that kept them.
    pub undo_table: ObjectName,
    /// Which operation of its migration changed them, from 0.
    pub operation: u64,
    /// The columns that tell the rows apart.
    pub key: Vec<Ident>,
    /// The columns that were kept, without those of the key.
    pub columns: Vec<Ident>,
    /// What became of the rows.
    pub change: RowChange,
    /// What to do with rows that somebody else has changed since.
    #[serde(default)]
    pub on_conflict: OnConflict,
}

/// What became of rows that were kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowChange {
    /// They got other values.
    Updated,
    /// They were deleted.
    Deleted,
    /// They were inserted.
    Inserted,
    /// A column of theirs was dropped, which is there again without its values.
    Dropped,
}

/// What to do with rows that are not any more as the operation left them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnConflict {
    /// Undo nothing, and name them.
    #[default]
    Stop,
    /// Let them be as they are now.
    Keep,
    /// Make them as they were before.
    Restore,
}

impl Operate for RestoreRows {
    fn touches(&self) -> Vec<Touched> {
        let column = |name: &Ident| Touched::Column(self.table.clone(), name.clone());
        match self.change {
            RowChange::Updated | RowChange::Dropped => self.columns.iter().map(column).collect(),
            RowChange::Deleted | RowChange::Inserted => vec![Touched::Table(self.table.clone())],
        }
    }

    fn permission(&self) -> Permission {
        Permission::Write
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        target(catalog, &self.table, self.key.iter().chain(&self.columns)).map(|_| ())
    }

    fn inverse(&self, _before: &Catalog) -> Inverse {
        Inverse::none("the restored rows are not kept a second time")
    }

    fn hazards(&self, _before: &Catalog) -> Vec<Hazard> {
        match self.on_conflict {
            OnConflict::Restore => vec![Hazard::loss(format!(
                "overwrites what others have changed since in rows of `{}`",
                self.table
            ))],
            OnConflict::Stop | OnConflict::Keep => Vec::new(),
        }
    }
}
