//! So much of a known table that foreign keys of others can point to it.

use std::collections::BTreeSet;

use sandshift_model::column::Column;
use sandshift_model::constraint::{Constraint, ConstraintKind};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::index::{Index, IndexKey, IndexTerm};
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;

/// The table by the name that its text gives it, with its keys and the columns in them.
pub(super) fn of(table: &Table, name: &ObjectName) -> Table {
    let keys = table.constraints.iter().filter(|constraint| is_key(constraint));
    let constraints: Vec<Constraint> = keys.cloned().collect();
    let indexes = table.indexes.iter().filter(|index| is_plain(index));
    let indexes: Vec<Index> =
        indexes.map(|index| Index { table: name.clone(), ..index.clone() }).collect();
    let in_constraints = constraints.iter().flat_map(|constraint| constraint.body.columns());
    let in_indexes = indexes.iter().flat_map(|index| index.keys.iter().filter_map(column_of));
    let wanted: BTreeSet<&Ident> = in_constraints.chain(in_indexes).collect();
    let columns = table.columns.iter().filter(|column| wanted.contains(&column.name));
    let columns = columns.map(bare).collect();
    let options = table.options.clone();
    Table { name: name.clone(), columns, constraints, indexes, comment: None, options }
}

/// Tells whether the types of the keys mean the same whatever the session has set; a name of somebody's
/// own type may mean another one.
pub(super) fn is_enough(table: &Table) -> bool {
    of(table, &table.name).columns.iter().all(|column| match &column.ty {
        ColumnType::Native(_) | ColumnType::Enum { .. } | ColumnType::Array(_) => false,
        _ => table.column(&column.name).is_some_and(|column| column.native.is_empty()),
    })
}

fn is_key(constraint: &Constraint) -> bool {
    // Columns that an index only carries would have to be there.
    let is_whole = constraint.native.as_ref().is_none_or(|native| !native.contains("INCLUDE"));
    is_whole
        && matches!(constraint.body.kind(), ConstraintKind::PrimaryKey | ConstraintKind::Unique)
}

/// Tells whether a foreign key may point to the columns of an index.
fn is_plain(index: &Index) -> bool {
    index.unique
        && index.filter.is_none()
        && index.native.is_none()
        && index.include.is_empty()
        && index.keys.iter().all(|key| column_of(key).is_some())
}

fn column_of(key: &IndexKey) -> Option<&Ident> {
    match &key.on {
        IndexTerm::Column(column) => Some(column),
        IndexTerm::Expression(_) => None,
    }
}

/// The column with its type alone, which has to fit that of the foreign key.
fn bare(column: &Column) -> Column {
    Column {
        nullable: column.nullable,
        collation: column.collation.clone(),
        ..Column::new(column.name.clone(), column.ty.clone())
    }
}
