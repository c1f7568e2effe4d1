//! Installs an extension (PostgreSQL).

use serde::{Deserialize, Serialize};

use super::{DropExtension, Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::ident::Ident;

/// Installs an extension (PostgreSQL).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CreateExtension {
    /// The extension.
    pub name: Ident,
    /// Its existence is no error.
    #[serde(default)]
    pub if_not_exists: bool,
}

impl Operate for CreateExtension {
    fn touches(&self) -> Vec<Touched> {
        vec![Touched::other("extension", &self.name)]
    }

    fn permission(&self) -> Permission {
        Permission::Create
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        if !catalog.extensions.insert(self.name.clone()) && !self.if_not_exists {
            return Err(CatalogError::exists("extension", &self.name));
        }
        Ok(())
    }

    fn inverse(&self, before: &Catalog) -> Inverse {
        if self.if_not_exists && before.extensions.contains(&self.name) {
            return Inverse::nothing();
        }
        let name = self.name.clone();
        Inverse::exact(DropExtension { name, if_exists: false })
    }

    fn hazards(&self, _before: &Catalog) -> Vec<Hazard> {
        Vec::new()
    }
}
