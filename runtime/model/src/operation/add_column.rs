//! Adds a column at the end of a table.

use serde::{Deserialize, Serialize};

use crate::column::Column;
use crate::ident::ObjectName;

/// Adds a column at the end of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AddColumn {
    /// The table.
    pub table: ObjectName,
    /// The column; constraints behind it are operations of their own.
    pub column: Column,
    /// Its existence is no error.
    #[serde(default)]
    pub if_not_exists: bool,
}

impl super::Operate for AddColumn {
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
