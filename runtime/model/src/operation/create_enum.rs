//! Makes an enum: a type on PostgreSQL, emulated elsewhere.

use serde::{Deserialize, Serialize};

use super::{DropEnum, Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::object::EnumType;

/// Makes an enum: a type on PostgreSQL, emulated elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CreateEnum {
    /// The enum.
    pub enum_type: EnumType,
}

impl Operate for CreateEnum {
    fn touches(&self) -> Vec<Touched> {
        vec![Touched::other("enum", &self.enum_type.name)]
    }

    fn permission(&self) -> Permission {
        Permission::Create
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        let EnumType { name, values } = &self.enum_type;
        if catalog.enums.contains_key(name) {
            return Err(CatalogError::exists("enum", name));
        }
        if let Some((_, twice)) =
            values.iter().enumerate().find(|(at, v)| values[..*at].contains(v))
        {
            return Err(CatalogError::invalid(format!(
                "enum `{name}` has the value `{twice}` twice"
            )));
        }
        catalog.enums.insert(name.clone(), self.enum_type.clone());
        Ok(())
    }

    fn inverse(&self, _before: &Catalog) -> Inverse {
        Inverse::exact(DropEnum { name: self.enum_type.name.clone(), if_exists: false })
    }

    fn hazards(&self, _before: &Catalog) -> Vec<Hazard> {
        Vec::new()
    }
}
