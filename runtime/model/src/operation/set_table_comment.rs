//! Sets or removes the comment of a table.

use serde::{Deserialize, Serialize};

use super::{Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::ident::ObjectName;

/// Sets or removes the comment of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SetTableComment {
    /// The table.
    pub table: ObjectName,
    /// The comment; none removes it.
    pub comment: Option<String>,
}

impl Operate for SetTableComment {
    fn touches(&self) -> Vec<Touched> {
        vec![Touched::Table(self.table.clone())]
    }

    fn permission(&self) -> Permission {
        Permission::Alter
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        catalog.table_mut(&self.table)?.comment.clone_from(&self.comment);
        Ok(())
    }

    fn inverse(&self, before: &Catalog) -> Inverse {
        Inverse::of(before.table(&self.table).map(|table| {
            let comment = table.comment.clone();
            Inverse::exact(Self { table: self.table.clone(), comment })
        }))
    }

    fn hazards(&self, _before: &Catalog) -> Vec<Hazard> {
        Vec::new()
    }
}
