//! Updates single rows by their keys, each with its own values.

use serde::{Deserialize, Serialize};

use super::fit::{rows_fit, target};
use super::{Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
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

impl Operate for UpdateByKey {
    fn touches(&self) -> Vec<Touched> {
        let column = |name: &Ident| Touched::Column(self.table.clone(), name.clone());
        self.columns.iter().map(column).collect()
    }

    fn permission(&self) -> Permission {
        Permission::Write
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        if self.key.is_empty() || self.columns.is_empty() {
            return Err(CatalogError::invalid(format!(
                "an update of `{}` by key needs at least one key column and one other",
                self.table
            )));
        }
        target(catalog, &self.table, self.key.iter().chain(&self.columns))?;
        rows_fit(&self.table, &self.rows, self.key.len() + self.columns.len())
    }

    fn inverse(&self, _before: &Catalog) -> Inverse {
        match self.rows.is_empty() {
            true => Inverse::nothing(),
            false => Inverse::none("the overwritten values are not kept"),
        }
    }

    fn hazards(&self, _before: &Catalog) -> Vec<Hazard> {
        match self.rows.len() {
            0 => Vec::new(),
            _ => vec![Hazard::loss(format!("overwrites values in rows of `{}`", self.table))],
        }
    }
}
