//! Adds a primary key, unique, check, foreign key or exclude constraint.

use serde::{Deserialize, Serialize};

use crate::constraint::Constraint;
use crate::ident::ObjectName;

/// Adds a primary key, unique, check, foreign key or exclude constraint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AddConstraint {
    /// The table.
    pub table: ObjectName,
    /// The constraint.
    pub constraint: Constraint,
}

impl super::Operate for AddConstraint {
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
