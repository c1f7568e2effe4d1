//! Enums: values come in place; where values go or change places, the enum is made again under its
//! columns, which hold texts meanwhile.

use std::collections::BTreeSet;

use sandshift_model::catalog::Catalog;
use sandshift_model::column::{Column, DefaultValue};
use sandshift_model::constraint::{Constraint, ConstraintBody};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::index::{Index, IndexTerm};
use sandshift_model::object::{EnumType, NativeObject, Stage};
use sandshift_model::operation::{
    AddEnumValue, AlterColumn, Change, CreateEnum, DropColumn, DropEnum, EnumPosition, Operation,
    TypeChange,
};
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;

use super::columns::{is_of, unchanged};
use super::constraints::drop_at;
use super::error::DiffError;
use super::in_the_way::lower;
use super::indexes::drop_index;
use super::plan::Plan;
use super::types::using;
use crate::backend::dialect::Dialect;
use crate::schema::step::{Act, Step};

/// The types that are made again under their columns, in lower case: enums that lose a value or
/// its place or whose new values are used at once, and natives that tables are made of and that are
/// defined otherwise.
pub(super) fn remade_types(
    from: &Catalog,
    to: &Catalog,
    dialect: &dyn Dialect,
) -> BTreeSet<String> {
    let grows = |old: &EnumType, new: &EnumType| grows_in_place(old, new, (from, to), dialect);
    let enums = to
        .enums
        .values()
        .filter(|new| from.enums.get(&new.name).is_some_and(|old| old != *new && !grows(old, new)));
    let natives = to.natives.iter().filter(|(key, new)| {
        let differs = |old: &sandshift_model::object::NativeObject| old.create != new.create;
        new.stage == Stage::BeforeTables && from.natives.get(*key).is_some_and(differs)
    });
    let natives = natives.map(|((_, name), _)| name.to_lowercase());
    enums.map(|one| one.name.as_str().to_lowercase()).chain(natives).collect()
}

/// Makes new enums, and changes those that differ.
pub(super) fn change(plan: &mut Plan<'_>) -> Result<(), DiffError> {
    for (name, new) in &plan.to.enums {
        match plan.now.enums.get(name).cloned() {
            None => plan.harmless(CreateEnum { enum_type: new.clone() })?,
            Some(old) if old == *new => {}
            Some(old) if plan.remade.contains(&lower(name)) => rewrite(plan, &old, new)?,
            Some(old) => add_values(plan, &old, new)?,
        }
    }
    Ok(())
}

/// Drops those that go.
pub(super) fn drop(plan: &mut Plan<'_>) -> Result<(), DiffError> {
    let gone = |name: &&Ident| !plan.to.enums.contains_key(*name);
    let gone: Vec<Ident> = plan.now.enums.keys().filter(gone).cloned().collect();
    for name in gone {
        plan.operation(DropEnum { name, if_exists: false })?;
    }
    Ok(())
}

/// Tells whether it is enough to add the new values. PostgreSQL lets nobody use a value in the
/// transaction that adds it to an enum, but every value of a new enum.
fn grows_in_place(
    old: &EnumType,
    new: &EnumType,
    (from, to): (&Catalog, &Catalog),
    dialect: &dyn Dialect,
) -> bool {
    let mut added = new.values.iter().filter(|value| !old.values.contains(value));
    is_within(&old.values, &new.values)
        && (dialect.emulates_enums() || !added.any(|value| uses_at_once(value, from, to)))
}

/// Tells whether something that comes or changes holds a value as a text.
fn uses_at_once(value: &str, from: &Catalog, to: &Catalog) -> bool {
    let quoted = format!("'{}'", value.replace('\'', "''"));
    let holds = |text: &str| text.contains(&quoted);
    let new_table = |name: &ObjectName, table: &Table| {
        from.tables.get(name).is_none_or(|old| **old != *table) && table_uses(table, value, &holds)
    };
    let new_native = |key: &(String, String), native: &NativeObject| {
        from.natives.get(key) != Some(native) && holds(&native.create)
    };
    to.tables.iter().any(|(name, table)| new_table(name, table))
        || to.views.iter().any(|(name, v)| from.views.get(name) != Some(v) && holds(&v.query))
        || to.natives.iter().any(|(key, native)| new_native(key, native))
}

fn table_uses(table: &Table, value: &str, holds: &dyn Fn(&str) -> bool) -> bool {
    let column = |column: &Column| {
        let default = match &column.default {
            Some(DefaultValue::Literal(Value::Text(text))) => text == value,
            Some(DefaultValue::Expression(text)) => holds(text),
            _ => false,
        };
        default || column.generated.as_ref().is_some_and(|g| holds(&g.expression))
    };
    let constraint = |constraint: &Constraint| matches!(&constraint.body, ConstraintBody::Check { expression, .. } if holds(expression));
    let index = |index: &Index| {
        let texts = [&index.filter, &index.native].into_iter().flatten();
        let terms = index.keys.iter().filter_map(|key| match &key.on {
            IndexTerm::Expression(text) => Some(text),
            IndexTerm::Column(_) => None,
        });
        texts.chain(terms).any(|text| holds(text))
    };
    table.columns.iter().any(column)
        || table.constraints.iter().any(constraint)
        || table.indexes.iter().any(index)
}

/// Tells whether the old values stand among the new ones in the same order.
fn is_within(old: &[String], new: &[String]) -> bool {
    let mut rest = new.iter();
    old.iter().all(|value| rest.any(|other| other == value))
}

