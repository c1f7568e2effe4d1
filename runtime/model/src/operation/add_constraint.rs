//! Adds a primary key, unique, check, foreign key or exclude constraint.

use serde::{Deserialize, Serialize};

use super::fit::{constraint_fits, put_constraint};
use super::restore::nullable_again;
use super::{DropConstraint, Hazard, Inverse, Operate, Operation, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::constraint::{Constraint, ConstraintBody};
use crate::ident::ObjectName;

/// Adds a primary key, unique, check, foreign key or exclude constraint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AddConstraint {
    /// The table.
    pub table: ObjectName,
    /// The constraint.
    pub constraint: Constraint,
}

impl Operate for AddConstraint {
    fn touches(&self) -> Vec<Touched> {
        let mut touched = vec![Touched::Table(self.table.clone())];
        let columns = self.constraint.body.columns().iter().cloned();
        touched.extend(columns.map(|column| Touched::Column(self.table.clone(), column)));
        if let ConstraintBody::ForeignKey(key) = &self.constraint.body
            && key.references != self.table
        {
            touched.push(Touched::Table(key.references.clone()));
        }
        touched
    }

    fn permission(&self) -> Permission {
        Permission::Alter
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        constraint_fits(catalog, catalog.table(&self.table)?, &self.constraint)?;
        put_constraint(catalog.table_mut(&self.table)?, self.constraint.clone());
        Ok(())
    }

    fn inverse(&self, before: &Catalog) -> Inverse {
        let Some(name) = self.constraint.name.clone() else {
            return Inverse::none("the constraint has no name by which it could be dropped");
        };
        let (table, kind) = (self.table.clone(), Some(self.constraint.body.kind()));
        let drop = DropConstraint { table, name, kind, if_exists: false };
        let mut operations: Vec<Operation> = vec![drop.into()];
        if let ConstraintBody::PrimaryKey { columns } = &self.constraint.body
            && let Ok(table) = before.table(&self.table)
        {
            operations.extend(nullable_again(table, columns));
        }
        Inverse::Exact(operations)
    }

    fn hazards(&self, before: &Catalog) -> Vec<Hazard> {
        let table = &self.table;
        if !before.tables.contains_key(table) {
            return Vec::new();
        }
        let message = match &self.constraint.body {
            ConstraintBody::PrimaryKey { .. } => {
                format!("fails when two rows of `{table}` have equal keys, or one has NULL in it")
            }
            ConstraintBody::Unique { .. } => {
                format!("fails when two rows of `{table}` have equal values")
            }
            ConstraintBody::Check { not_valid: true, .. } => return Vec::new(),
            ConstraintBody::ForeignKey(key) if key.not_valid => return Vec::new(),
            ConstraintBody::Check { .. } | ConstraintBody::Exclude { .. } => {
                format!("reads every row of `{table}`, and fails when one does not comply")
            }
            ConstraintBody::ForeignKey(key) => format!(
                "reads every row of `{table}`, and fails when one points to no row of `{}`",
                key.references
            ),
        };
        vec![Hazard::caution(message)]
    }
}
