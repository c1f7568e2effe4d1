//! Drops a schema.

use serde::{Deserialize, Serialize};

use super::{
    AddConstraint, CreateFunction, CreateSchema, CreateSequence, CreateTable, CreateTrigger,
    CreateView, Hazard, Inverse, Operate, Operation, Permission, Touched,
};
use crate::catalog::{Catalog, CatalogError};
use crate::constraint::{Constraint, ConstraintBody};
use crate::ident::{Ident, ObjectName};
use crate::table::Table;

/// Drops a schema.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DropSchema {
    /// The schema.
    pub name: Ident,
    /// Its absence is no error.
    #[serde(default)]
    pub if_exists: bool,
    /// Drops what is in it as well.
    #[serde(default)]
    pub cascade: bool,
}

impl Operate for DropSchema {
    fn touches(&self) -> Vec<Touched> {
        vec![Touched::other("schema", &self.name)]
    }

    fn permission(&self) -> Permission {
        Permission::Drop
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        if !catalog.schemas.contains(&self.name) {
            return match self.if_exists {
                true => Ok(()),
                false => Err(CatalogError::missing("schema", &self.name)),
            };
        }
        if let Some(object) = self.contents(catalog).first()
            && !self.cascade
        {
            return Err(CatalogError::invalid(format!(
                "schema `{}` cannot be dropped while `{object}` is in it",
                self.name
            )));
        }
        catalog.schemas.remove(&self.name);
        catalog.tables.retain(|name, _| !self.holds(name));
        catalog.views.retain(|name, _| !self.holds(name));
        catalog.triggers.retain(|(table, _), _| !self.holds(table));
        catalog.functions.retain(|(name, _), _| !self.holds(name));
        catalog.sequences.retain(|name, _| !self.holds(name));
        for table in catalog.tables.values_mut() {
            table.constraints.retain(|constraint| !self.is_pointed_to_by(constraint));
        }
        Ok(())
    }

    fn inverse(&self, before: &Catalog) -> Inverse {
        if !before.schemas.contains(&self.name) {
            return match self.if_exists {
                true => Inverse::nothing(),
                false => Inverse::none(CatalogError::missing("schema", &self.name).to_string()),
            };
        }
        let again = CreateSchema { name: self.name.clone(), if_not_exists: false };
        if self.contents(before).is_empty() {
            return Inverse::exact(again);
        }
        let reason = format!("the rows of all tables in schema `{}` are gone", self.name);
        Inverse::lossy(reason, self.with_contents(again.into(), before))
    }

    fn hazards(&self, before: &Catalog) -> Vec<Hazard> {
        self.contents(before)
            .into_iter()
            .map(|object| Hazard::loss(format!("drops `{object}` with all that is in it")))
            .collect()
    }
}

impl DropSchema {
    fn holds(&self, object: &ObjectName) -> bool {
        object.schema.as_ref() == Some(&self.name)
    }

    fn is_pointed_to_by(&self, constraint: &Constraint) -> bool {
        matches!(&constraint.body, ConstraintBody::ForeignKey(key) if self.holds(&key.references))
    }

    fn contents<'a>(&self, catalog: &'a Catalog) -> Vec<&'a ObjectName> {
        let functions = catalog.functions.keys().map(|(name, _)| name);
        let objects = catalog.tables.keys().chain(catalog.views.keys()).chain(functions);
        objects.chain(catalog.sequences.keys()).filter(|name| self.holds(name)).collect()
    }

    /// The schema with all that was in it; foreign keys come when every table is there.
    fn with_contents(&self, schema: Operation, before: &Catalog) -> Vec<Operation> {
        let mut operations = vec![schema];
        for sequence in before.sequences.values().filter(|s| self.holds(&s.name)).cloned() {
            operations.push(CreateSequence { sequence, if_not_exists: false }.into());
        }
        let mut keys: Vec<Operation> = Vec::new();
        for table in before.tables.values() {
            let own = self.holds(&table.name);
            let is_key = |c: &Constraint| {
                matches!(c.body, ConstraintBody::ForeignKey(_)) && own || self.is_pointed_to_by(c)
            };
            let (later, now): (Vec<_>, Vec<_>) =
                table.constraints.iter().cloned().partition(is_key);
            keys.extend(later.into_iter().map(|constraint| {
                Operation::from(AddConstraint { table: table.name.clone(), constraint })
            }));
            if own {
                let table = Table { constraints: now, ..Table::clone(table) };
                operations.push(CreateTable { table, if_not_exists: false }.into());
            }
        }
        operations.extend(keys);
        for function in before.functions.values().filter(|f| self.holds(&f.name)).cloned() {
            operations.push(CreateFunction { function, or_replace: false }.into());
        }
        for view in before.views.values().filter(|v| self.holds(&v.name)).cloned() {
            operations.push(CreateView { view, or_replace: false }.into());
        }
        for trigger in before.triggers.values().filter(|t| self.holds(&t.table)).cloned() {
            operations.push(CreateTrigger { trigger, or_replace: false }.into());
        }
        operations
    }
}
