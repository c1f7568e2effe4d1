//! Makes an enum: a type on PostgreSQL, emulated elsewhere.

use serde::{Deserialize, Serialize};

use crate::object::EnumType;

/// Makes an enum: a type on PostgreSQL, emulated elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CreateEnum {
    /// The enum.
    pub enum_type: EnumType,
}

impl super::Operate for CreateEnum {
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
