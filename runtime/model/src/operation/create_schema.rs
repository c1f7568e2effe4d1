//! Makes a schema.

use serde::{Deserialize, Serialize};

use super::{DropSchema, Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::ident::Ident;

/// Makes a schema.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CreateSchema {
    /// The schema.
    pub name: Ident,
    /// Its existence is no error.
    #[serde(default)]
    pub if_not_exists: bool,
}

impl Operate for CreateSchema {
    fn touches(&self) -> Vec<Touched> {
        vec![Touched::other("schema", &self.name)]
    }

    fn permission(&self) -> Permission {
        Permission::Create
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        if !catalog.schemas.insert(self.name.clone()) && !self.if_not_exists {
            return Err(CatalogError::exists("schema", &self.name));
        }
        Ok(())
    }

    fn inverse(&self, before: &Catalog) -> Inverse {
        if self.if_not_exists && before.schemas.contains(&self.name) {
            return Inverse::nothing();
        }
        let name = self.name.clone();
        Inverse::exact(DropSchema { name, if_exists: false, cascade: false })
    }

    fn hazards(&self, _before: &Catalog) -> Vec<Hazard> {
        Vec::new()
    }
}
