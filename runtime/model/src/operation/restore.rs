//! The operations that bring back what was in the catalog.

use super::{AddConstraint, AlterColumn, Change, CreateIndex, Operation};
use crate::constraint::{Constraint, ConstraintBody};
use crate::ident::Ident;
use crate::index::Index;
use crate::lookup::Place;
use crate::table::Table;

/// Makes an index or constraint of a table again.
pub(super) fn restore(table: &Table, place: Place, concurrently: bool) -> Vec<Operation> {
    match place {
        Place::Index(at) => vec![restore_index(&table.indexes[at], concurrently)],
        Place::Constraint(at) => restore_constraint(table, &table.constraints[at]),
    }
}

/// Makes an index again.
pub(super) fn restore_index(index: &Index, concurrently: bool) -> Operation {
    CreateIndex { index: index.clone(), concurrently, if_not_exists: false }.into()
}

/// Makes a constraint of a table again.
pub(super) fn restore_constraint(table: &Table, constraint: &Constraint) -> Vec<Operation> {
    let (name, constraint) = (table.name.clone(), constraint.clone());
    let nullable = match &constraint.body {
        ConstraintBody::PrimaryKey { columns } => nullable_again(table, columns),
        _ => Vec::new(),
    };
    let add = AddConstraint { table: name, constraint };
    std::iter::once(add.into()).chain(nullable).collect()
}

/// Lets those columns be NULL again that could be in this state of the table: a primary key
/// takes that from them and does not give it back.
pub(super) fn nullable_again(table: &Table, columns: &[Ident]) -> Vec<Operation> {
    let nullable = |column: &&Ident| table.column(column).is_some_and(|c| c.nullable);
    columns
        .iter()
        .filter(nullable)
        .map(|column| {
            Operation::from(AlterColumn {
                table: table.name.clone(),
                column: column.clone(),
                ty: None,
                nullable: Some(true),
                default: Change::Unchanged,
                comment: Change::Unchanged,
                identity: Change::Unchanged,
            })
        })
        .collect()
}
