//! Updates rows by a condition.

use serde::{Deserialize, Serialize};

use crate::ident::{Ident, ObjectName};
use crate::query::Filter;
use crate::types::PerDialect;
use crate::value::Value;

/// Updates rows by a condition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UpdateRows {
    /// The table.
    pub table: ObjectName,
    /// The columns that change.
    pub set: Vec<(Ident, Assignment)>,
    /// Which rows.
    pub filter: Filter,
}

/// What a column becomes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assignment {
    /// A constant.
    Value(Value),
    /// An SQL expression, which may name other columns of the row.
    Expression(PerDialect),
}

impl super::Operate for UpdateRows {
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
