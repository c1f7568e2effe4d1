//! Drops a schema.

use serde::{Deserialize, Serialize};

use crate::ident::Ident;

/// Drops a schema.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DropSchema {
    /// The schema.
    pub name: Ident,
    /// Its absence is no error.
    #[serde(default)]
    pub if_exists: bool,
    /// Drops what is in it as well.
    #[serde(default)]
    pub cascade: bool,
}

impl super::Operate for DropSchema {
    fn touches(&self) -> Vec<super::Touched> {
        vec![super::Touched::Unknown]
    }
    fn permission(&self) -> super::Permission {
        super::Permission::Alter
    }
    fn apply_to(
        &self,
        _catalog: &mut crate::catalog::Catalog,
    ) -> Result<(), crate::catalog::CatalogError> {
        Ok(())
    }
    fn inverse(&self, _before: &crate::catalog::Catalog) -> super::Inverse {
        super::Inverse::None { reason: String::new() }
    }
    fn hazards(&self, _before: &crate::catalog::Catalog) -> Vec<super::Hazard> {
        Vec::new()
    }
}
