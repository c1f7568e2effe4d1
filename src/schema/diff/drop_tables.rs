//! Tables that go: those whose names are needed before anything is made, the others last.

use std::collections::BTreeSet;

use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::naming::constraint_names;
use sandshift_model::operation::{DropConstraint, DropTable, Operation};
use sandshift_model::table::Table;

use super::constraints::stays;
use super::error::DiffError;
use super::order::order;
use super::plan::Plan;

/// Drops the tables whose own name, or that of a key or index, something new needs.
pub(super) fn drop_early(plan: &mut Plan<'_>) -> Result<(), DiffError> {
    let going = going(plan);
    if going.is_empty() {
        return Ok(());
    }
    let needed = needed(plan);
    let conflicts = |name: &ObjectName| {
        let table = plan.now.tables.get(name);
        table.is_some_and(|table| names(table).any(|name| needed.contains(&name)))
    };
    let early = going.into_iter().filter(conflicts).collect();
    drop_all(plan, &early)
}

/// Drops the tables that are left.
pub(super) fn drop(plan: &mut Plan<'_>) -> Result<(), DiffError> {
    let going = going(plan);
    drop_all(plan, &going)
}

fn going(plan: &Plan<'_>) -> BTreeSet<ObjectName> {
    plan.now.tables.keys().filter(|name| !stays(plan, name)).cloned().collect()
}

/// The names that objects of the target have.
fn needed(plan: &Plan<'_>) -> BTreeSet<Ident> {
    let to = plan.to;
    let objects = to.tables.keys().chain(to.views.keys()).chain(to.sequences.keys());
    let objects = objects.map(|name| name.name.clone());
    objects.chain(to.tables.values().flat_map(|table| own_names(table))).collect()
}

fn names(table: &Table) -> impl Iterator<Item = Ident> {
    own_names(table).chain([table.name.name.clone()])
}

fn own_names(table: &Table) -> impl Iterator<Item = Ident> {
    let indexes = table.indexes.iter().filter_map(|index| index.name.clone());
    // MySQL calls every primary key so.
    let named = |constraint: &Ident| *constraint != "PRIMARY";
    let keys = table.constraints.iter().filter_map(|c| c.name.clone()).filter(named);
    indexes.chain(keys)
}

/// Drops tables, each before those that it points to; what closes a circle is dropped before.
fn drop_all(plan: &mut Plan<'_>, tables: &BTreeSet<ObjectName>) -> Result<(), DiffError> {
    let needs = |name: &ObjectName| {
        let table = plan.now.tables.get(name);
        let keys = table.map(|t| t.foreign_keys().map(|(_, k)| k.references.clone()).collect());
        keys.unwrap_or_default()
    };
    let mut sorted = order(tables, needs).sorted;
    sorted.reverse();
    for table in sorted {
        while let Some(drop) = pointing(plan, &table) {
            plan.operation(drop)?;
        }
        plan.operation(DropTable { table, if_exists: false, cascade: false })?;
    }
    Ok(())
}

/// The drop of the first foreign key of another table that points to this one.
fn pointing(plan: &Plan<'_>, table: &ObjectName) -> Option<Operation> {
    let (other, constraint) = plan.now.foreign_keys_from_others(table).next()?;
    let other = plan.now.tables.get(other)?;
    let at = other.constraints.iter().position(|one| one == constraint)?;
    let name = constraint_names(other).into_iter().nth(at)??;
    let kind = Some(constraint.body.kind());
    Some(DropConstraint { table: other.name.clone(), name, kind, if_exists: false }.into())
}
