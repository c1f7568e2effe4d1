//! How a table's columns differ, and what changes each of them.

use std::collections::BTreeSet;

use sandshift_model::catalog::Catalog;
use sandshift_model::column::Column;
use sandshift_model::dependents::enum_of;
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::mentions::words;
use sandshift_model::operation::{AddColumn, AlterColumn, Change, DropColumn};
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;

use super::error::DiffError;
use super::plan::{Plan, execute};
use super::{not_null, replace, types};
use crate::backend::dialect::Dialect;
use crate::schema::step::{Act, Step};

/// What changes a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Nothing: it is the same.
    Same,
    /// [`AlterColumn`] says it all.
    Alter,
    /// Statements of the dialect as well, in place.
    Restate,
    /// A new column that gets the values of the old one.
    Replace,
    /// Drop and add, because it is computed anyway.
    Remake,
}

/// How the columns of a table differ.
pub(super) struct Columns<'a> {
    pub(super) dropped: Vec<&'a Column>,
    pub(super) added: Vec<&'a Column>,
    pub(super) kept: Vec<(&'a Column, &'a Column, Way)>,
}

impl<'a> Columns<'a> {
    /// Compares; columns whose type is among the `remade` types are in the way of these.
    pub(super) fn of(
        old: &'a Table,
        new: (&'a Table, &Catalog),
        dialect: &dyn Dialect,
        remade: &BTreeSet<String>,
    ) -> Self {
        let (new, catalog) = new;
        let exact = |table: &'a Table, name: &Ident| table.columns.iter().find(|c| c.name == *name);
        let kept: Vec<_> = old
            .columns
            .iter()
            .filter_map(|column| Some((column, exact(new, &column.name)?)))
            .map(|(column, target)| (column, target, way(column, target, (new, catalog), dialect)))
            .collect();
        let mut columns = Self {
            dropped: old.columns.iter().filter(|c| exact(new, &c.name).is_none()).collect(),
            added: new.columns.iter().filter(|c| exact(old, &c.name).is_none()).collect(),
            kept,
        };
        columns.remake_computed(old, remade);
        columns
    }

    /// The columns that do not stay as they are, under what reads them.
    pub(super) fn disturbed(&self, remade: &BTreeSet<String>) -> BTreeSet<&'a Ident> {
        let moved = |(old, new, way): &&(&'a Column, &'a Column, Way)| match way {
            Way::Same | Way::Alter => old.ty != new.ty || is_of(&old.ty, remade),
            Way::Restate | Way::Replace | Way::Remake => true,
        };
        let kept = self.kept.iter().filter(moved).map(|(old, _, _)| &old.name);
        kept.chain(self.dropped.iter().map(|column| &column.name)).collect()
    }

    /// Columns that are computed from others step aside while those change.
    fn remake_computed(&mut self, old: &Table, remade: &BTreeSet<String>) {
        loop {
            let places: Vec<usize> =
                self.disturbed(remade).iter().filter_map(|name| old.position(name)).collect();
            let reads = |column: &Column| {
                let computed = column.generated.as_ref();
                computed.is_some_and(|g| places.iter().any(|at| old.mentions(&g.expression, *at)))
            };
            let next = self.kept.iter_mut().find(|(column, _, way)| {
                !matches!(way, Way::Remake | Way::Replace) && reads(column)
            });
            match next {
                Some((_, _, way)) => *way = Way::Remake,
                None => return,
            }
        }
    }

    /// The columns that go, be it for a moment.
    pub(super) fn going(&self) -> impl Iterator<Item = &'a Ident> {
        let kept = self.kept.iter().filter(|(_, _, way)| matches!(way, Way::Remake | Way::Replace));
        let kept = kept.map(|(old, _, _)| &old.name);
        kept.chain(self.dropped.iter().map(|column| &column.name))
    }
}

fn way(old: &Column, new: &Column, table: (&Table, &Catalog), dialect: &dyn Dialect) -> Way {
    if old == new {
        return Way::Same;
    }
    let mut altered = old.clone();
    altered.comment.clone_from(&new.comment);
    if old.generated.is_some() || new.generated.is_some() {
        return match (altered == *new, &new.generated) {
            (true, _) => Way::Alter,
            (false, Some(_)) => Way::Remake,
            (false, None) => Way::Replace,
        };
    }
    if old.collation == new.collation && old.native == new.native {
        return Way::Alter;
    }
    match dialect.restate_column(table.0, new, table.1) {
        Some(_) => Way::Restate,
        None => Way::Replace,
    }
}

/// Tells whether a type is one of these, or made of one.
pub(super) fn is_of(ty: &ColumnType, types: &BTreeSet<String>) -> bool {
    if types.is_empty() {
        return false;
    }
    match ty {
        ColumnType::Native(text) => {
            let texts = text.generic.iter().chain(text.variants.values());
            texts.into_iter().any(|text| words(text).iter().any(|word| types.contains(word)))
        }
        ColumnType::Array(of) => is_of(of, types),
        ty => enum_of(ty).is_some_and(|name| types.contains(&name.as_str().to_lowercase())),
    }
}

/// Drops what goes; columns that are computed from others first.
pub(super) fn drop(
    plan: &mut Plan<'_>,
    name: &ObjectName,
    columns: &Columns<'_>,
) -> Result<(), DiffError> {
    let remade = columns.kept.iter().filter(|(_, _, way)| *way == Way::Remake);
    for (old, _, _) in remade.filter(|(old, _, _)| old.generated.is_some()) {
        plan.harmless(self::drop_column(name, &old.name))?;
    }
    let (computed, plain): (Vec<&Column>, Vec<&Column>) =
        columns.dropped.iter().partition(|column| column.generated.is_some());
    for column in computed {
        plan.harmless(self::drop_column(name, &column.name))?;
    }
    for column in plain {
        plan.operation(self::drop_column(name, &column.name))?;
    }
    for (old, _, way) in &columns.kept {
        // Its values give way to computed ones.
        if *way == Way::Remake && old.generated.is_none() {
            plan.operation(self::drop_column(name, &old.name))?;
        }
    }
    Ok(())
}

