//! How MySQL and MariaDB keep rows and put them back.

use sandshift_model::column::Column;
use sandshift_model::table::{Table, TableOptions};
use sandshift_model::types::ColumnType;

use super::MysqlDialect;
use crate::backend::lexis::Lexis;
use crate::backend::undo::{DeleteUsing, UndoSpelling, UpdateFrom};

/// The clause of a column that its texts are kept in.
const CHARACTER_SET: &str = "CHARACTER SET";

impl UndoSpelling for MysqlDialect {
    fn lexis(&self) -> &'static Lexis {
        &Lexis::MYSQL
    }

    fn kept_column(&self, column: &Column) -> Column {
        let ty = match &column.ty {
            ColumnType::Enum { .. } => ColumnType::Text,
            other => other.clone(),
        };
        let native = column.native.iter().filter(|clause| clause.starts_with(CHARACTER_SET));
        Column { native: native.cloned().collect(), ty, ..column.clone() }
    }

    /// Texts have the character set of their table.
    fn undo_options(&self, of: &Table) -> TableOptions {
        TableOptions {
            charset: of.options.charset.clone(),
            collation: of.options.collation.clone(),
            ..TableOptions::default()
        }
    }

    fn same(&self, column: &Column, now: &str, kept: &str) -> String {
        use ColumnType as T;
        match &column.ty {
            T::SmallInteger
            | T::Integer
            | T::BigInteger
            | T::Boolean
            | T::Float
            | T::Double
            | T::Numeric { .. }
            | T::Date
            | T::Time
            | T::DateTime { .. } => format!("{now} <=> {kept}"),
            _ => format!("CAST({now} AS BINARY) <=> CAST({kept} AS BINARY)"),
        }
    }

    fn bytes(&self, value: &str) -> String {
        format!("coalesce(length({value}), 0)")
    }

    /// A shared lock, as the SELECT of an INSERT takes it by itself, would have to become one of our own
    /// for the update, and a session that waits for the row in between is a deadlock.
    fn holds_rows(&self) -> &'static str {
        " FOR UPDATE"
    }

    fn update_from(&self, update: &UpdateFrom<'_>) -> String {
        let set =
            |(column, value): &(String, String)| format!("{}.{column} = {value}", update.name);
        let sets: Vec<String> = update.sets.iter().map(set).collect();
        format!(
            "UPDATE {}, {} SET {} WHERE {}",
            update.table,
            update.from,
            sets.join(", "),
            update.condition
        )
    }

    fn delete_using(&self, delete: &DeleteUsing<'_>) -> String {
        let DeleteUsing { table, name, from, condition } = delete;
        format!("DELETE {name} FROM {table}, {from} WHERE {condition}")
    }
}
