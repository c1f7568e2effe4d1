//! Gives an index another name.

use serde::{Deserialize, Serialize};

use crate::ident::{Ident, ObjectName};

/// Gives an index another name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RenameIndex {
    /// The index.
    pub name: Ident,
    /// Its table; looked up in the catalog when none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<ObjectName>,
    /// Its new name.
    pub new_name: Ident,
}

impl super::Operate for RenameIndex {
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
