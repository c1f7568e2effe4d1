//! Gives a value of an enum another name, in every row that holds it.

use serde::{Deserialize, Serialize};

use super::{Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::ident::Ident;

/// Gives a value of an enum another name, in every row that holds it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RenameEnumValue {
    /// The enum.
    pub name: Ident,
    /// The value.
    pub value: String,
    /// Its new name.
    pub new_value: String,
}

impl Operate for RenameEnumValue {
    fn touches(&self) -> Vec<Touched> {
        vec![Touched::other("enum", &self.name)]
    }

    fn permission(&self) -> Permission {
        Permission::Alter
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        let known = catalog.enums.get(&self.name);
        let known = known.ok_or_else(|| CatalogError::missing("enum", &self.name))?;
        if !known.values.contains(&self.value) {
            let name = format_args!("{}.{}", self.name, self.value);
            return Err(CatalogError::missing("enum value", name));
        }
        if known.values.contains(&self.new_value) {
            let name = format_args!("{}.{}", self.name, self.new_value);
            return Err(CatalogError::exists("enum value", name));
        }
        catalog.move_enum_value(&self.name, &self.value, &self.new_value);
        Ok(())
    }

    fn inverse(&self, _before: &Catalog) -> Inverse {
        Inverse::exact(Self {
            name: self.name.clone(),
            value: self.new_value.clone(),
            new_value: self.value.clone(),
        })
    }

    fn hazards(&self, _before: &Catalog) -> Vec<Hazard> {
        vec![Hazard::caution(format!("running code that writes `{}` breaks", self.value))]
    }
}
