//! Makes a sequence.

use serde::{Deserialize, Serialize};

use super::{DropSequence, Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::object::Sequence;

/// Makes a sequence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CreateSequence {
    /// The sequence.
    pub sequence: Sequence,
    /// Its existence is no error.
    #[serde(default)]
    pub if_not_exists: bool,
}

impl Operate for CreateSequence {
    fn touches(&self) -> Vec<Touched> {
        vec![Touched::other("sequence", &self.sequence.name)]
    }

    fn permission(&self) -> Permission {
        Permission::Create
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        match catalog.free_name(&self.sequence.name) {
            Err(_) if self.if_not_exists => return Ok(()),
            taken => taken?,
        }
        catalog.sequences.insert(self.sequence.name.clone(), self.sequence.clone());
        Ok(())
    }

    fn inverse(&self, before: &Catalog) -> Inverse {
        if self.if_not_exists && before.free_name(&self.sequence.name).is_err() {
            return Inverse::nothing();
        }
        Inverse::exact(DropSequence { name: self.sequence.name.clone(), if_exists: false })
    }

    fn hazards(&self, _before: &Catalog) -> Vec<Hazard> {
        Vec::new()
    }
}
