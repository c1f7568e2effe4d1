//! Adds a value to an enum.

use serde::{Deserialize, Serialize};

use super::{Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::ident::Ident;

/// Adds a value to an enum.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AddEnumValue {
    /// The enum.
    pub name: Ident,
    /// The new value.
    pub value: String,
    /// Where it goes.
    #[serde(default)]
    pub position: EnumPosition,
}

/// Where a new enum value goes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnumPosition {
    /// Behind all others.
    #[default]
    Last,
    /// Before this value.
    Before(String),
    /// Behind this value.
    After(String),
}

impl Operate for AddEnumValue {
    fn touches(&self) -> Vec<Touched> {
        vec![Touched::other("enum", &self.name)]
    }

    fn permission(&self) -> Permission {
        Permission::Alter
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        let missing = || CatalogError::missing("enum", &self.name);
        let known = catalog.enums.get_mut(&self.name).ok_or_else(missing)?;
        if known.values.contains(&self.value) {
            let name = format_args!("{}.{}", self.name, self.value);
            return Err(CatalogError::exists("enum value", name));
        }
        let find = |value: &String| {
            let missing =
                || CatalogError::missing("enum value", format_args!("{}.{value}", self.name));
            known.values.iter().position(|known| known == value).ok_or_else(missing)
        };
        let position = match &self.position {
            EnumPosition::Last => known.values.len(),
            EnumPosition::Before(value) => find(value)?,
            EnumPosition::After(value) => find(value)? + 1,
        };
        known.values.insert(position, self.value.clone());
        Ok(())
    }

    fn inverse(&self, _before: &Catalog) -> Inverse {
        Inverse::none("a value cannot be taken out of an enum while rows may hold it")
    }

    fn hazards(&self, _before: &Catalog) -> Vec<Hazard> {
        vec![Hazard::note(format!("the value `{}` cannot be taken out again", self.value))]
    }
}
