//! How SQLite keeps rows and puts them back.

use sandshift_model::column::Column;
use sandshift_model::table::{Table, TableOptions};
use sandshift_model::types::ColumnType;

use super::dialect::SqliteDialect;
use crate::backend::lexis::Lexis;
use crate::backend::undo::{DeleteUsing, UndoSpelling};

impl UndoSpelling for SqliteDialect {
    fn lexis(&self) -> &'static Lexis {
        &Lexis::SQLITE
    }

    /// The same type has the same affinity, which changes nothing that has met it before.
    fn kept_column(&self, column: &Column) -> Column {
        let ty = match &column.ty {
            ColumnType::Enum { .. } => ColumnType::Text,
            other => other.clone(),
        };
        Column { collation: None, native: Vec::new(), ty, ..column.clone() }
    }

    /// The key is most of such a table, and without row numbers it is kept once.
    fn undo_options(&self, _of: &Table) -> TableOptions {
        TableOptions { without_rowid: true, ..TableOptions::default() }
    }

    fn same(&self, _column: &Column, now: &str, kept: &str) -> String {
        format!("{now} COLLATE BINARY IS {kept} AND typeof({now}) = typeof({kept})")
    }

    fn bytes(&self, value: &str) -> String {
        format!("coalesce(length(CAST({value} AS BLOB)), 0)")
    }

    fn delete_using(&self, delete: &DeleteUsing<'_>) -> String {
        let DeleteUsing { table, from, condition, .. } = delete;
        format!("DELETE FROM {table} WHERE EXISTS (SELECT 1 FROM {from} WHERE {condition})")
    }
}
