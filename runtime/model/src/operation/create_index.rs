//! Makes an index.

use serde::{Deserialize, Serialize};

use super::fit::index_fits;
use super::{DropIndex, Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::index::Index;
use crate::table::Table;

/// Makes an index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CreateIndex {
    /// The index.
    pub index: Index,
    /// Without blocking writers, outside the transaction (PostgreSQL; ignored elsewhere).
    #[serde(default)]
    pub concurrently: bool,
    /// Its existence is no error.
    #[serde(default)]
    pub if_not_exists: bool,
}

impl Operate for CreateIndex {
    fn touches(&self) -> Vec<Touched> {
        let mut touched = vec![Touched::Table(self.index.table.clone())];
        touched.extend(self.index.name.iter().map(|name| Touched::other("index", name)));
        touched
    }

    fn permission(&self) -> Permission {
        Permission::Create
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        if catalog.views.get(&self.index.table).is_some_and(|view| view.materialized) {
            // Views are kept without their indexes.
            return Ok(());
        }
        let table = catalog.table_mut(&self.index.table)?;
        if self.if_not_exists && self.is_there(table) {
            return Ok(());
        }
        index_fits(table, &self.index)?;
        table.indexes.push(self.index.clone());
        Ok(())
    }

    fn inverse(&self, before: &Catalog) -> Inverse {
        if self.if_not_exists && before.table(&self.index.table).is_ok_and(|t| self.is_there(t)) {
            return Inverse::nothing();
        }
        let Some(name) = self.index.name.clone() else {
            return Inverse::none("the index has no name by which it could be dropped");
        };
        Inverse::exact(DropIndex {
            name,
            table: Some(self.index.table.clone()),
            concurrently: self.concurrently,
            if_exists: false,
        })
    }

    fn hazards(&self, before: &Catalog) -> Vec<Hazard> {
        let table = &self.index.table;
        if !before.tables.contains_key(table) {
            return Vec::new();
        }
        let mut hazards = Vec::new();
        if self.index.unique {
            hazards
                .push(Hazard::caution(format!("fails when two rows of `{table}` have equal keys")));
        }
        if !self.concurrently {
            hazards
                .push(Hazard::caution(format!("may block writers of `{table}` while it is built")));
        }
        hazards
    }
}

impl CreateIndex {
    fn is_there(&self, table: &Table) -> bool {
        self.index.name.as_ref().is_some_and(|name| table.find_index(name).is_some())
    }
}
