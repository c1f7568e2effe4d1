//! Indexes, in all facets; one that only has another name is renamed.

use sandshift_model::ident::Ident;
use sandshift_model::index::Index;
use sandshift_model::operation::{
    AlterColumn, Change, CreateIndex, DropIndex, Operation, RenameIndex,
};
use sandshift_model::table::Table;

use super::columns::{Columns, unchanged};
use super::constraints::unknown;
use super::error::DiffError;
use super::plan::Plan;
use super::same;

/// The indexes of two states of a table, side by side.
struct Matched<'a> {
    /// Those that stay under another name, each with the new one.
    renamed: Vec<(Ident, Ident)>,
    gone: Vec<&'a Index>,
    missing: Vec<&'a Index>,
}

fn matched<'a>(old: &'a Table, new: &'a Table) -> Matched<'a> {
    let mut gone: Vec<&Index> = old.indexes.iter().filter(|i| !new.indexes.contains(i)).collect();
    let mut missing: Vec<&Index> =
        new.indexes.iter().filter(|i| !old.indexes.contains(i)).collect();
    let mut renamed = Vec::new();
    missing.retain(|wanted| {
        let like = |one: &&Index| same::index(one, wanted);
        let Some(place) = gone.iter().position(like) else { return true };
        let known = gone.remove(place);
        if let (Some(name), Some(new_name)) = (&known.name, &wanted.name)
            && name != new_name
        {
            renamed.push((name.clone(), new_name.clone()));
        }
        false
    });
    Matched { renamed, gone, missing }
}

/// Drops what goes, unless a column takes it along.
pub(super) fn drop(
    plan: &mut Plan<'_>,
    target: &Table,
    columns: &Columns<'_>,
) -> Result<(), DiffError> {
    let table = plan.now.table(&target.name).map_err(|error| unknown(&error))?.clone();
    let going: Vec<usize> = columns.going().filter_map(|name| table.position(name)).collect();
    for index in matched(&table, target).gone {
        if !going.iter().any(|column| table.index_involves(index, *column)) {
            unnumber(plan, &table, index)?;
            plan.operation(drop_index(index))?;
        }
    }
    Ok(())
}

/// Takes the number from the column that an index begins with, where it must not stay without one;
/// it comes again when the keys are there.
fn unnumber(plan: &mut Plan<'_>, table: &Table, index: &Index) -> Result<(), DiffError> {
    if !plan.dialect.numbers_need_keys() {
        return Ok(());
    }
    let first = index.columns().first().and_then(|name| plan.now.column(&table.name, name).ok());
    let Some(column) = first.filter(|column| column.identity.is_some()) else { return Ok(()) };
    let alter = unchanged(&table.name, &column.name);
    plan.harmless(AlterColumn { identity: Change::Remove, ..alter })
}

/// The operation that drops an index.
pub(super) fn drop_index(index: &Index) -> Operation {
    let (name, table) = (index.name.clone(), Some(index.table.clone()));
    // Only what was not created yet has no name.
    let name = name.unwrap_or_else(|| index.table.name.clone());
    DropIndex { name, table, concurrently: false, if_exists: false }.into()
}

/// Renames what stays, and makes what comes.
pub(super) fn add(plan: &mut Plan<'_>, target: &Table) -> Result<(), DiffError> {
    let table = plan.now.table(&target.name).map_err(|error| unknown(&error))?.clone();
    let mut refused = Vec::new();
    for (name, new_name) in matched(&table, target).renamed {
        let of = Some(target.name.clone());
        let renamed = RenameIndex { name: name.clone(), table: of.clone(), new_name }.into();
        if plan.can(&renamed) {
            plan.harmless(renamed)?;
        } else {
            refused.push(DropIndex { name, table: of, concurrently: false, if_exists: false });
        }
    }
    for drop in refused {
        plan.harmless(drop)?;
    }
    let table = plan.now.table(&target.name).map_err(|error| unknown(&error))?.clone();
    for index in matched(&table, target).missing {
        let index = index.clone();
        plan.harmless(CreateIndex { index, concurrently: false, if_not_exists: false })?;
    }
    Ok(())
}

/// The indexes whose names become free, and the names that are needed.
pub(super) fn moving<'a>(old: &'a Table, new: &'a Table) -> (Vec<&'a Index>, Vec<&'a Ident>) {
    let matched = matched(old, new);
    (matched.gone, matched.missing.iter().filter_map(|index| index.name.as_ref()).collect())
}
