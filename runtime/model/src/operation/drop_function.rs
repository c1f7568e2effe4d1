//! Drops a function or procedure.

use serde::{Deserialize, Serialize};

use crate::ident::ObjectName;

/// Drops a function or procedure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DropFunction {
    /// The function.
    pub name: ObjectName,
    /// Argument types that tell overloads apart (PostgreSQL); empty elsewhere.
    #[serde(default)]
    pub arguments: String,
    /// A procedure rather than a function.
    #[serde(default)]
    pub procedure: bool,
    /// Its absence is no error.
    #[serde(default)]
    pub if_exists: bool,
}

impl super::Operate for DropFunction {
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
