//! Gives a column another name; everything that names it follows.

use serde::{Deserialize, Serialize};

use crate::ident::{Ident, ObjectName};

/// Gives a column another name; everything that names it follows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RenameColumn {
    /// The table.
    pub table: ObjectName,
    /// The column.
    pub column: Ident,
    /// Its new name.
    pub new_name: Ident,
}

impl super::Operate for RenameColumn {
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
