//! Deletes rows by a condition.

use serde::{Deserialize, Serialize};

use super::fit::{filter_columns, is_every_row, target};
use super::{Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
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

impl Operate for DeleteRows {
    fn touches(&self) -> Vec<Touched> {
        vec![Touched::Table(self.table.clone())]
    }

    fn permission(&self) -> Permission {
        Permission::Write
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        target(catalog, &self.table, filter_columns(&self.filter)).map(|_| ())
    }

    fn inverse(&self, _before: &Catalog) -> Inverse {
        Inverse::none("the deleted rows are not kept")
    }

    fn hazards(&self, _before: &Catalog) -> Vec<Hazard> {
        let rows = if is_every_row(&self.filter) { "every row" } else { "rows" };
        vec![Hazard::loss(format!("deletes {rows} of `{}`", self.table))]
    }
}
