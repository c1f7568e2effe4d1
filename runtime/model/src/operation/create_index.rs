//! Makes an index.

use serde::{Deserialize, Serialize};

use crate::index::Index;

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

impl super::Operate for CreateIndex {
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
