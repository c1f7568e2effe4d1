//! Which operations wait for each other, so that one rebuild of a table does them all.

use sandshift_model::catalog::Catalog;
use sandshift_model::constraint::ConstraintBody;
use sandshift_model::operation::{Operate, Operation, RenameColumn};
use sandshift_model::statement::Statement;

use super::alter::{Way, table_of, texts, way};
use super::names::{same, same_object};
use super::rebuild::rebuild;
use super::tokens::mentions;
use crate::backend::dialect::DialectError;

/// The statements of one operation on a table.
pub(super) fn render_one(
    operation: &Operation,
    before: &Catalog,
) -> Result<Vec<Statement>, DialectError> {
    match way(operation, before)? {
        Way::Direct(statements) => Ok(statements),
        Way::Rebuild => render_all(std::slice::from_ref(operation), before),
    }
}

/// The statements of several operations on one table.
pub(super) fn render_all(
    operations: &[Operation],
    before: &Catalog,
) -> Result<Vec<Statement>, DialectError> {
    match operations.first().and_then(table_of) {
        Some(table) => rebuild(table, operations, before),
        None => Ok(Vec::new()),
    }
}

/// Tells whether `next` may be done by the rebuild that waits; with nothing waiting, whether it
/// needs a rebuild. `before` is the catalog before the first of those that wait.
pub(super) fn joins(waiting: &[Operation], next: &Operation, before: &Catalog) -> bool {
    let Some(table) = table_of(next) else { return false };
    if waiting.is_empty() {
        return matches!(way(next, before), Ok(Way::Rebuild));
    }
    let same_table = waiting.iter().all(|w| table_of(w).is_some_and(|t| same_object(t, table)));
    if !same_table {
        return false;
    }
    let mut now = before.clone();
    for operation in waiting {
        if operation.apply_to(&mut now).is_err() {
            return false;
        }
    }
    match next {
        Operation::RenameColumn(rename) => renames_quietly(rename, &now),
        // The text of USING speaks of the row before it, and a rebuild shows it the row before
        // everything that waits.
        Operation::AlterColumn(alter) => {
            let using = alter.ty.as_ref().is_some_and(|change| change.using.is_some());
            !using || !waiting.iter().any(changes_values)
        }
        _ => true,
    }
}

fn changes_values(operation: &Operation) -> bool {
    match operation {
        Operation::AddColumn(_) | Operation::DropColumn(_) | Operation::RenameColumn(_) => true,
        Operation::AlterColumn(alter) => alter.ty.is_some(),
        _ => false,
    }
}

/// Tells whether nothing but lists of columns names the column. SQLite's own RENAME COLUMN
/// corrects expressions, views, triggers and foreign keys of other tables; a rebuild does not.
fn renames_quietly(rename: &RenameColumn, catalog: &Catalog) -> bool {
    let column = &rename.column;
    let Ok(table) = catalog.table(&rename.table) else { return false };
    let others = catalog.tables.values().flat_map(|other| &other.constraints);
    let mut keys = others.filter_map(|constraint| match &constraint.body {
        ConstraintBody::ForeignKey(key) => Some(key),
        _ => None,
    });
    let referred = keys.any(|key| {
        same_object(&key.references, &rename.table)
            && key.referred_columns.iter().any(|referred| same(referred, column))
    });
    let is_enum = table
        .column(column)
        .is_some_and(|column| matches!(column.ty, sandshift_model::types::ColumnType::Enum { .. }));
    !referred
        && !is_enum
        && !texts(table).any(|text| mentions(text, column))
        && !catalog.views.values().any(|view| mentions(&view.query, column))
        && !catalog.triggers.values().any(|trigger| mentions(&trigger.definition, column))
}
