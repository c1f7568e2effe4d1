//! Functions and procedures: those that tables may call come before them, the others with the views.

use std::collections::BTreeSet;

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::ObjectName;
use sandshift_model::mentions::words;
use sandshift_model::object::Function;
use sandshift_model::operation::{CreateFunction, DropFunction};

use super::error::DiffError;
use super::in_the_way::{InTheWay, lower};
use super::plan::Plan;
use crate::backend::dialect::Dialect;

type Key = (ObjectName, String);

/// The functions that cannot stay while the rest changes: those that cannot be replaced in place,
/// those over a type that is made again, and those that go and take rows of a table that goes.
pub(super) fn remade(
    from: &Catalog,
    to: &Catalog,
    dialect: &dyn Dialect,
    types: &BTreeSet<String>,
) -> BTreeSet<Key> {
    let gone = from.tables.keys().filter(|name| !to.tables.contains_key(*name));
    let gone: BTreeSet<String> = gone.map(|table| lower(&table.name)).collect();
    let is_remade = |(key, old): &(&Key, &Function)| {
        let arguments = words(&old.arguments);
        match to.functions.get(*key) {
            None => !arguments.is_disjoint(&gone) || !arguments.is_disjoint(types),
            Some(new) => {
                let head = || words(dialect.function_head(old));
                (*old != new && !replaces(old, new, dialect))
                    || (!types.is_empty() && !head().is_disjoint(types))
            }
        }
    };
    from.functions.iter().filter(is_remade).map(|(key, _)| key.clone()).collect()
}

/// Tells whether a function can take the place of another without a drop: what is known from
/// outside is the same.
fn replaces(old: &Function, new: &Function, dialect: &dyn Dialect) -> bool {
    old.procedure == new.procedure && dialect.function_head(old) == dialect.function_head(new)
}

/// Drops the functions that step aside.
pub(super) fn drop_changed(plan: &mut Plan<'_>, way: &InTheWay) -> Result<(), DiffError> {
    drop_all(plan, way.functions.iter().cloned().collect())
}

/// Drops those that go.
pub(super) fn drop(plan: &mut Plan<'_>) -> Result<(), DiffError> {
    let gone = |key: &&Key| !plan.to.functions.contains_key(*key);
    let gone = plan.now.functions.keys().filter(gone).cloned().collect();
    drop_all(plan, gone)
}

fn drop_all(plan: &mut Plan<'_>, keys: Vec<Key>) -> Result<(), DiffError> {
    for (name, arguments) in keys {
        let key = (name.clone(), arguments.clone());
        let procedure = plan.now.functions.get(&key).is_some_and(|known| known.procedure);
        plan.operation(DropFunction { name, arguments, procedure, if_exists: false })?;
    }
    Ok(())
}

/// Makes or replaces the functions that name no table or view, because a table may call them.
pub(super) fn create_early(plan: &mut Plan<'_>) -> Result<(), DiffError> {
    let to = plan.to;
    let tables: BTreeSet<String> =
        to.tables.keys().chain(to.views.keys()).map(|name| lower(&name.name)).collect();
    let differing =
        to.functions.iter().filter(|(key, new)| plan.now.functions.get(*key) != Some(*new));
    let early = differing.filter(|(_, new)| words(&new.definition).is_disjoint(&tables));
    let early: Vec<&Function> = early.map(|(_, new)| new).collect();
    early.into_iter().try_for_each(|function| create(plan, function))
}

/// Makes or replaces a function.
pub(super) fn create(plan: &mut Plan<'_>, function: &Function) -> Result<(), DiffError> {
    let key = (function.name.clone(), function.arguments.clone());
    let or_replace = plan.now.functions.contains_key(&key);
    plan.harmless(CreateFunction { function: function.clone(), or_replace })
}
