//! Drops a trigger.

use serde::{Deserialize, Serialize};

use super::{CreateTrigger, Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::ident::{Ident, ObjectName};

/// Drops a trigger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DropTrigger {
    /// The trigger.
    pub name: Ident,
    /// The table.
    pub table: ObjectName,
    /// Its absence is no error.
    #[serde(default)]
    pub if_exists: bool,
}

impl Operate for DropTrigger {
    fn touches(&self) -> Vec<Touched> {
        vec![Touched::Table(self.table.clone()), Touched::other("trigger", &self.name)]
    }

    fn permission(&self) -> Permission {
        Permission::Drop
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        match catalog.triggers.remove(&(self.table.clone(), self.name.clone())) {
            None if !self.if_exists => {
                let name = format_args!("{}.{}", self.table, self.name);
                Err(CatalogError::missing("trigger", name))
            }
            Some(_) | None => Ok(()),
        }
    }

    fn inverse(&self, before: &Catalog) -> Inverse {
        match before.triggers.get(&(self.table.clone(), self.name.clone())) {
            Some(trigger) => {
                Inverse::exact(CreateTrigger { trigger: trigger.clone(), or_replace: false })
            }
            None if self.if_exists => Inverse::nothing(),
            None => {
                let name = format_args!("{}.{}", self.table, self.name);
                Inverse::none(CatalogError::missing("trigger", name).to_string())
            }
        }
    }

    fn hazards(&self, _before: &Catalog) -> Vec<Hazard> {
        Vec::new()
    }
}
