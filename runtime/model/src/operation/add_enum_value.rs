//! Adds a value to an enum.

use serde::{Deserialize, Serialize};

use crate::ident::Ident;

/// Adds a value to an enum.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AddEnumValue {
    /// The enum.
    pub name: Ident,
    /// The new value.
    pub value: String,
    /// Where it goes.
    #[serde(default)]
    pub position: EnumPosition,
}

/// Where a new enum value goes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnumPosition {
    /// Behind all others.
    #[default]
    Last,
    /// Before this value.
    Before(String),
    /// Behind this value.
    After(String),
}

impl super::Operate for AddEnumValue {
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
