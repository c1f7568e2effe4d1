//! Confirmed renames: what is compared afterwards has its new name already.

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::operation::{Operate, Operation, RenameColumn, RenameEnumValue, RenameTable};

use super::error::DiffError;
use super::plan::Plan;
use crate::schema::renames::Renamed;

/// The confirmed renames in an order that works, and the catalog after them.
pub(super) struct Renaming {
    operations: Vec<Operation>,
    tables: Vec<(ObjectName, ObjectName)>,
    columns: Vec<(ObjectName, Ident, Ident)>,
    /// The catalog with everything under its new name.
    pub(super) after: Catalog,
}

impl Renaming {
    /// Orders the renames and tries them.
    pub(super) fn of(
        from: &Catalog,
        to: &Catalog,
        confirmed: &[Renamed],
    ) -> Result<Self, DiffError> {
        let (operations, tables, columns) = (Vec::new(), Vec::new(), Vec::new());
        let mut renaming = Self { operations, tables, columns, after: from.clone() };
        for renamed in confirmed {
            if let Renamed::Table { from: old, to: new } = renamed {
                let target = old.sibling(new.clone());
                must(to.tables.contains_key(&target), renamed, "no table has the new name")?;
                renaming.tables.push((old.clone(), target));
            }
        }
        let (tables, others): (Vec<&Renamed>, Vec<&Renamed>) =
            confirmed.iter().partition(|renamed| matches!(renamed, Renamed::Table { .. }));
        renaming.try_all(tables)?;
        for renamed in &others {
            if let Renamed::Column { table, from: old, to: new } = renamed {
                let table = renaming.table_now(table).clone();
                let there = to.tables.get(&table).is_some_and(|t| t.column(new).is_some());
                must(there, renamed, "no column has the new name")?;
                renaming.columns.push((table, old.clone(), new.clone()));
            }
        }
        renaming.try_all(others)?;
        Ok(renaming)
    }

    /// Takes them as steps.
    pub(super) fn take(&self, plan: &mut Plan<'_>) -> Result<(), DiffError> {
        for operation in &self.operations {
            plan.operation(operation.clone())?;
        }
        Ok(())
    }

    /// The new name of a table.
    pub(super) fn table_now<'a>(&'a self, old: &'a ObjectName) -> &'a ObjectName {
        self.tables.iter().find(|(from, _)| from == old).map_or(old, |(_, to)| to)
    }

    /// The old name of a table.
    pub(super) fn table_before<'a>(&'a self, new: &'a ObjectName) -> &'a ObjectName {
        self.tables.iter().find(|(_, to)| to == new).map_or(new, |(from, _)| from)
    }

    /// The old name of a column of a table by its new name.
    pub(super) fn column_before<'a>(&'a self, table: &ObjectName, new: &'a Ident) -> &'a Ident {
        self.renamed_columns(table).find(|(_, to)| *to == new).map_or(new, |(from, _)| from)
    }

    /// The renamed columns of a table by its new name: old and new names.
    pub(super) fn renamed_columns<'a>(
        &'a self,
        table: &ObjectName,
    ) -> impl Iterator<Item = (&'a Ident, &'a Ident)> {
        let own = self.columns.iter().filter(move |(of, _, _)| of == table);
        own.map(|(_, from, to)| (from, to))
    }

    /// The renamed tables: old and new names.
    pub(super) fn renamed_tables(&self) -> impl Iterator<Item = &(ObjectName, ObjectName)> {
        self.tables.iter()
    }

    /// Tries the renames until none is left or none of those left fits: one may need the name that
    /// another one gives free.
    fn try_all(&mut self, mut left: Vec<&Renamed>) -> Result<(), DiffError> {
        while !left.is_empty() {
            let mut refused = Vec::new();
            let mut reason = String::new();
            let before = left.len();
            for renamed in left {
                let operation = self.operation(renamed);
                match operation.apply_to(&mut self.after) {
                    Ok(()) => self.operations.push(operation),
                    Err(error) => {
                        reason = error.to_string();
                        refused.push(renamed);
                    }
                }
            }
            if refused.len() == before {
                return Err(refused_for(refused[0], reason));
            }
            left = refused;
        }
        Ok(())
    }

    fn operation(&self, renamed: &Renamed) -> Operation {
        match renamed {
            Renamed::Table { from, to } => {
                RenameTable { table: from.clone(), new_name: to.clone() }.into()
            }
            Renamed::Column { table, from, to } => {
                let table = self.table_now(table).clone();
                RenameColumn { table, column: from.clone(), new_name: to.clone() }.into()
            }
            Renamed::EnumValue { name, from, to } => {
                let (value, new_value) = (from.clone(), to.clone());
                RenameEnumValue { name: name.clone(), value, new_value }.into()
            }
        }
    }
}

fn must(holds: bool, renamed: &Renamed, reason: &str) -> Result<(), DiffError> {
    if holds { Ok(()) } else { Err(refused_for(renamed, reason.to_owned())) }
}

fn refused_for(renamed: &Renamed, reason: String) -> DiffError {
    let (from, to) = match renamed {
        Renamed::Table { from, to } => (from.to_string(), to.to_string()),
        Renamed::Column { table, from, to } => (format!("{table}.{from}"), to.to_string()),
        Renamed::EnumValue { name, from, to } => (format!("{name}.{from}"), to.clone()),
    };
    DiffError::Rename { from, to, reason }
}
