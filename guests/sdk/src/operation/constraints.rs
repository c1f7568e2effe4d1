//! Constraints of tables that are there.

use super::{AddConstraint, DropConstraint, RenameConstraint, ValidateConstraint};
use crate::{Constraint, ConstraintKind, ObjectName};

/// Adds a constraint: `add_constraint("t", unique(["a"]).named("uq_t_a"))`.
#[must_use]
pub fn add_constraint(table: impl Into<ObjectName>, constraint: Constraint) -> AddConstraint {
    AddConstraint { table: table.into(), constraint }
}

/// Drops a constraint.
#[must_use]
pub fn drop_constraint(name: impl Into<String>, table: impl Into<ObjectName>) -> DropConstraint {
    DropConstraint { table: table.into(), name: name.into(), kind: None, if_exists: false }
}

impl DropConstraint {
    /// The kind, where the catalog does not tell.
    #[must_use]
    pub fn of_kind(mut self, kind: ConstraintKind) -> Self {
        self.kind = Some(kind);
        self
    }
}

/// Gives a constraint another name.
#[must_use]
pub fn rename_constraint(
    table: impl Into<ObjectName>,
    name: impl Into<String>,
    new_name: impl Into<String>,
) -> RenameConstraint {
    let (name, new_name) = (name.into(), new_name.into());
    RenameConstraint { table: table.into(), name, new_name, kind: None }
}

/// Checks existing rows against a constraint that was added as not valid.
#[must_use]
pub fn validate_constraint(
    name: impl Into<String>,
    table: impl Into<ObjectName>,
) -> ValidateConstraint {
    ValidateConstraint { table: table.into(), name: name.into() }
}
