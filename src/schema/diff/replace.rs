//! A column that no statement changes in place: a new one takes its values and its name.

use sandshift_model::column::{Column, DefaultValue};
use sandshift_model::conversion::Conversion;
use sandshift_model::ident::Ident;
use sandshift_model::neutral::neutral_value;
use sandshift_model::operation::{
    AddColumn, Assignment, Change, DropColumn, Operation, RenameColumn, UpdateRows,
};
use sandshift_model::query::Filter;
use sandshift_model::table::Table;

use super::columns::{change_of, unchanged};
use super::error::DiffError;
use super::plan::Plan;
use super::types::{only_here, using};
use crate::schema::step::Step;

/// Puts a new column with the old one's values in its place; what stood upon the old one is gone
/// with it and comes again with the constraints and indexes of the table.
pub(super) fn replace(
    plan: &mut Plan<'_>,
    target: &Table,
    old: &Column,
    new: &Column,
) -> Result<(), DiffError> {
    let table = target.name.clone();
    let passing = passing_name(plan, target, &old.name)?;
    let bare = bare(plan, &passing, new);
    let order = |error: &dyn std::fmt::Display| DiffError::Order {
        step: format!("replace column `{table}.{}`", old.name),
        reason: error.to_string(),
    };
    let values = match using(plan, old, &new.ty) {
        Some(cast) => cast,
        None => only_here(plan, plan.dialect.quote(&old.name).map_err(|error| order(&error))?),
    };
    let mut last = unchanged(&table, &old.name);
    last.default = change_of(&bare.default, &new.default);
    last.identity = match plan.dialect.numbers_need_keys() {
        true => Change::Unchanged,
        false => change_of(&None, &new.identity),
    };
    last.nullable = (bare.nullable && !new.nullable).then_some(false);
    let mut operations: Vec<Operation> = vec![
        AddColumn { table: table.clone(), column: bare, if_not_exists: false }.into(),
        UpdateRows {
            table: table.clone(),
            set: vec![(passing.clone(), Assignment::Expression(values))],
            filter: Filter::all(),
        }
        .into(),
        DropColumn {
            table: table.clone(),
            column: old.name.clone(),
            if_exists: false,
            keep: false,
        }
        .into(),
        RenameColumn { table: table.clone(), column: passing, new_name: old.name.clone() }.into(),
    ];
    if last != unchanged(&table, &old.name) {
        operations.push(last.into());
    }
    let narrows = plan.dialect.conversion(&old.ty, &new.ty) == Conversion::Narrowing;
    let loss = narrows.then(|| format!("values of `{table}.{}` may be changed", old.name));
    plan.step(Step { loss, ..Step::plain(operations) })
}

/// The new column before it has values. Words of the database's own may forbid NULL by themselves,
/// so that rows get a value that says nothing for the moment.
fn bare(plan: &Plan<'_>, name: &Ident, new: &Column) -> Column {
    let forbids = !new.nullable && !new.native.is_empty();
    let filler = forbids.then(|| neutral_value(&new.ty, plan.to)).flatten();
    Column {
        name: name.clone(),
        nullable: filler.is_none(),
        default: filler.map(DefaultValue::Literal),
        identity: None,
        ..new.clone()
    }
}

/// A name that no column has before or afterwards.
fn passing_name(plan: &Plan<'_>, target: &Table, column: &Ident) -> Result<Ident, DiffError> {
    let taken =
        |name: &Ident| target.column(name).is_some() || plan.now.column(&target.name, name).is_ok();
    (1..)
        .map_while(|number| Ident::new(format!("new_value_{number}")).ok())
        .find(|name| !taken(name))
        .ok_or_else(|| DiffError::Order {
            step: format!("replace column `{}.{column}`", target.name),
            reason: "no name is free".to_owned(),
        })
}
