//! Where the constraints and indexes of a table are written: behind their column, as people do it,
//! or as items of their own; and which of them need no name, because the convention gives it.

use sandshift_model::column::ColumnSpec;
use sandshift_model::constraint::{Constraint, ConstraintBody};
use sandshift_model::ident::Ident;
use sandshift_model::index::Index;
use sandshift_model::naming;
use sandshift_model::table::Table;

use super::tables::plain;

/// A table as it is written.
#[derive(Debug)]
pub(super) struct Placement {
    /// The columns with what stands behind them.
    pub(super) columns: Vec<ColumnSpec>,
    /// The constraints that stand apart.
    pub(super) constraints: Vec<Constraint>,
    /// The indexes that stand apart.
    pub(super) indexes: Vec<Index>,
}

impl Placement {
    /// Places everything of a table.
    pub(super) fn of(table: &Table) -> Self {
        let table = without_needless_names(table);
        let mut columns: Vec<ColumnSpec> = table.columns.into_iter().map(plain).collect();
        let constraints = table.constraints.into_iter();
        let constraints =
            constraints.filter(|constraint| !put_constraint(&mut columns, constraint));
        let constraints: Vec<Constraint> = constraints.collect();
        let indexes = table.indexes.into_iter();
        let indexes = indexes.filter(|index| !put_index(&mut columns, index)).collect();
        Self { columns, constraints, indexes }
    }
}

/// The table without the names that the convention would give again.
fn without_needless_names(table: &Table) -> Table {
    let wanted = named(table.clone());
    let mut bare = table.clone();
    bare.constraints.iter_mut().for_each(|constraint| constraint.name = None);
    bare.indexes.iter_mut().for_each(|index| index.name = None);
    // A name that is said can move the numbers of others, so that it is looked at again.
    loop {
        let given = named(bare.clone());
        let mut changed = false;
        for (at, constraint) in bare.constraints.iter_mut().enumerate() {
            changed |= restore(
                &mut constraint.name,
                given.constraints[at].name.as_ref(),
                wanted.constraints[at].name.as_ref(),
            );
        }
        for (at, index) in bare.indexes.iter_mut().enumerate() {
            changed |= restore(
                &mut index.name,
                given.indexes[at].name.as_ref(),
                wanted.indexes[at].name.as_ref(),
            );
        }
        if !changed {
            return bare;
        }
    }
}

/// The table with every name filled in.
fn named(mut table: Table) -> Table {
    naming::name_table(&mut table);
    table
}

fn restore(name: &mut Option<Ident>, given: Option<&Ident>, wanted: Option<&Ident>) -> bool {
    let differs = given != wanted;
    if differs {
        *name = wanted.cloned();
    }
    differs
}

/// Puts a constraint behind its column, if it can stand there.
fn put_constraint(columns: &mut [ColumnSpec], constraint: &Constraint) -> bool {
    if constraint.name.is_some() || constraint.native.is_some() {
        return false;
    }
    let [own] = constraint.body.columns() else { return false };
    let Some(spec) = columns.iter_mut().find(|spec| spec.column.name == *own) else { return false };
    match &constraint.body {
        ConstraintBody::PrimaryKey { .. } if !spec.column.nullable => {
            spec.primary_key = true;
            true
        }
        ConstraintBody::Unique { nulls_not_distinct: false, deferrable: None, .. }
            if !spec.unique =>
        {
            spec.unique = true;
            true
        }
        ConstraintBody::ForeignKey(key)
            if spec.references.is_none() && key.referred_columns.len() <= 1 =>
        {
            spec.references = Some(key.clone());
            true
        }
        _ => false,
    }
}

/// Puts an index behind its column, if it can stand there.
fn put_index(columns: &mut [ColumnSpec], index: &Index) -> bool {
    let own: Vec<Ident> = index.columns().into_iter().cloned().collect();
    let [column] = own.as_slice() else { return false };
    if *index != Index::on(index.table.clone(), own.clone()) {
        return false;
    }
    let Some(spec) = columns.iter_mut().find(|spec| spec.column.name == *column) else {
        return false;
    };
    !std::mem::replace(&mut spec.index, true)
}
