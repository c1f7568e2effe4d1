//! Drops an enum that no column uses any more.

use serde::{Deserialize, Serialize};

use super::{CreateEnum, Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::ident::Ident;

/// Drops an enum that no column uses any more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DropEnum {
    /// The enum.
    pub name: Ident,
    /// Its absence is no error.
    #[serde(default)]
    pub if_exists: bool,
}

impl Operate for DropEnum {
    fn touches(&self) -> Vec<Touched> {
        vec![Touched::other("enum", &self.name)]
    }

    fn permission(&self) -> Permission {
        Permission::Drop
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        if !catalog.enums.contains_key(&self.name) {
            return match self.if_exists {
                true => Ok(()),
                false => Err(CatalogError::missing("enum", &self.name)),
            };
        }
        if let Some((table, column)) = catalog.enum_users(&self.name).next() {
            return Err(CatalogError::invalid(format!(
                "enum `{}` cannot be dropped while `{table}.{column}` uses it",
                self.name
            )));
        }
        catalog.enums.remove(&self.name);
        Ok(())
    }

    fn inverse(&self, before: &Catalog) -> Inverse {
        match before.enums.get(&self.name) {
            Some(known) => Inverse::exact(CreateEnum { enum_type: known.clone() }),
            None if self.if_exists => Inverse::nothing(),
            None => Inverse::none(CatalogError::missing("enum", &self.name).to_string()),
        }
    }

    fn hazards(&self, _before: &Catalog) -> Vec<Hazard> {
        Vec::new()
    }
}
