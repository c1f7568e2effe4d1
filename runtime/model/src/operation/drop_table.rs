//! Drops a table with its rows.

use serde::{Deserialize, Serialize};

use super::restore::restore_constraint;
use super::{CreateTable, CreateTrigger, Hazard, Inverse, Operate, Operation, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::constraint::{Constraint, ConstraintBody};
use crate::ident::ObjectName;
use crate::table::Table;

/// Drops a table with its rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DropTable {
    /// The table.
    pub table: ObjectName,
    /// Its absence is no error.
    #[serde(default)]
    pub if_exists: bool,
    /// Drops what depends on it as well (PostgreSQL).
    #[serde(default)]
    pub cascade: bool,
}

impl Operate for DropTable {
    fn touches(&self) -> Vec<Touched> {
        vec![Touched::Table(self.table.clone())]
    }

    fn permission(&self) -> Permission {
        Permission::Drop
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        if !catalog.tables.contains_key(&self.table) && self.if_exists {
            return Ok(());
        }
        catalog.table(&self.table)?;
        let pointing = catalog.foreign_keys_from_others(&self.table).next();
        let is_pointed_to = pointing.is_some();
        if let Some((other, _)) = pointing.filter(|_| !self.cascade) {
            return Err(CatalogError::invalid(format!(
                "table `{}` cannot be dropped while a foreign key of `{other}` points to it",
                self.table
            )));
        }
        catalog.tables.remove(&self.table);
        catalog.triggers.retain(|(table, _), _| *table != self.table);
        // A table that is taken out to be changed is copied where another catalog shares it.
        if is_pointed_to {
            for other in catalog.tables.values_mut() {
                other.constraints.retain(|constraint| {
                    !matches!(&constraint.body, ConstraintBody::ForeignKey(key) if key.references == self.table)
                });
            }
        }
        Ok(())
    }

    fn inverse(&self, before: &Catalog) -> Inverse {
        let Some(table) = before.tables.get(&self.table) else {
            return match self.if_exists {
                true => Inverse::nothing(),
                false => Inverse::none(CatalogError::missing("table", &self.table).to_string()),
            };
        };
        let mut operations: Vec<Operation> =
            vec![CreateTable { table: Table::clone(table), if_not_exists: false }.into()];
        if self.cascade {
            for (other, constraint) in before.foreign_keys_from_others(&self.table) {
                let other = before.tables.get(other);
                let constraint = unchecked(constraint);
                operations
                    .extend(other.into_iter().flat_map(|t| restore_constraint(t, &constraint)));
            }
        }
        let triggers = before.triggers.values().filter(|trigger| trigger.table == self.table);
        operations.extend(triggers.map(|trigger| {
            Operation::from(CreateTrigger { trigger: trigger.clone(), or_replace: false })
        }));
        Inverse::lossy(format!("the rows of `{}` are gone", self.table), operations)
    }

    fn hazards(&self, before: &Catalog) -> Vec<Hazard> {
        if !before.tables.contains_key(&self.table) {
            return Vec::new();
        }
        let mut hazards = vec![Hazard::loss(format!("drops `{}` with all its rows", self.table))];
        if self.cascade {
            let others = before.foreign_keys_from_others(&self.table);
            hazards.extend(others.map(|(other, _)| {
                Hazard::caution(format!("drops a foreign key of `{other}` as well"))
            }));
            hazards.push(Hazard::caution("drops views that read the table as well"));
        }
        hazards
    }
}

/// A foreign key to a table whose rows are gone: rows that point to them would not let it pass.
fn unchecked(constraint: &Constraint) -> Constraint {
    let mut constraint = constraint.clone();
    if let ConstraintBody::ForeignKey(key) = &mut constraint.body {
        key.not_valid = true;
    }
    constraint
}