fn add_values(plan: &mut Plan<'_>, old: &EnumType, new: &EnumType) -> Result<(), DiffError> {
    let last = |at: usize| !new.values[at..].iter().any(|value| old.values.contains(value));
    for (at, value) in new.values.iter().enumerate() {
        if old.values.contains(value) {
            continue;
        }
        let position = match at.checked_sub(1).map(|before| &new.values[before]) {
            _ if last(at) => EnumPosition::Last,
            Some(before) => EnumPosition::After(before.clone()),
            None => EnumPosition::Before(old.values[0].clone()),
        };
        plan.harmless(AddEnumValue { name: new.name.clone(), value: value.clone(), position })?;
    }
    Ok(())
}

fn rewrite(plan: &mut Plan<'_>, old: &EnumType, new: &EnumType) -> Result<(), DiffError> {
    let again: [Operation; 2] = [
        DropEnum { name: old.name.clone(), if_exists: false }.into(),
        CreateEnum { enum_type: new.clone() }.into(),
    ];
    let gone: Vec<String> =
        old.values.iter().filter(|v| !new.values.contains(v)).map(|v| format!("`{v}`")).collect();
    let mut step = remake(plan, &old.name.as_str().to_lowercase(), &again)?;
    if !gone.is_empty() {
        let gone = gone.join(", ");
        step.loss = Some(format!("the enum `{}` loses {gone}", old.name));
        step.remarks = vec![format!(
            "Give rows that hold {gone} another value before this step; it fails while there are such rows."
        )];
    }
    plan.step(step)
}

/// The step that makes a type again: its columns hold texts meanwhile, and what computes with them
/// has to come again later.
pub(super) fn remake(
    plan: &mut Plan<'_>,
    ty: &str,
    again: &[Operation],
) -> Result<Step, DiffError> {
    let types = BTreeSet::from([ty.to_owned()]);
    let tables: Vec<ObjectName> = plan
        .now
        .tables
        .values()
        .filter(|table| table.columns.iter().any(|column| is_of(&column.ty, &types)))
        .map(|table| table.name.clone())
        .collect();
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for name in tables {
        step_aside(plan, &name, &types)?;
        let Some(table) = plan.now.tables.get(&name).cloned() else { continue };
        for column in table.columns.iter().filter(|column| is_of(&column.ty, &types)) {
            before.push(Act::Operation(to_text(&table, column)));
            let wanted = plan.to.column(&table.name, &column.name);
            // A column that goes, or gets another type, stays a text until then.
            if wanted.is_ok_and(|wanted| wanted.ty == column.ty) {
                after.push(Act::Operation(back(plan, &table, column)));
            }
        }
    }
    let again = again.iter().cloned().map(Act::Operation);
    let acts = before.into_iter().chain(again).chain(after).collect();
    Ok(Step { acts, remarks: Vec::new(), loss: None })
}

/// Drops what computes with the columns of a type: expressions over them may mean nothing over texts.
fn step_aside(
    plan: &mut Plan<'_>,
    name: &ObjectName,
    types: &BTreeSet<String>,
) -> Result<(), DiffError> {
    while let Some(drop) = plan.now.tables.get(name).and_then(|table| computing(table, types)) {
        plan.harmless(drop)?;
    }
    Ok(())
}

fn computing(table: &Table, types: &BTreeSet<String>) -> Option<Operation> {
    let typed = table.columns.iter().enumerate().filter(|(_, column)| is_of(&column.ty, types));
    let places: Vec<usize> = typed.map(|(at, _)| at).collect();
    let computed = table.columns.iter().find(|column| {
        let reads = |text: &str| places.iter().any(|at| table.mentions(text, *at));
        column.generated.as_ref().is_some_and(|g| reads(&g.expression))
    });
    if let Some(column) = computed {
        let (table, column) = (table.name.clone(), column.name.clone());
        return Some(DropColumn { table, column, if_exists: false, keep: false }.into());
    }
    let index = table.indexes.iter().find(|index| {
        let plain = index.keys.iter().all(|key| matches!(key.on, IndexTerm::Column(_)));
        let bare = plain && index.filter.is_none() && index.native.is_none();
        !bare && places.iter().any(|at| table.index_involves(index, *at))
    });
    if let Some(index) = index {
        return Some(drop_index(index));
    }
    let constraint = table.constraints.iter().position(|constraint| {
        let computes = matches!(
            constraint.body,
            ConstraintBody::Check { .. } | ConstraintBody::Exclude { .. }
        );
        computes && places.iter().any(|at| table.constraint_involves(constraint, *at))
    });
    constraint.and_then(|at| drop_at(table, at))
}

/// Long enough for every value of an enum, and no more than MySQL can index.
const TEXT: ColumnType = ColumnType::String { length: Some(255) };

fn text_like(ty: &ColumnType) -> ColumnType {
    match ty {
        ColumnType::Array(of) => ColumnType::Array(Box::new(text_like(of))),
        ColumnType::Enum { .. } => TEXT,
        _ => ColumnType::Text,
    }
}

fn to_text(table: &Table, column: &Column) -> Operation {
    let default = match &column.default {
        Some(_) => Change::Remove,
        None => Change::Unchanged,
    };
    let ty = Some(TypeChange { ty: text_like(&column.ty), using: None });
    AlterColumn { ty, default, ..unchanged(&table.name, &column.name) }.into()
}

fn back(plan: &Plan<'_>, table: &Table, column: &Column) -> Operation {
    let text = Column { ty: text_like(&column.ty), ..column.clone() };
    let ty = Some(TypeChange { ty: column.ty.clone(), using: using(plan, &text, &column.ty) });
    let wanted = plan.to.column(&table.name, &column.name).ok().filter(|c| c.ty == column.ty);
    let default = match wanted.and_then(|wanted| wanted.default.clone()) {
        Some(wanted) => Change::Set(wanted),
        None => Change::Unchanged,
    };
    AlterColumn { ty, default, ..unchanged(&table.name, &column.name) }.into()
}
