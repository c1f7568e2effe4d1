//! Inserts rows.

use serde::{Deserialize, Serialize};

use crate::ident::{Ident, ObjectName};
use crate::query::Row;

/// Inserts rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InsertRows {
    /// The table.
    pub table: ObjectName,
    /// The columns that the rows fill, in order.
    pub columns: Vec<Ident>,
    /// The rows, each with one value for each column.
    pub rows: Vec<Row>,
}

impl super::Operate for InsertRows {
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
