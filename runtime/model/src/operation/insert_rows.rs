//! Inserts rows.

use serde::{Deserialize, Serialize};

use super::fit::{rows_fit, target};
use super::{DeleteRows, Hazard, Inverse, Operate, Operation, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::ident::{Ident, ObjectName};
use crate::query::{Filter, Row};
use crate::table::Table;

/// Inserts rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InsertRows {
    /// The table.
    pub table: ObjectName,
    /// The columns that the rows fill, in order.
    pub columns: Vec<Ident>,
    /// The rows, each with one value for each column.
    pub rows: Vec<Row>,
}

impl Operate for InsertRows {
    fn touches(&self) -> Vec<Touched> {
        vec![Touched::Table(self.table.clone())]
    }

    fn permission(&self) -> Permission {
        Permission::Write
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        target(catalog, &self.table, &self.columns)?;
        rows_fit(&self.table, &self.rows, self.columns.len())
    }

    fn inverse(&self, before: &Catalog) -> Inverse {
        match target(before, &self.table, &self.columns) {
            _ if self.rows.is_empty() => Inverse::nothing(),
            Ok(Some(table)) => match self.delete_again(table) {
                // What a trigger of the insert wrote nobody knows, and the delete may wake another.
                Inverse::Exact(operations)
                    if before.triggers_of_inserts(&self.table).next().is_some() =>
                {
                    let reason = format!("what the triggers of `{}` did stays", self.table);
                    Inverse::lossy(reason, operations)
                }
                inverse => inverse,
            },
            Ok(None) => {
                Inverse::none(format!("`{}` is a view, whose key is not known", self.table))
            }
            Err(error) => Inverse::none(error.to_string()),
        }
    }

    fn hazards(&self, _before: &Catalog) -> Vec<Hazard> {
        Vec::new()
    }
}

impl InsertRows {
    fn delete_again(&self, table: &Table) -> Inverse {
        let key = table.primary_key();
        if key.is_empty() {
            return Inverse::none(format!(
                "`{}` has no primary key that tells the inserted rows from others",
                self.table
            ));
        }
        let place = |part: &Ident| {
            self.columns.iter().position(|column| table.position(column) == table.position(part))
        };
        let mut operations = Vec::with_capacity(self.rows.len());
        // The last row goes first, because it may point to an earlier one.
        for row in self.rows.iter().rev() {
            let mut equal = Vec::with_capacity(key.len());
            for part in key {
                match place(part).and_then(|at| row.get(at)).filter(|value| !value.is_null()) {
                    Some(value) => equal.push((part.clone(), value.clone())),
                    None => {
                        return Inverse::none(format!(
                            "the database fills `{}.{part}`, so the inserted rows are not known",
                            self.table
                        ));
                    }
                }
            }
            let table = self.table.clone();
            operations.push(Operation::from(DeleteRows { table, filter: Filter::Equal(equal) }));
        }
        Inverse::Exact(operations)
    }
}
