//! Changes type, nullability, default, comment or numbering of a column.

use serde::{Deserialize, Serialize};

use crate::column::{DefaultValue, Identity};
use crate::ident::{Ident, ObjectName};
use crate::types::{ColumnType, PerDialect};

/// Changes type, nullability, default, comment or numbering of a column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AlterColumn {
    /// The table.
    pub table: ObjectName,
    /// The column.
    pub column: Ident,
    /// The new type.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "type")]
    pub ty: Option<TypeChange>,
    /// Whether NULL is allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nullable: Option<bool>,
    /// The default.
    #[serde(default)]
    pub default: Change<DefaultValue>,
    /// The comment.
    #[serde(default)]
    pub comment: Change<String>,
    /// The numbering.
    #[serde(default)]
    pub identity: Change<Identity>,
}

/// A new type for a column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TypeChange {
    /// The type.
    #[serde(rename = "type")]
    pub ty: ColumnType,
    /// The expression that makes the new value from the old row; none for the database's own
    /// conversion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub using: Option<PerDialect>,
}

/// One facet of a column: three states, because "no default" and "leave the default" differ.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change<T> {
    /// As it is.
    #[default]
    Unchanged,
    /// None any more.
    Remove,
    /// This one.
    Set(T),
}

impl super::Operate for AlterColumn {
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
