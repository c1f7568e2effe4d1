//! Drops an enum that no column uses any more.

use serde::{Deserialize, Serialize};

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

impl super::Operate for DropEnum {
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
