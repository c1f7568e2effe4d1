//! Data undo: rows as they were before a migration changed them, kept so that a rollback restores
//! exactly those.
//!
//! `wanted.rs` says which rows an operation changes, `keeping.rs` keeps them around an operation,
//! `pages.rs` around the pages of a transform and `inserted.rs` those that one inserts elsewhere, `restoring.rs` puts them back, and `books.rs` remembers
//! which undo tables there are.

pub mod books;
mod inserted;
mod keeping;
mod names;
mod pages;
mod restoring;
mod tables;
mod wanted;

use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::operation::{Inverse, OnConflict, RestoreRows, RowChange};
use sandshift_model::shared::Shared;
use sandshift_model::table::Table;

use crate::backend::undo::Image;

pub(in crate::session) use self::keeping::KeptBefore;
pub(in crate::session) use self::pages::PageTexts;
pub use self::pages::RowKeeping;
pub(crate) use self::pages::Transformed;
pub use self::tables::UndoTables;
pub(crate) use self::tables::own;

/// How much may be kept for one operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UndoLimits {
    /// Rows.
    pub rows: u64,
    /// Bytes, as the database counts them.
    pub bytes: u64,
}

impl Default for UndoLimits {
    fn default() -> Self {
        Self { rows: 10_000_000, bytes: 1 << 30 }
    }
}

impl UndoLimits {
    /// Why so much is not kept; none when it is.
    fn exceeded(self, rows: u64, bytes: u64) -> Option<String> {
        if rows > self.rows {
            Some(format!("it changes {rows} rows, and at most {} are kept", self.rows))
        } else if bytes > self.bytes {
            Some(format!("it changes {bytes} bytes, and at most {} are kept", self.bytes))
        } else {
            None
        }
    }
}

/// What a run does about the rows of a migration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UndoOptions {
    /// How much is kept of rows that change; none when nothing is.
    pub keep: Option<UndoLimits>,
    /// What to do with kept rows that somebody else has changed since.
    pub on_conflict: OnConflict,
}

/// The rows of one table that an operation changes, and where they are kept.
#[derive(Debug, Clone)]
struct Kept {
    table: Shared<Table>,
    undo_table: ObjectName,
    operation: u64,
    key: Vec<Ident>,
    columns: Vec<Ident>,
}

impl Kept {
    fn image(&self) -> Image<'_> {
        Image {
            table: &self.table,
            undo_table: &self.undo_table,
            operation: self.operation,
            key: &self.key,
            columns: &self.columns,
        }
    }

    fn restore(&self, change: RowChange) -> RestoreRows {
        RestoreRows {
            table: self.table.name.clone(),
            undo_table: self.undo_table.clone(),
            operation: self.operation,
            key: self.key.clone(),
            columns: self.columns.clone(),
            change,
            on_conflict: OnConflict::default(),
        }
    }
}

/// The way back by some operations, which loses what the reason says.
fn way_back(operations: Vec<RestoreRows>, lost: Option<String>) -> Inverse {
    let operations = operations.into_iter().map(Into::into).collect();
    match lost {
        None => Inverse::Exact(operations),
        Some(reason) => Inverse::Lossy { reason, operations },
    }
}
