//! Drops a view.

use serde::{Deserialize, Serialize};

use super::{CreateView, Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::ident::ObjectName;

/// Drops a view.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DropView {
    /// The view.
    pub name: ObjectName,
    /// Its absence is no error.
    #[serde(default)]
    pub if_exists: bool,
}

impl Operate for DropView {
    fn touches(&self) -> Vec<Touched> {
        vec![Touched::other("view", &self.name)]
    }

    fn permission(&self) -> Permission {
        Permission::Drop
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        match catalog.views.remove(&self.name) {
            None if !self.if_exists => Err(CatalogError::missing("view", &self.name)),
            Some(_) | None => Ok(()),
        }
    }

    fn inverse(&self, before: &Catalog) -> Inverse {
        let Some(view) = before.views.get(&self.name) else {
            return match self.if_exists {
                true => Inverse::nothing(),
                false => Inverse::none(CatalogError::missing("view", &self.name).to_string()),
            };
        };
        let again = CreateView { view: view.clone(), or_replace: false };
        match view.materialized {
            true => Inverse::lossy(
                format!("the indexes of the materialized view `{}` are gone", self.name),
                vec![again.into()],
            ),
            false => Inverse::exact(again),
        }
    }

    fn hazards(&self, before: &Catalog) -> Vec<Hazard> {
        match before.views.contains_key(&self.name) {
            true => vec![Hazard::caution(format!("code that reads `{}` breaks", self.name))],
            false => Vec::new(),
        }
    }
}
