//! Drops an index.

use serde::{Deserialize, Serialize};

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

impl super::Operate for DropIndex {
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
