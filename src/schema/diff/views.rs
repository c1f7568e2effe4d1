//! Views that go or step aside; those that come are with the functions, in [`super::programs`].

use std::collections::BTreeSet;

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::ObjectName;
use sandshift_model::operation::DropView;
use sandshift_model::relations::relations;

use super::error::DiffError;
use super::in_the_way::{InTheWay, lower};
use super::order::order;
use super::plan::Plan;

/// Drops views, each before those that it reads.
pub(super) fn drop(plan: &mut Plan<'_>, way: &InTheWay) -> Result<(), DiffError> {
    let mut sorted = order(&way.views, |name| read_by(&plan.now, name, &way.views)).sorted;
    sorted.reverse();
    for name in sorted {
        plan.operation(DropView { name, if_exists: false })?;
    }
    Ok(())
}

/// The views among some that a view names.
pub(super) fn read_by(
    catalog: &Catalog,
    name: &ObjectName,
    among: &BTreeSet<ObjectName>,
) -> Vec<ObjectName> {
    let Some(view) = catalog.views.get(name) else { return Vec::new() };
    let read = relations(&view.query);
    among.iter().filter(|other| read.contains(&lower(&other.name))).cloned().collect()
}
