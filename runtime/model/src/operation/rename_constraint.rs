//! Gives a constraint another name.

use serde::{Deserialize, Serialize};

use super::{Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::ident::{Ident, ObjectName};

/// Gives a constraint another name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RenameConstraint {
    /// The table.
    pub table: ObjectName,
    /// The constraint.
    pub name: Ident,
    /// Its new name.
    pub new_name: Ident,
}

impl Operate for RenameConstraint {
    fn touches(&self) -> Vec<Touched> {
        vec![Touched::Table(self.table.clone())]
    }

    fn permission(&self) -> Permission {
        Permission::Alter
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        let (table, place) = catalog.find_constraint(&self.table, &self.name, None)?;
        table.free_constraint_name(&self.new_name)?;
        catalog.table_mut(&self.table)?.rename_at(place, &self.new_name);
        Ok(())
    }

    fn inverse(&self, before: &Catalog) -> Inverse {
        let found = before.find_constraint(&self.table, &self.name, None).map(|(table, place)| {
            Inverse::exact(Self {
                table: self.table.clone(),
                name: self.new_name.clone(),
                new_name: table.name_at(place).unwrap_or(&self.name).clone(),
            })
        });
        Inverse::of(found)
    }

    fn hazards(&self, _before: &Catalog) -> Vec<Hazard> {
        Vec::new()
    }
}
