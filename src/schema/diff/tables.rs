//! Tables that stay: everything of one table together, so that a person can read it.

use std::collections::BTreeSet;

use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::operation::SetTableComment;
use sandshift_model::table::Table;

use super::columns::{self, Columns};
use super::constraints::{self, drop_at};
use super::error::DiffError;
use super::indexes::{self, drop_index};
use super::options;
use super::plan::Plan;

/// Changes every table that stays and differs.
pub(super) fn change(plan: &mut Plan<'_>) -> Result<(), DiffError> {
    let names = changed(plan);
    free_names(plan, &names)?;
    let to = plan.to;
    for name in &names {
        if let Some(target) = to.tables.get(name) {
            change_one(plan, target)?;
        }
    }
    Ok(())
}

fn changed(plan: &Plan<'_>) -> Vec<ObjectName> {
    let both =
        plan.to.tables.iter().filter_map(|(name, new)| Some((plan.now.tables.get(name)?, new)));
    both.filter(|(old, new)| old != new).map(|(old, _)| old.name.clone()).collect()
}

fn change_one(plan: &mut Plan<'_>, target: &Table) -> Result<(), DiffError> {
    options::change(plan, target)?;
    comment(plan, target)?;
    let Some(old) = plan.now.tables.get(&target.name).cloned() else { return Ok(()) };
    let columns = Columns::of(&old, (target, plan.to), plan.dialect, &BTreeSet::new());
    indexes::drop(plan, target, &columns)?;
    constraints::drop(plan, target, &columns)?;
    // A table keeps at least one column at any time.
    let empties = columns.going().count() == old.columns.len();
    if empties {
        columns::add(plan, target, &columns)?;
    }
    columns::drop(plan, &target.name, &columns)?;
    if !empties {
        columns::add(plan, target, &columns)?;
    }
    columns::change(plan, target, &columns)?;
    constraints::add(plan, target)?;
    indexes::add(plan, target)?;
    columns::number(plan, target)?;
    columns::loosen(plan, target)
}

fn comment(plan: &mut Plan<'_>, target: &Table) -> Result<(), DiffError> {
    let known = plan.now.tables.get(&target.name).and_then(|table| table.comment.clone());
    if known == target.comment {
        return Ok(());
    }
    let (table, comment) = (target.name.clone(), target.comment.clone());
    plan.harmless(SetTableComment { table, comment })
}

/// Drops the indexes and constraints whose names another table needs: names of indexes are shared
/// by all tables of a schema on most databases.
fn free_names(plan: &mut Plan<'_>, names: &[ObjectName]) -> Result<(), DiffError> {
    let to = plan.to;
    let mut needed: BTreeSet<(Ident, &ObjectName)> = BTreeSet::new();
    for target in to.tables.values() {
        let coming: Vec<Ident> = match plan.now.tables.get(&target.name) {
            Some(old) if old == target => continue,
            Some(old) => {
                let (_, keys) = constraints::moving(plan, old, target);
                indexes::moving(old, target).1.into_iter().cloned().chain(keys).collect()
            }
            None => {
                let keys = target.constraints.iter().filter_map(|c| c.name.clone());
                target.indexes.iter().filter_map(|i| i.name.clone()).chain(keys).collect()
            }
        };
        needed.extend(coming.into_iter().map(|name| (name, &target.name)));
    }
    let elsewhere = |name: &Ident, table: &ObjectName| {
        needed.range((name.clone(), table)..).next().is_some_and(|(one, _)| one == name)
            || needed.range(..(name.clone(), table)).next_back().is_some_and(|(one, _)| one == name)
    };
    for name in names {
        let Some(target) = to.tables.get(name) else { continue };
        let Some(old) = plan.now.tables.get(name).cloned() else { continue };
        for index in indexes::moving(&old, target).0 {
            if index.name.as_ref().is_some_and(|own| elsewhere(own, name)) {
                plan.operation(drop_index(index))?;
            }
        }
        let Some(old) = plan.now.tables.get(name).cloned() else { continue };
        let (free, _) = constraints::moving(plan, &old, target);
        let taken = free.into_iter().find(|(own, _)| elsewhere(own, name));
        if let Some(drop) = taken.and_then(|(_, at)| drop_at(&old, at)) {
            plan.operation(drop)?;
        }
    }
    Ok(())
}
