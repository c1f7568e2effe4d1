//! Drops a sequence.

use serde::{Deserialize, Serialize};

use super::{CreateSequence, Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::ident::ObjectName;

/// Drops a sequence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DropSequence {
    /// The sequence.
    pub name: ObjectName,
    /// Its absence is no error.
    #[serde(default)]
    pub if_exists: bool,
}

impl Operate for DropSequence {
    fn touches(&self) -> Vec<Touched> {
        vec![Touched::other("sequence", &self.name)]
    }

    fn permission(&self) -> Permission {
        Permission::Drop
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        match catalog.sequences.remove(&self.name) {
            None if !self.if_exists => Err(CatalogError::missing("sequence", &self.name)),
            Some(_) | None => Ok(()),
        }
    }

    fn inverse(&self, before: &Catalog) -> Inverse {
        match before.sequences.get(&self.name) {
            Some(sequence) => {
                let again = CreateSequence { sequence: sequence.clone(), if_not_exists: false };
                let reason = format!("sequence `{}` begins again at its start", self.name);
                Inverse::lossy(reason, vec![again.into()])
            }
            None if self.if_exists => Inverse::nothing(),
            None => Inverse::none(CatalogError::missing("sequence", &self.name).to_string()),
        }
    }

    fn hazards(&self, before: &Catalog) -> Vec<Hazard> {
        match before.sequences.contains_key(&self.name) {
            true => vec![Hazard::loss(format!("the position of `{}` is lost", self.name))],
            false => Vec::new(),
        }
    }
}
