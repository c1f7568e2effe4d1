//! Gives a table another name; indexes, constraints and rows stay.

use serde::{Deserialize, Serialize};

use super::{Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::ident::{Ident, ObjectName};

/// Gives a table another name; indexes, constraints and rows stay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RenameTable {
    /// The table.
    pub table: ObjectName,
    /// The new name, in the same schema.
    pub new_name: Ident,
}

impl Operate for RenameTable {
    fn touches(&self) -> Vec<Touched> {
        let renamed = self.table.sibling(self.new_name.clone());
        vec![Touched::Table(self.table.clone()), Touched::Table(renamed)]
    }

    fn permission(&self) -> Permission {
        Permission::Alter
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        catalog.table(&self.table)?;
        catalog.free_name(&self.table.sibling(self.new_name.clone()))?;
        catalog.move_table(&self.table, &self.new_name);
        Ok(())
    }

    fn inverse(&self, _before: &Catalog) -> Inverse {
        let table = self.table.sibling(self.new_name.clone());
        Inverse::exact(Self { table, new_name: self.table.name.clone() })
    }

    fn hazards(&self, _before: &Catalog) -> Vec<Hazard> {
        vec![Hazard::caution(format!("running code that names `{}` breaks", self.table))]
    }
}
