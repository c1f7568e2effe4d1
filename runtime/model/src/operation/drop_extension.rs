//! Removes an extension (PostgreSQL).

use serde::{Deserialize, Serialize};

use super::{CreateExtension, Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::ident::Ident;

/// Removes an extension (PostgreSQL).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DropExtension {
    /// The extension.
    pub name: Ident,
    /// Its absence is no error.
    #[serde(default)]
    pub if_exists: bool,
}

impl Operate for DropExtension {
    fn touches(&self) -> Vec<Touched> {
        vec![Touched::other("extension", &self.name)]
    }

    fn permission(&self) -> Permission {
        Permission::Drop
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        if !catalog.extensions.remove(&self.name) && !self.if_exists {
            return Err(CatalogError::missing("extension", &self.name));
        }
        Ok(())
    }

    fn inverse(&self, before: &Catalog) -> Inverse {
        if before.extensions.contains(&self.name) {
            let again = CreateExtension { name: self.name.clone(), if_not_exists: false };
            let reason = format!("extension `{}` comes back in its default version", self.name);
            Inverse::lossy(reason, vec![again.into()])
        } else if self.if_exists {
            Inverse::nothing()
        } else {
            Inverse::none(CatalogError::missing("extension", &self.name).to_string())
        }
    }

    fn hazards(&self, _before: &Catalog) -> Vec<Hazard> {
        Vec::new()
    }
}
