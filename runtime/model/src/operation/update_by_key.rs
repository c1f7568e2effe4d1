//! Updates single rows by their keys, each with its own values.

use serde::{Deserialize, Serialize};

use crate::ident::{Ident, ObjectName};
use crate::query::Row;

/// Updates single rows by their keys, each with its own values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UpdateByKey {
    /// The table.
    pub table: ObjectName,
    /// The columns that identify a row.
    pub key: Vec<Ident>,
    /// The columns that change.
    pub columns: Vec<Ident>,
    /// The rows: first the values of the key, then those of the columns.
    pub rows: Vec<Row>,
}

impl super::Operate for UpdateByKey {
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
