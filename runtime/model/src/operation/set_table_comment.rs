//! Sets or removes the comment of a table.

use serde::{Deserialize, Serialize};

use crate::ident::ObjectName;

/// Sets or removes the comment of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SetTableComment {
    /// The table.
    pub table: ObjectName,
    /// The comment; none removes it.
    pub comment: Option<String>,
}

impl super::Operate for SetTableComment {
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
