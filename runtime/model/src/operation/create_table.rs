//! Makes a table with its columns, constraints and indexes.

use serde::{Deserialize, Serialize};

use super::fit::{constraint_fits, index_fits, put_constraint};
use super::{DropTable, Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::dependents::enum_of;
use crate::table::Table;

/// Makes a table with its columns, constraints and indexes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CreateTable {
    /// The whole table.
    pub table: Table,
    /// Its existence is no error.
    #[serde(default)]
    pub if_not_exists: bool,
}

impl Operate for CreateTable {
    fn touches(&self) -> Vec<Touched> {
        let table = &self.table;
        let mut touched = vec![Touched::Table(table.name.clone())];
        let referred = table.foreign_keys().map(|(_, key)| key.references.clone());
        touched.extend(referred.filter(|name| *name != table.name).map(Touched::Table));
        let enums = table.columns.iter().filter_map(|column| enum_of(&column.ty));
        touched.extend(enums.map(|name| Touched::other("enum", name)));
        touched
    }

    fn permission(&self) -> Permission {
        Permission::Create
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        match catalog.free_name(&self.table.name) {
            Err(_) if self.if_not_exists => return Ok(()),
            taken => taken?,
        }
        // Built up part by part, so that each part is checked against those before it.
        let mut table = Table {
            columns: Vec::new(),
            constraints: Vec::new(),
            indexes: Vec::new(),
            ..self.table.clone()
        };
        for column in &self.table.columns {
            if table.column(&column.name).is_some() {
                let name = format_args!("{}.{}", table.name, column.name);
                return Err(CatalogError::exists("column", name));
            }
            catalog.has_enum_of(&column.ty)?;
            table.columns.push(column.clone().without_null_default());
        }
        for constraint in &self.table.constraints {
            constraint_fits(catalog, &table, constraint)?;
            put_constraint(&mut table, constraint.clone());
        }
        for index in &self.table.indexes {
            if index.table != table.name {
                let reason = format!("an index of `{}` is part of `{}`", index.table, table.name);
                return Err(CatalogError::invalid(reason));
            }
            index_fits(&table, index)?;
            table.indexes.push(index.clone());
        }
        catalog.tables.insert(table.name.clone(), table.into());
        Ok(())
    }

    fn inverse(&self, before: &Catalog) -> Inverse {
        if self.if_not_exists && before.free_name(&self.table.name).is_err() {
            return Inverse::nothing();
        }
        let table = self.table.name.clone();
        Inverse::exact(DropTable { table, if_exists: false, cascade: false })
    }

    fn hazards(&self, _before: &Catalog) -> Vec<Hazard> {
        Vec::new()
    }
}
