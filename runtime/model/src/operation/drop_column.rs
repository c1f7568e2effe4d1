//! Drops a column with its values.

use serde::{Deserialize, Serialize};

use super::restore::{restore_constraint, restore_index};
use super::{
    AddColumn, AlterColumn, Change, Hazard, Inverse, Operate, Operation, Permission, Touched,
};
use crate::catalog::{Catalog, CatalogError};
use crate::column::{Column, DefaultValue};
use crate::ident::{Ident, ObjectName};
use crate::neutral::neutral_value;
use crate::table::Table;

/// Drops a column with its values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DropColumn {
    /// The table.
    pub table: ObjectName,
    /// The column.
    pub column: Ident,
    /// Its absence is no error.
    #[serde(default)]
    pub if_exists: bool,
    /// Its values are kept, so that a rollback brings them back with it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keep: bool,
}

impl Operate for DropColumn {
    fn touches(&self) -> Vec<Touched> {
        vec![Touched::Column(self.table.clone(), self.column.clone())]
    }

    fn permission(&self) -> Permission {
        Permission::Drop
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        if self.if_exists && catalog.table(&self.table)?.column(&self.column).is_none() {
            return Ok(());
        }
        let column = catalog.column(&self.table, &self.column)?.name.clone();
        let before = catalog.table(&self.table)?.clone();
        let Some(position) = before.position(&column) else { return Ok(()) };
        let name = format_args!("{}.{column}", self.table);
        if let Some(other) = before.computed_from(position) {
            return Err(CatalogError::invalid(format!(
                "column `{name}` cannot be dropped while `{other}` is computed from it"
            )));
        }
        if let Some((other, _)) = catalog.foreign_key_to_column(&before, position) {
            return Err(CatalogError::invalid(format!(
                "column `{name}` cannot be dropped while a foreign key of `{other}` points to it"
            )));
        }
        let table = catalog.table_mut(&self.table)?;
        table.constraints.retain(|constraint| !before.constraint_involves(constraint, position));
        table.indexes.retain(|index| !before.index_involves(index, position));
        table.columns.remove(position);
        Ok(())
    }

    fn inverse(&self, before: &Catalog) -> Inverse {
        let found =
            before.table(&self.table).and_then(|table| match table.position(&self.column) {
                None if self.if_exists => Ok(Inverse::nothing()),
                None => before.column(&self.table, &self.column).map(|_| Inverse::nothing()),
                Some(position) => Ok(back(table, position, before)),
            });
        Inverse::of(found)
    }

    fn hazards(&self, before: &Catalog) -> Vec<Hazard> {
        let Ok(table) = before.table(&self.table) else { return Vec::new() };
        let Some(position) = table.position(&self.column) else { return Vec::new() };
        let name = format_args!("{}.{}", self.table, self.column);
        let mut hazards = vec![Hazard::loss(format!("drops every value of `{name}`"))];
        let constraints =
            table.constraints.iter().filter(|c| table.constraint_involves(c, position));
        let indexes = table.indexes.iter().filter(|i| table.index_involves(i, position));
        let also = constraints.map(|c| c.name.as_ref()).chain(indexes.map(|i| i.name.as_ref()));
        hazards
            .extend(also.flatten().map(|name| Hazard::caution(format!("drops `{name}` as well"))));
        hazards
    }
}

fn back(table: &Table, position: usize, before: &Catalog) -> Inverse {
    let column = &table.columns[position];
    let mut reason = format!("the values of `{}.{}` are gone", table.name, column.name);
    if position + 1 < table.columns.len() {
        reason.push_str(", and the column comes back as the last one");
    }
    let mut operations = add_again(table, column, before);
    let constraints = table.constraints.iter().filter(|c| table.constraint_involves(c, position));
    operations.extend(constraints.flat_map(|constraint| restore_constraint(table, constraint)));
    let indexes = table.indexes.iter().filter(|i| table.index_involves(i, position));
    operations.extend(indexes.map(|index| restore_index(index, false)));
    Inverse::lossy(reason, operations)
}

/// Adds the column as it was.
///
/// A column that is NOT NULL without a default cannot be added to a table with rows, so it comes
/// with a neutral default that goes again at once.
fn add_again(table: &Table, column: &Column, before: &Catalog) -> Vec<Operation> {
    let add = |column: Column| {
        Operation::from(AddColumn { table: table.name.clone(), column, if_not_exists: false })
    };
    let filled =
        column.default.is_some() || column.identity.is_some() || column.generated.is_some();
    let neutral = if column.nullable || filled { None } else { neutral_value(&column.ty, before) };
    let Some(neutral) = neutral else { return vec![add(column.clone())] };
    vec![
        add(Column { default: Some(DefaultValue::Literal(neutral)), ..column.clone() }),
        Operation::from(AlterColumn {
            table: table.name.clone(),
            column: column.name.clone(),
            ty: None,
            nullable: None,
            default: Change::Remove,
            comment: Change::Unchanged,
            identity: Change::Unchanged,
        }),
    ]
}
