//! Checks existing rows against a constraint that was added as not valid.

use serde::{Deserialize, Serialize};

use super::{AddConstraint, DropConstraint, Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::constraint::{Constraint, ConstraintBody};
use crate::ident::{Ident, ObjectName};
use crate::lookup::Place;

/// Checks existing rows against a constraint that was added as not valid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ValidateConstraint {
    /// The table.
    pub table: ObjectName,
    /// The constraint.
    pub name: Ident,
}

impl Operate for ValidateConstraint {
    fn touches(&self) -> Vec<Touched> {
        vec![Touched::Table(self.table.clone())]
    }

    fn permission(&self) -> Permission {
        Permission::Alter
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        let (_, place) = catalog.find_constraint(&self.table, &self.name, None)?;
        let table = catalog.table_mut(&self.table)?;
        if let Place::Constraint(at) = place {
            match &mut table.constraints[at].body {
                ConstraintBody::Check { not_valid, .. } => *not_valid = false,
                ConstraintBody::ForeignKey(key) => key.not_valid = false,
                _ => {}
            }
        }
        Ok(())
    }

    fn inverse(&self, before: &Catalog) -> Inverse {
        let found = before.find_constraint(&self.table, &self.name, None).map(|(table, place)| {
            match place {
                Place::Constraint(at) if is_not_valid(&table.constraints[at]) => {
                    // What was validated cannot be un-validated, but it can be made anew.
                    let constraint = table.constraints[at].clone();
                    let kind = Some(constraint.body.kind());
                    let (table, name) = (self.table.clone(), self.name.clone());
                    let drop =
                        DropConstraint { table: table.clone(), name, kind, if_exists: false };
                    Inverse::Exact(vec![drop.into(), AddConstraint { table, constraint }.into()])
                }
                Place::Constraint(_) | Place::Index(_) => Inverse::nothing(),
            }
        });
        Inverse::of(found)
    }

    fn hazards(&self, before: &Catalog) -> Vec<Hazard> {
        match before.find_constraint(&self.table, &self.name, None) {
            Ok(_) => vec![Hazard::note(format!(
                "reads every row of `{}`, and fails when one does not comply",
                self.table
            ))],
            Err(_) => Vec::new(),
        }
    }
}

fn is_not_valid(constraint: &Constraint) -> bool {
    match &constraint.body {
        ConstraintBody::Check { not_valid, .. } => *not_valid,
        ConstraintBody::ForeignKey(key) => key.not_valid,
        ConstraintBody::PrimaryKey { .. }
        | ConstraintBody::Unique { .. }
        | ConstraintBody::Exclude { .. } => false,
    }
}
