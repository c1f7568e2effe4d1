//! What the databases spell differently about kept rows.

use sandshift_model::catalog::Catalog;
use sandshift_model::column::Column;
use sandshift_model::table::{Table, TableOptions};

use crate::backend::dialect::DialectError;
use crate::backend::lexis::Lexis;

/// How one database keeps rows, compares them and puts them back.
pub trait UndoSpelling {
    /// How texts are read.
    fn lexis(&self) -> &'static Lexis;

    /// A name that stands without quotes, as the catalog has it; none where any case is the same name.
    fn folded(&self, _name: &str) -> Option<String> {
        None
    }

    /// The column of an undo table that keeps a column: it takes every value of it unchanged, and is tied
    /// to nothing that a later migration may want to drop.
    fn kept_column(&self, column: &Column) -> Column;

    /// The options of the undo table for a table.
    fn undo_options(&self, _of: &Table) -> TableOptions {
        TableOptions::default()
    }

    /// A value of a column as it is kept.
    fn kept(&self, _column: &Column, value: String) -> String {
        value
    }

    /// A kept value as a column takes it back.
    ///
    /// # Errors
    ///
    /// As [`crate::backend::dialect::Dialect::column_type`].
    fn restored(
        &self,
        _column: &Column,
        kept: String,
        _catalog: &Catalog,
    ) -> Result<String, DialectError> {
        Ok(kept)
    }

    /// A condition that is true when a value of a column is the kept one, NULL for NULL and byte for
    /// byte, whatever the collation.
    fn same(&self, column: &Column, now: &str, kept: &str) -> String;

    /// The bytes of a value, 0 for NULL.
    fn bytes(&self, value: &str) -> String;

    /// What stands behind a SELECT so that its rows stay as they are until the transaction ends.
    fn holds_rows(&self) -> &'static str {
        ""
    }

    /// What stands before the SELECT of an INSERT that gives columns their own numbers back.
    fn overriding(&self, _table: &Table) -> &'static str {
        ""
    }

    /// Updates rows of a table from others, by conditions on both.
    fn update_from(&self, update: &UpdateFrom<'_>) -> String {
        let set = |(column, value): &(String, String)| format!("{column} = {value}");
        let sets: Vec<String> = update.sets.iter().map(set).collect();
        format!(
            "UPDATE {} SET {} FROM {} WHERE {}",
            update.table,
            sets.join(", "),
            update.from,
            update.condition
        )
    }

    /// Deletes rows of a table that have others beside them.
    fn delete_using(&self, delete: &DeleteUsing<'_>) -> String {
        let DeleteUsing { table, from, condition, .. } = delete;
        format!("DELETE FROM {table} USING {from} WHERE {condition}")
    }
}

/// An update of a table from others; names are in quotes.
#[derive(Debug)]
pub struct UpdateFrom<'u> {
    /// The table, with its schema.
    pub table: &'u str,
    /// The name by which conditions mean it.
    pub name: &'u str,
    /// Columns and their new values.
    pub sets: &'u [(String, String)],
    /// The other tables, with commas between.
    pub from: &'u str,
    /// Which rows belong together.
    pub condition: &'u str,
}

/// A deletion of rows that have others beside them; names are in quotes.
#[derive(Debug)]
pub struct DeleteUsing<'d> {
    /// The table, with its schema.
    pub table: &'d str,
    /// The name by which conditions mean it.
    pub name: &'d str,
    /// The other table.
    pub from: &'d str,
    /// Which rows belong together.
    pub condition: &'d str,
}
