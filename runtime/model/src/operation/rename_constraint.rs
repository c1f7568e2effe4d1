//! Gives a constraint another name.

use serde::{Deserialize, Serialize};

use crate::ident::{Ident, ObjectName};

/// Gives a constraint another name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RenameConstraint {
    /// The table.
    pub table: ObjectName,
    /// The constraint.
    pub name: Ident,
    /// Its new name.
    pub new_name: Ident,
}

impl super::Operate for RenameConstraint {
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
