//! Drops an index.

use serde::{Deserialize, Serialize};

use super::restore::restore;
use super::{Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::ident::{Ident, ObjectName};

/// Drops an index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DropIndex {
    /// The index.
    pub name: Ident,
    /// Its table; looked up in the catalog when none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<ObjectName>,
    /// Without blocking, outside the transaction (PostgreSQL; ignored elsewhere).
    #[serde(default)]
    pub concurrently: bool,
    /// Its absence is no error.
    #[serde(default)]
    pub if_exists: bool,
}

impl Operate for DropIndex {
    fn touches(&self) -> Vec<Touched> {
        let mut touched: Vec<Touched> = self.table.iter().cloned().map(Touched::Table).collect();
        touched.push(Touched::other("index", &self.name));
        touched
    }

    fn permission(&self) -> Permission {
        Permission::Drop
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        if self.is_on_view(catalog) {
            return Ok(());
        }
        let (table, place) = match catalog.find_index(&self.name, self.table.as_ref()) {
            Ok((table, place)) => (table.name.clone(), place),
            Err(CatalogError::Missing { .. }) if self.if_exists => return Ok(()),
            Err(error) => return Err(error),
        };
        catalog.table_mut(&table)?.remove_at(place);
        Ok(())
    }

    fn inverse(&self, before: &Catalog) -> Inverse {
        if self.is_on_view(before) {
            return Inverse::none("the definition of an index of a view is not kept");
        }
        match before.find_index(&self.name, self.table.as_ref()) {
            Ok((table, place)) => Inverse::Exact(restore(table, place, self.concurrently)),
            Err(CatalogError::Missing { .. }) if self.if_exists => Inverse::nothing(),
            Err(error) => Inverse::none(error.to_string()),
        }
    }

    fn hazards(&self, before: &Catalog) -> Vec<Hazard> {
        match before.find_index(&self.name, self.table.as_ref()) {
            Ok(_) => vec![Hazard::caution(format!("queries that use `{}` become slow", self.name))],
            Err(_) => Vec::new(),
        }
    }
}

impl DropIndex {
    fn is_on_view(&self, catalog: &Catalog) -> bool {
        self.table.as_ref().is_some_and(|table| catalog.views.contains_key(table))
    }
}
