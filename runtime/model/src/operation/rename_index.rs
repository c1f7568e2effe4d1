//! Gives an index another name.

use serde::{Deserialize, Serialize};

use super::{Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::ident::{Ident, ObjectName};

/// Gives an index another name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RenameIndex {
    /// The index.
    pub name: Ident,
    /// Its table; looked up in the catalog when none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<ObjectName>,
    /// Its new name.
    pub new_name: Ident,
}

impl Operate for RenameIndex {
    fn touches(&self) -> Vec<Touched> {
        let mut touched: Vec<Touched> = self.table.iter().cloned().map(Touched::Table).collect();
        touched.push(Touched::other("index", &self.name));
        touched.push(Touched::other("index", &self.new_name));
        touched
    }

    fn permission(&self) -> Permission {
        Permission::Alter
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        let (table, place) = catalog.find_index(&self.name, self.table.as_ref())?;
        table.free_index_name(&self.new_name)?;
        let table = table.name.clone();
        catalog.table_mut(&table)?.rename_at(place, &self.new_name);
        Ok(())
    }

    fn inverse(&self, before: &Catalog) -> Inverse {
        Inverse::of(before.find_index(&self.name, self.table.as_ref()).map(|(table, _)| {
            Inverse::exact(Self {
                name: self.new_name.clone(),
                table: Some(table.name.clone()),
                new_name: self.name.clone(),
            })
        }))
    }

    fn hazards(&self, _before: &Catalog) -> Vec<Hazard> {
        Vec::new()
    }
}
