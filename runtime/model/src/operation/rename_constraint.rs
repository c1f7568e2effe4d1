//! Gives a constraint another name.

use serde::{Deserialize, Serialize};

use super::{Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::constraint::ConstraintKind;
use crate::ident::{Ident, ObjectName};
use crate::lookup::Place;
use crate::table::Table;

/// Gives a constraint another name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RenameConstraint {
    /// The table.
    pub table: ObjectName,
    /// The constraint.
    pub name: Ident,
    /// Its new name.
    pub new_name: Ident,
    /// Its kind, where the name does not tell: MySQL and MariaDB forget that of a primary key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ConstraintKind>,
}

impl Operate for RenameConstraint {
    fn touches(&self) -> Vec<Touched> {
        vec![Touched::Table(self.table.clone())]
    }

    fn permission(&self) -> Permission {
        Permission::Alter
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        let (table, place) = catalog.find_constraint(&self.table, &self.name, self.kind)?;
        table.free_constraint_name(&self.new_name)?;
        catalog.table_mut(&self.table)?.rename_at(place, &self.new_name);
        Ok(())
    }

    fn inverse(&self, before: &Catalog) -> Inverse {
        let found =
            before.find_constraint(&self.table, &self.name, self.kind).map(|(table, place)| {
                Inverse::exact(Self {
                    table: self.table.clone(),
                    name: self.new_name.clone(),
                    new_name: table.name_at(place).unwrap_or(&self.name).clone(),
                    kind: kind_at(table, place),
                })
            });
        Inverse::of(found)
    }

    fn hazards(&self, _before: &Catalog) -> Vec<Hazard> {
        Vec::new()
    }
}

fn kind_at(table: &Table, place: Place) -> Option<ConstraintKind> {
    match place {
        Place::Constraint(at) => Some(table.constraints[at].body.kind()),
        Place::Index(_) => None,
    }
}
