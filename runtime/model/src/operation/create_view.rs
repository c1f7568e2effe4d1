//! Makes a view, or replaces one and keeps its previous definition for the way back.

use serde::{Deserialize, Serialize};

use super::{DropView, Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::object::View;

/// Makes a view, or replaces one and keeps its previous definition for the way back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CreateView {
    /// The view.
    pub view: View,
    /// Replaces a view of this name.
    #[serde(default)]
    pub or_replace: bool,
}

impl Operate for CreateView {
    fn touches(&self) -> Vec<Touched> {
        vec![Touched::other("view", &self.view.name)]
    }

    fn permission(&self) -> Permission {
        Permission::RawSql
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        let name = &self.view.name;
        if !(self.or_replace && catalog.views.contains_key(name)) {
            catalog.free_name(name)?;
        }
        catalog.views.insert(name.clone(), self.view.clone());
        Ok(())
    }

    fn inverse(&self, before: &Catalog) -> Inverse {
        let name = self.view.name.clone();
        let drop = DropView { name, if_exists: false }.into();
        match before.views.get(&self.view.name) {
            // PostgreSQL replaces a view only by one with the same columns or more, so a
            // replacement that added one is taken back by way of a drop.
            Some(view) if self.or_replace => {
                let again = Self { view: view.clone(), or_replace: false };
                Inverse::Exact(vec![drop, again.into()])
            }
            Some(_) | None => Inverse::Exact(vec![drop]),
        }
    }

    fn hazards(&self, before: &Catalog) -> Vec<Hazard> {
        match before.views.contains_key(&self.view.name) {
            true => {
                vec![Hazard::caution(format!("code that reads `{}` may break", self.view.name))]
            }
            false => Vec::new(),
        }
    }
}
