//! Foreign keys: those that go or stand in the way go before all else, those that come, last.

use std::collections::BTreeSet;

use sandshift_model::constraint::{ConstraintBody, ForeignKey};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::naming::constraint_names;
use sandshift_model::operation::{DropConstraint, Operation};
use sandshift_model::table::Table;

use super::columns::Columns;
use super::constraints::{is_foreign_key, matched, settle, stays};
use super::error::DiffError;
use super::plan::Plan;
use super::same;

/// Drops the foreign keys that go, and those that stand in the way of what happens to the columns
/// or keys at either end.
pub(super) fn drop(plan: &mut Plan<'_>) -> Result<(), DiffError> {
    let ends = Ends::of(plan, &plan.remade);
    let mut drops: Vec<Operation> = Vec::new();
    for table in plan.now.tables.values() {
        let target = plan.to.tables.get(&table.name);
        let gone = match target {
            Some(target) if **target == **table => Vec::new(),
            Some(target) => matched((table, &plan.now), (target, plan.to), is_foreign_key).gone,
            None => Vec::new(),
        };
        let names = constraint_names(table);
        for (at, constraint) in table.constraints.iter().enumerate() {
            let ConstraintBody::ForeignKey(key) = &constraint.body else { continue };
            let taken_along = ends.drops(&table.name, &key.columns);
            if (gone.contains(&at) && !taken_along) || ends.are_moved(table, key) {
                let (table, kind) = (table.name.clone(), Some(constraint.body.kind()));
                let name = names[at].clone();
                drops.extend(name.map(|name| {
                    Operation::from(DropConstraint { table, name, kind, if_exists: false })
                }));
            }
        }
    }
    drops.into_iter().try_for_each(|drop| plan.operation(drop))
}

/// Adds the foreign keys that come, when every table is there.
pub(super) fn add(plan: &mut Plan<'_>) -> Result<(), DiffError> {
    let to = plan.to;
    for target in to.tables.values() {
        let differs = |old: &Table| old.constraints != target.constraints;
        if plan.now.tables.get(&target.name).is_some_and(|old| differs(old)) {
            settle(plan, target, is_foreign_key)?;
        }
    }
    Ok(())
}

/// What happens to the columns and keys that foreign keys stand on.
struct Ends {
    moved: BTreeSet<(ObjectName, Ident)>,
    dropped: BTreeSet<(ObjectName, Ident)>,
    keys: Vec<(ObjectName, BTreeSet<Ident>)>,
}

impl Ends {
    fn of(plan: &Plan<'_>, remade: &BTreeSet<String>) -> Self {
        let mut ends = Self { moved: BTreeSet::new(), dropped: BTreeSet::new(), keys: Vec::new() };
        for old in plan.now.tables.values() {
            let Some(new) = plan.to.tables.get(&old.name) else { continue };
            if **old == **new && remade.is_empty() {
                continue;
            }
            let columns = Columns::of(old, (new, plan.to), plan.dialect, remade);
            let own = |name: &Ident| (old.name.clone(), name.clone());
            ends.moved.extend(columns.disturbed(remade).into_iter().map(own));
            ends.dropped.extend(columns.dropped.iter().map(|column| own(&column.name)));
            let lost = lost_keys(plan, old, new);
            ends.keys.extend(lost.into_iter().map(|key| (old.name.clone(), key)));
        }
        ends
    }

    /// Tells whether a column goes and takes its foreign key along.
    fn drops(&self, table: &ObjectName, columns: &[Ident]) -> bool {
        columns.iter().any(|column| self.dropped.contains(&(table.clone(), column.clone())))
    }

    fn are_moved(&self, table: &Table, key: &ForeignKey) -> bool {
        let own = |column: &Ident| {
            let place = (table.name.clone(), column.clone());
            self.moved.contains(&place) && !self.dropped.contains(&place)
        };
        let referred: BTreeSet<Ident> = key.referred_columns.iter().cloned().collect();
        let other = |column: &Ident| self.moved.contains(&(key.references.clone(), column.clone()));
        let loses_key = self.keys.iter().any(|(of, columns)| {
            // MySQL lets a foreign key stand on a part of a key.
            *of == key.references && referred.is_subset(columns)
        });
        key.columns.iter().any(own) || referred.iter().any(other) || loses_key
    }
}

/// The columns of the unique keys of a table that go, be it for a moment.
fn lost_keys(plan: &Plan<'_>, old: &Table, new: &Table) -> Vec<BTreeSet<Ident>> {
    let gone = matched((old, &plan.now), (new, plan.to), |c| !is_foreign_key(c)).gone;
    let constraints = gone.into_iter().map(|at| old.constraints[at].body.columns().to_vec());
    let indexes = old
        .indexes
        .iter()
        .filter(|index| index.unique && !new.indexes.iter().any(|other| same::index(index, other)));
    let indexes = indexes.map(|index| index.columns().into_iter().cloned().collect::<Vec<_>>());
    constraints
        .chain(indexes)
        .filter(|columns| !columns.is_empty())
        .map(|columns| columns.into_iter().collect())
        .collect()
}

/// The tables that a table of the target points to and that are new as well.
pub(super) fn referred<'a>(
    plan: &'a Plan<'_>,
    table: &'a Table,
) -> impl Iterator<Item = ObjectName> + 'a {
    table.foreign_keys().map(|(_, key)| key.references.clone()).filter(|name| stays(plan, name))
}
