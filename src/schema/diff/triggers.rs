//! Triggers.

use sandshift_model::operation::{CreateTrigger, DropTrigger};

use super::error::DiffError;
use super::in_the_way::InTheWay;
use super::plan::Plan;

/// Drops those that go, differ or step aside.
pub(super) fn drop(plan: &mut Plan<'_>, way: &InTheWay) -> Result<(), DiffError> {
    for (table, name) in &way.triggers {
        let (table, name) = (table.clone(), name.clone());
        plan.operation(DropTrigger { name, table, if_exists: false })?;
    }
    Ok(())
}

/// Makes those that are not there.
pub(super) fn create(plan: &mut Plan<'_>) -> Result<(), DiffError> {
    for (key, trigger) in &plan.to.triggers {
        if !plan.now.triggers.contains_key(key) {
            plan.harmless(CreateTrigger { trigger: trigger.clone(), or_replace: false })?;
        }
    }
    Ok(())
}
