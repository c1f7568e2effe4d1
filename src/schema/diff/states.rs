//! What is only said of a thing, as a comment is, goes when the thing is made again, and is said
//! once more.

use std::collections::BTreeSet;

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::mentions::words;
use sandshift_model::object::{NativeObject, Stage};
use sandshift_model::operation::Operation;

use super::error::DiffError;
use super::in_the_way::lower;
use super::plan::Plan;

/// The keys and indexes that an operation takes away, in lower case, given the catalogs around it;
/// what is said of views, triggers and functions steps aside with them.
pub(super) fn lost(operation: &Operation, before: &Catalog, after: &Catalog) -> Vec<String> {
    match operation {
        Operation::DropIndex(drop) => vec![lower(&drop.name)],
        Operation::DropConstraint(drop) => vec![lower(&drop.name)],
        Operation::DropEnum(drop) => vec![lower(&drop.name)],
        Operation::DropColumn(drop) => {
            let left = names(after, &drop.table);
            names(before, &drop.table).difference(&left).map(lower_of).collect()
        }
        _ => Vec::new(),
    }
}

fn lower_of(name: &&Ident) -> String {
    lower(name)
}

fn names<'a>(catalog: &'a Catalog, table: &ObjectName) -> BTreeSet<&'a Ident> {
    let Ok(table) = catalog.table(table) else { return BTreeSet::new() };
    let keys = table.constraints.iter().filter_map(|constraint| constraint.name.as_ref());
    keys.chain(table.indexes.iter().filter_map(|index| index.name.as_ref())).collect()
}

/// Tells whether it is only said of another thing: nothing is dropped to take it away, and saying
/// it twice changes nothing.
fn is_state(native: &NativeObject) -> bool {
    native.drop.split(' ').next() != Some("DROP")
}

/// Says it again; what names a thing of the same name elsewhere is said twice, which changes nothing.
pub(super) fn say_again(plan: &mut Plan<'_>) -> Result<(), DiffError> {
    if plan.lost.is_empty() {
        return Ok(());
    }
    let is_lost = |native: &&NativeObject| {
        native.stage != Stage::BeforeTables
            && is_state(native)
            && !words(&native.create).is_disjoint(&plan.lost)
    };
    let stays = |(key, native): &(&_, &NativeObject)| plan.now.natives.get(*key) == Some(*native);
    let kept = plan.to.natives.iter().filter(stays).map(|(_, native)| native);
    let again: Vec<String> = kept.filter(is_lost).map(|native| native.create.clone()).collect();
    match again.is_empty() {
        true => Ok(()),
        false => plan.statements(again),
    }
}
