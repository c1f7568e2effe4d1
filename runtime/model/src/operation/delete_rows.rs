//! Deletes rows by a condition.

use serde::{Deserialize, Serialize};

use crate::ident::ObjectName;
use crate::query::Filter;

/// Deletes rows by a condition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeleteRows {
    /// The table.
    pub table: ObjectName,
    /// Which rows.
    pub filter: Filter,
}

impl super::Operate for DeleteRows {
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
