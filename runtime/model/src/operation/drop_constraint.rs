//! Drops a constraint.

use serde::{Deserialize, Serialize};

use crate::constraint::ConstraintKind;
use crate::ident::{Ident, ObjectName};

/// Drops a constraint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DropConstraint {
    /// The table.
    pub table: ObjectName,
    /// The constraint; for a primary key the name does not matter on MySQL and MariaDB.
    pub name: Ident,
    /// Its kind, where the catalog does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ConstraintKind>,
    /// Its absence is no error.
    #[serde(default)]
    pub if_exists: bool,
}

impl super::Operate for DropConstraint {
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
