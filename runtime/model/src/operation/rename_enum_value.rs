//! Gives a value of an enum another name, in every row that holds it.

use serde::{Deserialize, Serialize};

use crate::ident::Ident;

/// Gives a value of an enum another name, in every row that holds it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RenameEnumValue {
    /// The enum.
    pub name: Ident,
    /// The value.
    pub value: String,
    /// Its new name.
    pub new_value: String,
}

impl super::Operate for RenameEnumValue {
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
