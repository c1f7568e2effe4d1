//! NOT NULL on a table with rows, in safe steps: allow NULL, fill, check, forbid.

use sandshift_model::column::{Column, DefaultValue, Identity};
use sandshift_model::constraint::{Constraint, ConstraintKind};
use sandshift_model::mentions::words;
use sandshift_model::neutral::neutral_value;
use sandshift_model::operation::{
    AddColumn, AlterColumn, Assignment, Change, Operation, UpdateRows,
};
use sandshift_model::query::Filter;
use sandshift_model::table::Table;
use sandshift_model::value::Value;

use super::columns::unchanged;
use super::error::DiffError;
use super::plan::Plan;
use super::types::only_here;
use crate::schema::step::{Act, Step};

/// Tells whether a new column asks nothing of the rows that are there.
pub(super) fn is_free(column: &Column) -> bool {
    let fills_itself =
        column.default.is_some() || column.identity.is_some() || column.generated.is_some();
    column.nullable || fills_itself
}

/// Adds a column that forbids NULL and says no value for the rows that are there.
pub(super) fn add(plan: &mut Plan<'_>, target: &Table, column: &Column) -> Result<(), DiffError> {
    let table = target.name.clone();
    let loose = Column { nullable: true, ..column.clone() };
    let add = AddColumn { table, column: loose, if_not_exists: false };
    let mut step = tightening(plan, target, column, Change::Unchanged);
    step.acts.insert(0, Act::Operation(add.into()));
    plan.step(step)
}

/// Forbids NULL in a column that allowed it.
pub(super) fn tighten(
    plan: &mut Plan<'_>,
    target: &Table,
    column: &Column,
    identity: Change<Identity>,
) -> Result<(), DiffError> {
    let step = tightening(plan, target, column, identity);
    plan.step(step)
}

fn tightening(
    plan: &Plan<'_>,
    target: &Table,
    column: &Column,
    identity: Change<Identity>,
) -> Step {
    let name = format!("{}.{}", target.name, column.name);
    let mut acts = Vec::new();
    let remark = match filling(plan, target, column) {
        Some(value) => {
            acts.push(Act::Operation(fill(target, column, value)));
            format!("Choose the value that rows without one get in `{name}`.")
        }
        None => format!(
            "Give each row without a value in `{name}` one of its own before this step; it fails while there are such rows."
        ),
    };
    acts.push(Act::NoNulls { table: target.name.clone(), column: column.name.clone() });
    let forbid =
        AlterColumn { nullable: Some(false), identity, ..unchanged(&target.name, &column.name) };
    acts.push(Act::Operation(forbid.into()));
    Step { acts, remarks: vec![remark], loss: None }
}

/// What rows without a value get: the default, else the value that says least; none where one value
/// for all rows would be wrong, or none is known.
fn filling(plan: &Plan<'_>, target: &Table, column: &Column) -> Option<Assignment> {
    if is_bound(target, column) || (column.default.is_none() && is_checked(target, column)) {
        return None;
    }
    match &column.default {
        Some(DefaultValue::Literal(value)) if !value.is_null() => {
            Some(Assignment::Value(value.clone()))
        }
        Some(DefaultValue::Expression(text)) => {
            Some(Assignment::Expression(only_here(plan, text.clone())))
        }
        Some(DefaultValue::Literal(_) | DefaultValue::Now) | None => {
            neutral_value(&column.ty, plan.to).map(Assignment::Value)
        }
    }
}

/// Tells whether the values have to differ from row to row, or to stand in another table.
fn is_bound(target: &Table, column: &Column) -> bool {
    let own = std::slice::from_ref(&column.name);
    let binds = |constraint: &Constraint| match constraint.body.kind() {
        ConstraintKind::ForeignKey => constraint.body.columns().contains(&column.name),
        ConstraintKind::PrimaryKey | ConstraintKind::Unique => constraint.body.columns() == own,
        ConstraintKind::Check | ConstraintKind::Exclude => false,
    };
    let by_index =
        target.indexes.iter().any(|index| index.unique && index.columns() == [&column.name]);
    target.constraints.iter().any(binds) || by_index
}

/// Tells whether a check speaks of the column: what it allows, nobody knows but a person.
fn is_checked(target: &Table, column: &Column) -> bool {
    let Some(place) = target.position(&column.name) else { return false };
    let own = column.native.iter().any(|clause| words(clause).contains("check"));
    own || target.constraints.iter().any(|constraint| {
        constraint.body.kind() == ConstraintKind::Check
            && target.constraint_involves(constraint, place)
    })
}

fn fill(target: &Table, column: &Column, value: Assignment) -> Operation {
    let filter = Filter::Equal(vec![(column.name.clone(), Value::Null)]);
    let set = vec![(column.name.clone(), value)];
    UpdateRows { table: target.name.clone(), set, filter }.into()
}
