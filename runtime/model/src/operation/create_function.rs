//! Makes a function or procedure, or replaces one and keeps its previous definition for the way back.

use serde::{Deserialize, Serialize};

use super::{DropFunction, Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::object::Function;

/// Makes a function or procedure, or replaces one and keeps its previous definition for the way back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CreateFunction {
    /// The function.
    pub function: Function,
    /// Replaces a function of this name and these arguments.
    #[serde(default)]
    pub or_replace: bool,
}

impl Operate for CreateFunction {
    fn touches(&self) -> Vec<Touched> {
        vec![Touched::other("function", &self.function.name)]
    }

    fn permission(&self) -> Permission {
        Permission::RawSql
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        let function = &self.function;
        let key = (function.name.clone(), function.arguments.clone());
        let replaces = |known: &Function| self.or_replace && known.procedure == function.procedure;
        if catalog.functions.get(&key).is_some_and(|known| !replaces(known)) {
            return Err(CatalogError::exists("function", &function.name));
        }
        catalog.functions.insert(key, function.clone());
        Ok(())
    }

    fn inverse(&self, before: &Catalog) -> Inverse {
        let Function { name, arguments, procedure, .. } = self.function.clone();
        match before.functions.get(&(name.clone(), arguments.clone())) {
            Some(known) if self.or_replace => {
                Inverse::exact(Self { function: known.clone(), or_replace: true })
            }
            Some(_) | None => {
                Inverse::exact(DropFunction { name, arguments, procedure, if_exists: false })
            }
        }
    }

    fn hazards(&self, _before: &Catalog) -> Vec<Hazard> {
        Vec::new()
    }
}
