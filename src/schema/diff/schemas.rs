//! Schemas and extensions.

use sandshift_model::operation::{CreateExtension, CreateSchema, DropExtension, DropSchema};

use super::error::DiffError;
use super::plan::Plan;

/// Makes the schemas and extensions that are new.
pub(super) fn create(plan: &mut Plan<'_>) -> Result<(), DiffError> {
    let new: Vec<_> = plan.to.schemas.difference(&plan.now.schemas).cloned().collect();
    for name in new {
        plan.harmless(CreateSchema { name, if_not_exists: false })?;
    }
    let new: Vec<_> = plan.to.extensions.difference(&plan.now.extensions).cloned().collect();
    for name in new {
        plan.harmless(CreateExtension { name, if_not_exists: false })?;
    }
    Ok(())
}

/// Drops those that go, when nothing of them is left.
pub(super) fn drop(plan: &mut Plan<'_>) -> Result<(), DiffError> {
    let gone: Vec<_> = plan.now.extensions.difference(&plan.to.extensions).cloned().collect();
    for name in gone {
        plan.operation(DropExtension { name, if_exists: false })?;
    }
    let gone: Vec<_> = plan.now.schemas.difference(&plan.to.schemas).cloned().collect();
    for name in gone {
        plan.operation(DropSchema { name, if_exists: false, cascade: false })?;
    }
    Ok(())
}
