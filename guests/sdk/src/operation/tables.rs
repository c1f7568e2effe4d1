//! Tables.

use super::{CreateTable, DropTable, RenameTable, SetTableComment};
use crate::{ObjectName, TableSpec};

/// Makes a table.
#[must_use]
pub fn create_table(table: TableSpec) -> CreateTable {
    table.into()
}

/// Drops a table with its rows.
#[must_use]
pub fn drop_table(table: impl Into<ObjectName>) -> DropTable {
    DropTable { table: table.into(), if_exists: false, cascade: false }
}

/// Gives a table another name in the same schema.
#[must_use]
pub fn rename_table(table: impl Into<ObjectName>, new_name: impl Into<String>) -> RenameTable {
    RenameTable { table: table.into(), new_name: new_name.into() }
}

/// Sets the comment of a table, or removes it.
#[must_use]
pub fn set_table_comment(table: impl Into<ObjectName>, comment: Option<&str>) -> SetTableComment {
    SetTableComment { table: table.into(), comment: comment.map(str::to_owned) }
}
