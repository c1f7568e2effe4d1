//! Tables as a whole.

use sandshift_model::catalog::{Catalog, CatalogError};
use sandshift_model::operation::{CreateTable, DropTable, RenameTable, SetTableComment};
use sandshift_model::statement::Statement;
use sandshift_model::table::Table;

use super::MysqlDialect;
use super::change_column::alter;
use super::followers::follows;
use super::literal::quote_text;
use super::support::own_indexes;
use super::unsupported::unsupported;
use crate::backend::dialect::{Dialect, DialectError};

/// The first words of an option that stands among the columns rather than behind them.
pub(super) const PERIOD: &str = "PERIOD FOR ";

fn is_period(words: &str) -> bool {
    words.starts_with(PERIOD)
}

impl MysqlDialect {
    pub(super) fn create_table(
        &self,
        create: &CreateTable,
        before: &Catalog,
    ) -> Result<Vec<Statement>, DialectError> {
        let table = &create.table;
        if before.tables.contains_key(&table.name) {
            return match create.if_not_exists {
                true => Ok(Vec::new()),
                false => {
                    let name = table.name.to_string();
                    Err(CatalogError::Exists { what: "table", name }.into())
                }
            };
        }
        if table.options.strict || table.options.without_rowid {
            return Err(unsupported(
                "make a table STRICT or WITHOUT ROWID",
                "Leave the option out: types are always checked here.",
            ));
        }
        let mut parts = Vec::new();
        for column in &table.columns {
            parts.push(self.column(column, table, before)?);
        }
        for constraint in &table.constraints {
            parts.push(self.constraint(constraint, table, before)?);
        }
        for index in &table.indexes {
            parts.push(self.index(index, table, before)?);
        }
        parts.extend(table.options.native.iter().filter(|words| is_period(words)).cloned());
        for (name, columns) in own_indexes(table) {
            parts.push(format!("INDEX {} ({})", self.quote(&name)?, self.names(&columns)?));
        }
        let name = self.table_name(&table.name)?;
        let options = self.table_options(table);
        let sql = format!("CREATE TABLE {name} (\n  {}\n) {options}", parts.join(",\n  "));
        Ok(vec![Statement::schema(sql)])
    }

    pub(super) fn drop_table(
        &self,
        drop: &DropTable,
        before: &Catalog,
    ) -> Result<Vec<Statement>, DialectError> {
        if drop.cascade {
            return Err(unsupported(
                format!("drop `{}` together with what depends on it", drop.table),
                "Drop the foreign keys that point to it first.",
            ));
        }
        let name = self.table_name(&drop.table)?;
        if !before.tables.contains_key(&drop.table) && drop.if_exists {
            return Ok(Vec::new());
        }
        Ok(vec![Statement::schema(format!("DROP TABLE {name}"))])
    }

    pub(super) fn rename_table(
        &self,
        rename: &RenameTable,
        before: &Catalog,
    ) -> Result<Vec<Statement>, DialectError> {
        follows(&rename.clone().into(), before)?;
        let new = self.quote(&rename.new_name)?;
        let name = self.table_name(&rename.table)?;
        Ok(vec![alter(&name, &[format!("RENAME TO {new}")])])
    }

    pub(super) fn set_table_comment(
        &self,
        set: &SetTableComment,
    ) -> Result<Vec<Statement>, DialectError> {
        let comment = quote_text(set.comment.as_deref().unwrap_or_default());
        Ok(vec![alter(&self.table_name(&set.table)?, &[format!("COMMENT = {comment}")])])
    }

    /// Engine, character set and collation are always spelled out: a server may have others as its
    /// defaults, and one that does not roll back (MyISAM) would break the promise of no half-way.
    fn table_options(&self, table: &Table) -> String {
        let options = &table.options;
        let mut words = vec![format!("ENGINE={}", options.engine.as_deref().unwrap_or("InnoDB"))];
        match (&options.charset, &options.collation) {
            (None, None) => {
                words.push(format!("DEFAULT CHARSET=utf8mb4 COLLATE={}", self.flavour.collation()))
            }
            (Some(charset), None) => words.push(format!("DEFAULT CHARSET={charset}")),
            // A collation implies its character set.
            (None, Some(collation)) => words.push(format!("DEFAULT COLLATE={collation}")),
            (Some(charset), Some(collation)) => {
                words.push(format!("DEFAULT CHARSET={charset} COLLATE={collation}"));
            }
        }
        let start = table.columns.iter().find_map(|c| c.identity.and_then(|i| i.start));
        words.extend(start.map(|number| format!("AUTO_INCREMENT={number}")));
        words.extend(table.comment.as_deref().map(|text| format!("COMMENT={}", quote_text(text))));
        words.extend(options.native.iter().filter(|words| !is_period(words)).cloned());
        words.join(" ")
    }
}
