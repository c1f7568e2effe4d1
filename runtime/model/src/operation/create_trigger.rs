//! Makes a trigger, or replaces one and keeps its previous definition for the way back.

use serde::{Deserialize, Serialize};

use super::{DropTrigger, Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::object::Trigger;

/// Makes a trigger, or replaces one and keeps its previous definition for the way back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CreateTrigger {
    /// The trigger.
    pub trigger: Trigger,
    /// Replaces a trigger of this name.
    #[serde(default)]
    pub or_replace: bool,
}

impl Operate for CreateTrigger {
    fn touches(&self) -> Vec<Touched> {
        vec![
            Touched::Table(self.trigger.table.clone()),
            Touched::other("trigger", &self.trigger.name),
        ]
    }

    fn permission(&self) -> Permission {
        Permission::RawSql
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        let (table, name) = (&self.trigger.table, &self.trigger.name);
        if !catalog.views.contains_key(table) {
            catalog.table(table)?;
        }
        let key = (table.clone(), name.clone());
        if !self.or_replace && catalog.triggers.contains_key(&key) {
            return Err(CatalogError::exists("trigger", format_args!("{table}.{name}")));
        }
        catalog.triggers.insert(key, self.trigger.clone());
        Ok(())
    }

    fn inverse(&self, before: &Catalog) -> Inverse {
        let (table, name) = (self.trigger.table.clone(), self.trigger.name.clone());
        match before.triggers.get(&(table.clone(), name.clone())) {
            Some(trigger) if self.or_replace => {
                Inverse::exact(Self { trigger: trigger.clone(), or_replace: true })
            }
            Some(_) | None => Inverse::exact(DropTrigger { name, table, if_exists: false }),
        }
    }

    fn hazards(&self, _before: &Catalog) -> Vec<Hazard> {
        vec![Hazard::note(format!("every later write to `{}` runs it", self.trigger.table))]
    }
}
