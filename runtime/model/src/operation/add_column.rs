//! Adds a column at the end of a table.

use serde::{Deserialize, Serialize};

use super::{DropColumn, Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::column::Column;
use crate::dependents::enum_of;
use crate::ident::ObjectName;

/// Adds a column at the end of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AddColumn {
    /// The table.
    pub table: ObjectName,
    /// The column; constraints behind it are operations of their own.
    pub column: Column,
    /// Its existence is no error.
    #[serde(default)]
    pub if_not_exists: bool,
}

impl Operate for AddColumn {
    fn touches(&self) -> Vec<Touched> {
        let mut touched = vec![Touched::Column(self.table.clone(), self.column.name.clone())];
        touched.extend(enum_of(&self.column.ty).map(|name| Touched::other("enum", name)));
        touched
    }

    fn permission(&self) -> Permission {
        Permission::Alter
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        let table = catalog.table(&self.table)?;
        if table.column(&self.column.name).is_some() {
            if self.if_not_exists {
                return Ok(());
            }
            let name = format_args!("{}.{}", self.table, self.column.name);
            return Err(CatalogError::exists("column", name));
        }
        catalog.has_enum_of(&self.column.ty)?;
        catalog.table_mut(&self.table)?.columns.push(self.column.clone().without_null_default());
        Ok(())
    }

    fn inverse(&self, before: &Catalog) -> Inverse {
        if self.if_not_exists && before.column(&self.table, &self.column.name).is_ok() {
            return Inverse::nothing();
        }
        let (table, column) = (self.table.clone(), self.column.name.clone());
        Inverse::exact(DropColumn { table, column, if_exists: false, keep: false })
    }

    fn hazards(&self, before: &Catalog) -> Vec<Hazard> {
        let there = before.column(&self.table, &self.column.name).is_ok();
        let column = &self.column;
        let filled =
            column.default.is_some() || column.identity.is_some() || column.generated.is_some();
        if there || column.nullable || filled {
            return Vec::new();
        }
        vec![Hazard::caution(format!(
            "`{}.{}` is NOT NULL without a default, which fails when the table has rows",
            self.table, column.name
        ))]
    }
}
