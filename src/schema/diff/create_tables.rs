//! New tables, each behind those that it points to.

use std::collections::BTreeSet;

use sandshift_model::constraint::ConstraintBody;
use sandshift_model::ident::ObjectName;
use sandshift_model::operation::CreateTable;
use sandshift_model::table::Table;

use super::error::DiffError;
use super::foreign_keys::referred;
use super::order::order;
use super::plan::Plan;

/// Makes the new tables; a foreign key to a table that is not there yet comes later.
pub(super) fn create(plan: &mut Plan<'_>) -> Result<(), DiffError> {
    let to = plan.to;
    let new: BTreeSet<ObjectName> =
        to.tables.keys().filter(|name| !plan.now.tables.contains_key(name)).cloned().collect();
    let needs = |name: &ObjectName| {
        to.tables.get(name).map(|table| referred(plan, table).collect()).unwrap_or_default()
    };
    for name in order(&new, needs).sorted {
        if let Some(table) = to.tables.get(&name) {
            let table = with_keys_that_fit(plan, table);
            plan.harmless(CreateTable { table, if_not_exists: false })?;
        }
    }
    Ok(())
}

fn with_keys_that_fit(plan: &Plan<'_>, table: &Table) -> Table {
    let mut table = table.clone();
    let own = table.name.clone();
    table.constraints.retain(|constraint| match &constraint.body {
        ConstraintBody::ForeignKey(key) => {
            key.references == own || plan.now.tables.contains_key(&key.references)
        }
        _ => true,
    });
    table
}
