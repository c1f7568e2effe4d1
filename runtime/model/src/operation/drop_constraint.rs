//! Drops a constraint.

use serde::{Deserialize, Serialize};

use super::restore::restore;
use super::{Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::constraint::ConstraintKind;
use crate::ident::{Ident, ObjectName};

/// Drops a constraint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DropConstraint {
    /// The table.
    pub table: ObjectName,
    /// The constraint; for a primary key the name does not matter on MySQL and MariaDB.
    pub name: Ident,
    /// Its kind, where the catalog does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ConstraintKind>,
    /// Its absence is no error.
    #[serde(default)]
    pub if_exists: bool,
}

impl Operate for DropConstraint {
    fn touches(&self) -> Vec<Touched> {
        vec![Touched::Table(self.table.clone())]
    }

    fn permission(&self) -> Permission {
        Permission::Drop
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        let place = match catalog.find_constraint(&self.table, &self.name, self.kind) {
            Ok((table, place)) => {
                if let Some(other) = catalog.foreign_key_needs(table, place) {
                    return Err(CatalogError::invalid(format!(
                        "constraint `{}` of `{}` cannot be dropped while a foreign key of \
                         `{other}` points to its columns",
                        self.name, self.table
                    )));
                }
                place
            }
            Err(CatalogError::Missing { what: "constraint", .. }) if self.if_exists => {
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        catalog.table_mut(&self.table)?.remove_at(place);
        Ok(())
    }

    fn inverse(&self, before: &Catalog) -> Inverse {
        match before.find_constraint(&self.table, &self.name, self.kind) {
            Ok((table, place)) => Inverse::Exact(restore(table, place, false)),
            Err(CatalogError::Missing { what: "constraint", .. }) if self.if_exists => {
                Inverse::nothing()
            }
            Err(error) => Inverse::none(error.to_string()),
        }
    }

    fn hazards(&self, before: &Catalog) -> Vec<Hazard> {
        match before.find_constraint(&self.table, &self.name, self.kind) {
            Ok(_) => vec![Hazard::caution(format!(
                "rows that break `{}` can be written from now on, and keep the way back from working",
                self.name
            ))],
            Err(_) => Vec::new(),
        }
    }
}
