//! When constraints and indexes say the same.

use sandshift_model::catalog::Catalog;
use sandshift_model::constraint::{Constraint, ConstraintBody, ForeignKey, ReferentialAction};
use sandshift_model::ident::Ident;
use sandshift_model::index::Index;
use sandshift_model::table::Table;

/// Tells whether two constraints demand the same, whatever their names.
///
/// Whether existing rows were looked at is no difference unless the new one wants it: a constraint
/// that every row meets needs no doubt.
pub(super) fn constraint(
    old: (&Constraint, &Table, &Catalog),
    new: (&Constraint, &Table, &Catalog),
) -> bool {
    let (old_one, new_one) = (old.0, new.0);
    if old_one.native != new_one.native {
        return false;
    }
    match (&old_one.body, &new_one.body) {
        (ConstraintBody::ForeignKey(a), ConstraintBody::ForeignKey(b)) => {
            full(a, old.1, old.2) == full(b, new.1, new.2)
        }
        (
            ConstraintBody::Check { expression: a, .. },
            ConstraintBody::Check { expression: b, .. },
        ) => a == b,
        (a, b) => a == b,
    }
}

/// A foreign key with everything said that may be left out.
fn full(key: &ForeignKey, own: &Table, catalog: &Catalog) -> ForeignKey {
    let mut key = key.clone();
    key.not_valid = false;
    let silent = |action: &ReferentialAction| *action != ReferentialAction::NoAction;
    key.on_delete = key.on_delete.filter(silent);
    key.on_update = key.on_update.filter(silent);
    if key.referred_columns.is_empty() {
        let referred = if key.references == own.name {
            Some(own)
        } else {
            catalog.tables.get(&key.references).map(|table| &**table)
        };
        key.referred_columns = referred.map(|t| t.primary_key().to_vec()).unwrap_or_default();
    }
    key
}

/// Tells whether two indexes are the same but for their names.
pub(super) fn index(old: &Index, new: &Index) -> bool {
    // A definition in the database's own words holds the name as well.
    if old.native.is_some() || new.native.is_some() {
        return old == new;
    }
    Index { name: None, ..old.clone() } == Index { name: None, ..new.clone() }
}

/// Tells whether a constraint of the target has the name already: one without a name has any.
///
/// MySQL keeps no name for a primary key.
pub(super) fn name(old: Option<&Ident>, new: &Constraint) -> bool {
    match (old, &new.name) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(old), Some(new)) => old == new,
    }
}

/// Tells whether a constraint asks for rows that its like has not looked at.
pub(super) fn wants_validation(old: &Constraint, new: &Constraint) -> bool {
    not_valid(old) && !not_valid(new)
}

fn not_valid(constraint: &Constraint) -> bool {
    match &constraint.body {
        ConstraintBody::Check { not_valid, .. } => *not_valid,
        ConstraintBody::ForeignKey(key) => key.not_valid,
        ConstraintBody::PrimaryKey { .. }
        | ConstraintBody::Unique { .. }
        | ConstraintBody::Exclude { .. } => false,
    }
}
