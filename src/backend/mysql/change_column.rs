//! Adds, drops and renames columns.

use sandshift_model::catalog::{Catalog, CatalogError};
use sandshift_model::operation::{AddColumn, DropColumn, RenameColumn};
use sandshift_model::statement::Statement;

use super::MysqlDialect;
use super::followers::follows;
use super::keys::{applied, must_lead_a_key};
use crate::backend::dialect::{Dialect, DialectError};

/// The name of a constraint that lives between two statements; the server's message quotes it.
const GUARD: &str = "a_not_null_column_needs_a_default_when_there_are_rows";

impl MysqlDialect {
    pub(super) fn add_column(
        &self,
        add: &AddColumn,
        before: &Catalog,
    ) -> Result<Vec<Statement>, DialectError> {
        let table = before.table(&add.table)?;
        let column = &add.column;
        if table.column(&column.name).is_some() {
            let name = format!("{}.{}", add.table, column.name);
            return match add.if_not_exists {
                true => Ok(Vec::new()),
                false => Err(CatalogError::Exists { what: "column", name }.into()),
            };
        }
        if column.identity.is_some() {
            must_lead_a_key(&column.name, table)?;
        }
        let name = self.table_name(&add.table)?;
        let mut clauses = vec![format!("ADD COLUMN {}", self.column(column, table, before)?)];
        let filled = column.nullable || column.default.is_some() || column.generated.is_some();
        if filled {
            return Ok(vec![alter(&name, &clauses)]);
        }
        // The server would fill existing rows with 0 or '' by itself; the other databases refuse.
        clauses.push(format!("ADD CONSTRAINT `{GUARD}` CHECK (FALSE)"));
        let undo = format!("DROP CONSTRAINT `{GUARD}`");
        Ok(vec![alter(&name, &clauses), alter(&name, &[undo])])
    }

    pub(super) fn drop_column(
        &self,
        drop: &DropColumn,
        before: &Catalog,
    ) -> Result<Vec<Statement>, DialectError> {
        let (table, after) = applied(drop, &drop.table, before)?;
        let Some(column) = table.column(&drop.column).filter(|_| *table != after) else {
            return Ok(Vec::new());
        };
        let mut clauses = self.key_changes(table, &after, before)?;
        clauses.push(format!("DROP COLUMN {}", self.quote(&column.name)?));
        Ok(vec![alter(&self.table_name(&drop.table)?, &clauses)])
    }

    pub(super) fn rename_column(
        &self,
        rename: &RenameColumn,
        before: &Catalog,
    ) -> Result<Vec<Statement>, DialectError> {
        follows(&rename.clone().into(), before)?;
        let (old, new) = (self.quote(&rename.column)?, self.quote(&rename.new_name)?);
        let name = self.table_name(&rename.table)?;
        Ok(vec![alter(&name, &[format!("RENAME COLUMN {old} TO {new}")])])
    }
}

/// One ALTER TABLE with its clauses; the name is quoted already.
pub(super) fn alter(table: &str, clauses: &[String]) -> Statement {
    Statement::schema(format!("ALTER TABLE {table} {}", clauses.join(", ")))
}
