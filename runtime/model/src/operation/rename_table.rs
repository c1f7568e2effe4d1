//! Gives a table another name; indexes, constraints and rows stay.

use serde::{Deserialize, Serialize};

use crate::ident::{Ident, ObjectName};

/// Gives a table another name; indexes, constraints and rows stay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RenameTable {
    /// The table.
    pub table: ObjectName,
    /// The new name, in the same schema.
    pub new_name: Ident,
}

impl super::Operate for RenameTable {
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
