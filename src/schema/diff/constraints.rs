//! Constraints but for foreign keys, which cross tables.

use sandshift_model::catalog::Catalog;
use sandshift_model::constraint::{Constraint, ConstraintBody, ConstraintKind};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::naming::constraint_names;
use sandshift_model::operation::{
    AddConstraint, AlterColumn, Change, DropConstraint, Operation, RenameConstraint,
    ValidateConstraint,
};
use sandshift_model::table::Table;

use super::columns::{Columns, unchanged};
use super::error::DiffError;
use super::plan::Plan;
use super::same;

/// The constraints of two states of a table, side by side.
pub(super) struct Matched<'a> {
    /// Where those that stay stand in the old table, each with its like in the new one.
    pub(super) pairs: Vec<(usize, &'a Constraint)>,
    /// Where those that go stand in the old table.
    pub(super) gone: Vec<usize>,
    /// Those that come.
    pub(super) missing: Vec<&'a Constraint>,
}

/// Matches constraints by what they demand; those of the same name first.
pub(super) fn matched<'a>(
    old: (&Table, &Catalog),
    new: (&'a Table, &Catalog),
    of: impl Fn(&Constraint) -> bool,
) -> Matched<'a> {
    let mut left: Vec<usize> =
        (0..old.0.constraints.len()).filter(|at| of(&old.0.constraints[*at])).collect();
    let mut missing: Vec<&Constraint> = new.0.constraints.iter().filter(|c| of(c)).collect();
    let mut pairs = Vec::new();
    for by_name in [true, false] {
        missing.retain(|wanted| {
            let like = |at: &usize| {
                let known = &old.0.constraints[*at];
                (!by_name || known.name == wanted.name)
                    && same::constraint((known, old.0, old.1), (wanted, new.0, new.1))
            };
            let found = left.iter().position(like);
            if let Some(place) = found {
                pairs.push((left.remove(place), *wanted));
            }
            found.is_none()
        });
    }
    Matched { pairs, gone: left, missing }
}

pub(super) fn is_foreign_key(constraint: &Constraint) -> bool {
    constraint.body.kind() == ConstraintKind::ForeignKey
}

fn is_own(constraint: &Constraint) -> bool {
    !is_foreign_key(constraint)
}

/// The operation that drops the constraint at a place of a table.
pub(super) fn drop_at(table: &Table, at: usize) -> Option<Operation> {
    let kind = table.constraints.get(at)?.body.kind();
    let name = constraint_names(table).into_iter().nth(at)??;
    let table = table.name.clone();
    Some(DropConstraint { table, name, kind: Some(kind), if_exists: false }.into())
}

/// Drops what goes, unless a column takes it along.
pub(super) fn drop(
    plan: &mut Plan<'_>,
    target: &Table,
    columns: &Columns<'_>,
) -> Result<(), DiffError> {
    loop {
        let table = plan.now.table(&target.name).map_err(|error| unknown(&error))?;
        let going: Vec<usize> = columns.going().filter_map(|name| table.position(name)).collect();
        let goes_along = |at: &usize| {
            going.iter().any(|column| table.constraint_involves(&table.constraints[*at], *column))
        };
        let matched = matched((table, &plan.now), (target, plan.to), is_own);
        let next = matched.gone.into_iter().find(|at| !goes_along(at));
        let Some(at) = next else { return Ok(()) };
        let numbered = numbered_by(table, at).filter(|_| plan.dialect.numbers_need_keys());
        let drop = drop_at(table, at);
        if let Some(column) = numbered {
            let alter = unchanged(&target.name, &column);
            plan.harmless(AlterColumn { identity: Change::Remove, ..alter })?;
        }
        match drop {
            Some(drop) => plan.operation(drop)?,
            None => return Ok(()),
        }
    }
}

/// The numbered column that a key begins with.
fn numbered_by(table: &Table, at: usize) -> Option<Ident> {
    let columns = match &table.constraints.get(at)?.body {
        ConstraintBody::PrimaryKey { columns } | ConstraintBody::Unique { columns, .. } => columns,
        _ => return None,
    };
    let first = table.column(columns.first()?)?;
    first.identity.map(|_| first.name.clone())
}

/// Adds what comes, and gives what stays its new name.
pub(super) fn add(plan: &mut Plan<'_>, target: &Table) -> Result<(), DiffError> {
    settle(plan, target, is_own)
}

/// Renames and validates what stays, and adds what comes.
pub(super) fn settle(
    plan: &mut Plan<'_>,
    target: &Table,
    of: impl Fn(&Constraint) -> bool + Copy,
) -> Result<(), DiffError> {
    rename(plan, target, of)?;
    let table = plan.now.table(&target.name).map_err(|error| unknown(&error))?;
    let missing: Vec<Constraint> =
        matched((table, &plan.now), (target, plan.to), of).missing.into_iter().cloned().collect();
    for constraint in missing {
        plan.harmless(AddConstraint { table: target.name.clone(), constraint })?;
    }
    Ok(())
}

/// Renames what has another name; what cannot be renamed goes, and comes again with what is new.
fn rename(
    plan: &mut Plan<'_>,
    target: &Table,
    of: impl Fn(&Constraint) -> bool,
) -> Result<(), DiffError> {
    let table = plan.now.table(&target.name).map_err(|error| unknown(&error))?.clone();
    let names = constraint_names(&table);
    let mut refused = Vec::new();
    for (at, wanted) in matched((&table, &plan.now), (target, plan.to), of).pairs {
        let Some(name) = names[at].clone() else { continue };
        let (of, kind) = (target.name.clone(), Some(wanted.body.kind()));
        if same::wants_validation(&table.constraints[at], wanted) {
            plan.harmless(ValidateConstraint { table: of.clone(), name: name.clone() })?;
        }
        if let Some(new_name) = wanted.name.clone().filter(|_| !same::name(Some(&name), wanted)) {
            let renamed: Operation =
                RenameConstraint { table: of.clone(), name: name.clone(), new_name, kind }.into();
            if plan.can(&renamed) {
                plan.harmless(renamed)?;
            } else {
                refused.push(DropConstraint { table: of, name, kind, if_exists: false });
            }
        }
    }
    for drop in refused {
        plan.harmless(drop)?;
    }
    Ok(())
}

/// The names that constraints of a table give free, and those that they need.
pub(super) fn moving(
    plan: &Plan<'_>,
    old: &Table,
    new: &Table,
) -> (Vec<(Ident, usize)>, Vec<Ident>) {
    let matched = matched((old, &plan.now), (new, plan.to), is_own);
    let names = constraint_names(old);
    let free = matched.gone.iter().filter_map(|at| Some((names[*at].clone()?, *at))).collect();
    (free, matched.missing.iter().filter_map(|c| c.name.clone()).collect())
}

pub(super) fn unknown(error: &dyn std::fmt::Display) -> DiffError {
    DiffError::Order { step: "compare constraints".to_owned(), reason: error.to_string() }
}

/// Tells whether a table is one of the target.
pub(super) fn stays(plan: &Plan<'_>, table: &ObjectName) -> bool {
    plan.to.tables.contains_key(table)
}
