//! Gives a column another name; everything that names it follows.

use serde::{Deserialize, Serialize};

use super::{Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::ident::{Ident, ObjectName};

/// Gives a column another name; everything that names it follows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RenameColumn {
    /// The table.
    pub table: ObjectName,
    /// The column.
    pub column: Ident,
    /// Its new name.
    pub new_name: Ident,
}

impl Operate for RenameColumn {
    fn touches(&self) -> Vec<Touched> {
        vec![
            Touched::Column(self.table.clone(), self.column.clone()),
            Touched::Column(self.table.clone(), self.new_name.clone()),
        ]
    }

    fn permission(&self) -> Permission {
        Permission::Alter
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        catalog.column(&self.table, &self.column)?;
        let table = catalog.table(&self.table)?;
        // Another spelling of the same name is a change, the same spelling is none.
        let taken = table.column(&self.new_name).is_some_and(|taken| {
            taken.name == self.new_name
                || table.position(&self.column) != table.position(&self.new_name)
        });
        if taken {
            let name = format_args!("{}.{}", self.table, self.new_name);
            return Err(CatalogError::exists("column", name));
        }
        catalog.move_column(&self.table, &self.column, &self.new_name);
        Ok(())
    }

    fn inverse(&self, before: &Catalog) -> Inverse {
        Inverse::of(before.column(&self.table, &self.column).map(|column| {
            Inverse::exact(Self {
                table: self.table.clone(),
                column: self.new_name.clone(),
                new_name: column.name.clone(),
            })
        }))
    }

    fn hazards(&self, _before: &Catalog) -> Vec<Hazard> {
        let name = format_args!("{}.{}", self.table, self.column);
        vec![Hazard::caution(format!("running code that names `{name}` breaks"))]
    }
}
