//! Updates rows by a condition.

use serde::{Deserialize, Serialize};

use super::fit::{filter_columns, is_every_row, target};
use super::{Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
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

impl Operate for UpdateRows {
    fn touches(&self) -> Vec<Touched> {
        let column =
            |(name, _): &(Ident, Assignment)| Touched::Column(self.table.clone(), name.clone());
        self.set.iter().map(column).collect()
    }

    fn permission(&self) -> Permission {
        Permission::Write
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        if self.set.is_empty() {
            let reason = format!("an update of `{}` sets no column", self.table);
            return Err(CatalogError::invalid(reason));
        }
        let columns = self.set.iter().map(|(column, _)| column).chain(filter_columns(&self.filter));
        target(catalog, &self.table, columns).map(|_| ())
    }

    fn inverse(&self, _before: &Catalog) -> Inverse {
        Inverse::none("the overwritten values are not kept")
    }

    fn hazards(&self, _before: &Catalog) -> Vec<Hazard> {
        let rows = if is_every_row(&self.filter) { "every row" } else { "rows" };
        vec![Hazard::loss(format!("overwrites values in {rows} of `{}`", self.table))]
    }
}