fn drop_column(table: &ObjectName, column: &Ident) -> DropColumn {
    DropColumn { table: table.clone(), column: column.clone(), if_exists: false, keep: false }
}

/// Adds what is new.
pub(super) fn add(
    plan: &mut Plan<'_>,
    target: &Table,
    columns: &Columns<'_>,
) -> Result<(), DiffError> {
    for column in &columns.added {
        let column = without_early_number(plan, column);
        if not_null::is_free(&column) {
            let table = target.name.clone();
            plan.harmless(AddColumn { table, column, if_not_exists: false })?;
        } else {
            not_null::add(plan, target, &column)?;
        }
    }
    Ok(())
}

/// Changes what stays, and makes computed columns again.
pub(super) fn change(
    plan: &mut Plan<'_>,
    target: &Table,
    columns: &Columns<'_>,
) -> Result<(), DiffError> {
    for (old, new, way) in &columns.kept {
        match way {
            Way::Same | Way::Remake => {}
            Way::Alter => alter(plan, target, old, new)?,
            Way::Restate => {
                alter(plan, target, old, new)?;
                restate(plan, target, new)?;
            }
            Way::Replace => replace::replace(plan, target, old, new)?,
        }
    }
    for (_, new, way) in &columns.kept {
        if *way == Way::Remake {
            let (table, column) = (target.name.clone(), (*new).clone());
            plan.harmless(AddColumn { table, column, if_not_exists: false })?;
        }
    }
    Ok(())
}

/// Numbers the columns that had to wait for their key.
pub(super) fn number(plan: &mut Plan<'_>, target: &Table) -> Result<(), DiffError> {
    for column in &target.columns {
        let Ok(now) = plan.now.column(&target.name, &column.name) else { continue };
        if let Some(identity) = column.identity.filter(|_| now.identity != column.identity) {
            let alter = self::unchanged(&target.name, &column.name);
            plan.harmless(AlterColumn { identity: Change::Set(identity), ..alter })?;
        }
    }
    Ok(())
}

/// Allows NULL once more where a primary key has just forbidden it: SQLite takes NULL in most keys.
pub(super) fn loosen(plan: &mut Plan<'_>, target: &Table) -> Result<(), DiffError> {
    for column in target.columns.iter().filter(|column| column.nullable) {
        let Ok(now) = plan.now.column(&target.name, &column.name) else { continue };
        if !now.nullable {
            let alter = self::unchanged(&target.name, &column.name);
            plan.harmless(AlterColumn { nullable: Some(true), ..alter })?;
        }
    }
    Ok(())
}

/// A change that changes nothing yet.
pub(super) fn unchanged(table: &ObjectName, column: &Ident) -> AlterColumn {
    AlterColumn {
        table: table.clone(),
        column: column.clone(),
        ty: None,
        nullable: None,
        default: Change::Unchanged,
        comment: Change::Unchanged,
        identity: Change::Unchanged,
    }
}

/// The change between two states of a facet.
pub(super) fn change_of<T: Clone + PartialEq>(old: &Option<T>, new: &Option<T>) -> Change<T> {
    match new {
        _ if old == new => Change::Unchanged,
        None => Change::Remove,
        Some(new) => Change::Set(new.clone()),
    }
}

/// Where a number needs a key, it comes when the key is there.
fn without_early_number(plan: &Plan<'_>, column: &Column) -> Column {
    let mut column = column.clone();
    if plan.dialect.numbers_need_keys() {
        column.identity = None;
    }
    column
}

fn alter(plan: &mut Plan<'_>, target: &Table, old: &Column, new: &Column) -> Result<(), DiffError> {
    let new = &without_early_number(plan, new);
    let mut alter = unchanged(&target.name, &old.name);
    let mut loss = None;
    if old.ty != new.ty {
        let (change, lost) = types::change(plan, &target.name, old, &new.ty);
        (alter.ty, loss) = (Some(change), lost);
    }
    alter.default = change_of(&old.default, &new.default);
    alter.comment = change_of(&old.comment, &new.comment);
    alter.identity = change_of(&old.identity, &new.identity);
    let tightens = old.nullable && !new.nullable;
    if old.nullable != new.nullable && !tightens {
        alter.nullable = Some(true);
    }
    let identity = tightens.then(|| std::mem::take(&mut alter.identity));
    if alter != unchanged(&target.name, &old.name) {
        plan.step(Step { loss, ..Step::plain([alter.into()]) })?;
    }
    if let Some(identity) = identity {
        not_null::tighten(plan, target, new, identity)?;
    }
    Ok(())
}

fn restate(plan: &mut Plan<'_>, target: &Table, new: &Column) -> Result<(), DiffError> {
    let statements = plan.dialect.restate_column(target, new, plan.to).unwrap_or_default();
    let acts = statements.into_iter().map(|sql| Act::Operation(execute(sql))).collect();
    plan.step(Step { acts, remarks: Vec::new(), loss: None })?;
    if let Ok(table) = plan.now.table_mut(&target.name)
        && let Some(column) = table.column_mut(&new.name)
    {
        column.collation.clone_from(&new.collation);
        column.native.clone_from(&new.native);
    }
    Ok(())
}
