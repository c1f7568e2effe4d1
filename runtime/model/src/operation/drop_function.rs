//! Drops a function or procedure.

use serde::{Deserialize, Serialize};

use super::{CreateFunction, Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::ident::ObjectName;
use crate::object::Function;

/// Drops a function or procedure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DropFunction {
    /// The function.
    pub name: ObjectName,
    /// Argument types that tell overloads apart (PostgreSQL); empty elsewhere.
    #[serde(default)]
    pub arguments: String,
    /// A procedure rather than a function.
    #[serde(default)]
    pub procedure: bool,
    /// Its absence is no error.
    #[serde(default)]
    pub if_exists: bool,
}

impl Operate for DropFunction {
    fn touches(&self) -> Vec<Touched> {
        vec![Touched::other("function", &self.name)]
    }

    fn permission(&self) -> Permission {
        Permission::Drop
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        match self.known(catalog) {
            None if self.if_exists => Ok(()),
            None => Err(CatalogError::missing("function", &self.name)),
            Some(_) => {
                catalog.functions.remove(&(self.name.clone(), self.arguments.clone()));
                Ok(())
            }
        }
    }

    fn inverse(&self, before: &Catalog) -> Inverse {
        match self.known(before) {
            Some(function) => {
                Inverse::exact(CreateFunction { function: function.clone(), or_replace: false })
            }
            None if self.if_exists => Inverse::nothing(),
            None => Inverse::none(CatalogError::missing("function", &self.name).to_string()),
        }
    }

    fn hazards(&self, before: &Catalog) -> Vec<Hazard> {
        match self.known(before) {
            Some(_) => vec![Hazard::caution(format!("code that calls `{}` breaks", self.name))],
            None => Vec::new(),
        }
    }
}

impl DropFunction {
    fn known<'a>(&self, catalog: &'a Catalog) -> Option<&'a Function> {
        let key = (self.name.clone(), self.arguments.clone());
        catalog.functions.get(&key).filter(|known| known.procedure == self.procedure)
    }
}
