//! Runs one statement of raw SQL.

use serde::{Deserialize, Serialize};

use super::{Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::types::PerDialect;
use crate::value::Value;

/// Runs one statement of raw SQL.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Execute {
    /// The statement; a database without a text of its own or a generic one is an error.
    pub sql: PerDialect,
    /// One value for each `?` in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Value>,
}

impl Operate for Execute {
    fn touches(&self) -> Vec<Touched> {
        vec![Touched::Unknown]
    }

    fn permission(&self) -> Permission {
        Permission::RawSql
    }

    fn apply_to(&self, _catalog: &mut Catalog) -> Result<(), CatalogError> {
        Ok(())
    }

    fn inverse(&self, _before: &Catalog) -> Inverse {
        Inverse::none("nobody knows what raw SQL does")
    }

    fn hazards(&self, _before: &Catalog) -> Vec<Hazard> {
        vec![Hazard::note("raw SQL: what it touches is not known")]
    }
}
