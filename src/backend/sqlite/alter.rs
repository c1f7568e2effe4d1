//! Changes to a table: which of them SQLite does by itself, and which need the table made again.

use sandshift_model::catalog::Catalog;
use sandshift_model::column::{Column, DefaultValue};
use sandshift_model::ident::ObjectName;
use sandshift_model::operation::{
    AddColumn, AlterColumn, Change, DropColumn, Operate, Operation, RenameColumn, RenameTable,
};
use sandshift_model::statement::Statement;
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;

use super::column::define;
use super::constraint::enum_check;
use super::index;
use super::names::{quote, quote_object, quote_text};
use super::tokens::mentions;
use super::types::enum_type;
use crate::backend::dialect::DialectError;

/// How one change to a table is done.
#[derive(Debug)]
pub(super) enum Way {
    /// By these statements, which may be none.
    Direct(Vec<Statement>),
    /// By making the table again.
    Rebuild,
}

/// The table that an operation changes, when it is one that a rebuild can do.
pub(super) fn table_of(operation: &Operation) -> Option<&ObjectName> {
    match operation {
        Operation::AddColumn(o) => Some(&o.table),
        Operation::DropColumn(o) => Some(&o.table),
        Operation::RenameColumn(o) => Some(&o.table),
        Operation::AlterColumn(o) => Some(&o.table),
        Operation::AddConstraint(o) => Some(&o.table),
        Operation::DropConstraint(o) => Some(&o.table),
        Operation::RenameConstraint(o) => Some(&o.table),
        _ => None,
    }
}

/// How an operation of [`table_of`] is done.
///
/// # Errors
///
/// [`DialectError`] when it does not fit the catalog or SQLite cannot do it at all.
pub(super) fn way(operation: &Operation, before: &Catalog) -> Result<Way, DialectError> {
    let mut after = before.clone();
    operation.apply_to(&mut after)?;
    if after == *before {
        return Ok(Way::Direct(Vec::new()));
    }
    match operation {
        Operation::AddColumn(add) => add_column(add, before),
        Operation::DropColumn(drop) => drop_column(drop, before, &after),
        Operation::RenameColumn(rename) => rename_column(rename),
        Operation::AlterColumn(alter) => Ok(alter_column(alter)),
        _ => Ok(Way::Rebuild),
    }
}

fn add_column(add: &AddColumn, before: &Catalog) -> Result<Way, DialectError> {
    let table = before.table(&add.table)?;
    let column = &add.column;
    if !is_addable(column) {
        return Ok(Way::Rebuild);
    }
    let mut sql = format!(
        "ALTER TABLE {} ADD COLUMN {}",
        quote_object(&table.name)?,
        define(column, table, before)?
    );
    if let ColumnType::Enum { name } = &column.ty {
        sql.push_str(&format!(" CHECK ({})", enum_check(&column.name, enum_type(name, before)?)));
    }
    Ok(Way::Direct(vec![Statement::schema(sql)]))
}

/// Tells whether ALTER TABLE … ADD COLUMN takes the column, whatever rows there are.
fn is_addable(column: &Column) -> bool {
    let constant = match &column.default {
        None => column.nullable,
        Some(DefaultValue::Literal(value)) => column.nullable || !matches!(value, Value::Null),
        Some(DefaultValue::Now | DefaultValue::Expression(_)) => false,
    };
    match &column.generated {
        Some(generated) => !generated.stored && column.nullable,
        None => constant && column.identity.is_none(),
    }
}

fn drop_column(drop: &DropColumn, before: &Catalog, after: &Catalog) -> Result<Way, DialectError> {
    let (table, after) = (before.table(&drop.table)?, after.table(&drop.table)?);
    let Some(column) = table.column(&drop.column) else { return Ok(Way::Direct(Vec::new())) };
    let bound = after.constraints.len() != table.constraints.len()
        || matches!(column.ty, ColumnType::Enum { .. })
        || texts(after).any(|text| mentions(text, &column.name));
    if bound {
        return Ok(Way::Rebuild);
    }
    let mut statements = Vec::new();
    for index in &table.indexes {
        if let Some(name) = &index.name
            && after.index(name).is_none()
        {
            statements.push(index::drop(name));
        }
    }
    let (table, column) = (quote_object(&table.name)?, quote(&column.name));
    statements.push(Statement::schema(format!("ALTER TABLE {table} DROP COLUMN {column}")));
    Ok(Way::Direct(statements))
}

/// The SQL texts in a table that may name its columns.
pub(super) fn texts(table: &Table) -> impl Iterator<Item = &str> {
    use sandshift_model::constraint::ConstraintBody;
    use sandshift_model::index::IndexTerm;
    let generated = table.columns.iter().filter_map(|column| column.generated.as_ref());
    let native = table.columns.iter().flat_map(|column| column.native.iter());
    let checks = table.constraints.iter().filter_map(|constraint| match &constraint.body {
        ConstraintBody::Check { expression, .. } => Some(expression),
        _ => constraint.native.as_ref(),
    });
    let keys = table.indexes.iter().flat_map(|index| &index.keys);
    let terms = keys.filter_map(|key| match &key.on {
        IndexTerm::Expression(expression) => Some(expression),
        IndexTerm::Column(_) => None,
    });
    let filters = table.indexes.iter().flat_map(|index| [&index.filter, &index.native]);
    generated
        .map(|generated| &generated.expression)
        .chain(native)
        .chain(checks)
        .chain(terms)
        .chain(filters.flatten())
        .map(String::as_str)
}

fn rename_column(rename: &RenameColumn) -> Result<Way, DialectError> {
    let (table, column) = (quote_object(&rename.table)?, quote(&rename.column));
    let new_name = quote(&rename.new_name);
    let sql = format!("ALTER TABLE {table} RENAME COLUMN {column} TO {new_name}");
    Ok(Way::Direct(vec![Statement::schema(sql)]))
}

fn alter_column(alter: &AlterColumn) -> Way {
    let changes = alter.ty.is_some()
        || alter.nullable.is_some()
        || alter.default != Change::Unchanged
        || alter.identity != Change::Unchanged;
    // SQLite keeps no comments, so a change of the comment alone is nothing.
    if changes { Way::Rebuild } else { Way::Direct(Vec::new()) }
}

/// The statement that renames a table; triggers, views and foreign keys of others follow.
pub(super) fn rename_table(
    rename: &RenameTable,
    before: &Catalog,
) -> Result<Vec<Statement>, DialectError> {
    before.table(&rename.table)?;
    let (from, to) = (quote_object(&rename.table)?, quote(&rename.new_name));
    let step =
        |from: &str, to: &str| Statement::schema(format!("ALTER TABLE {from} RENAME TO {to}"));
    // SQLite takes another spelling of the same name for the name of a second table.
    if rename.table.name.as_str().eq_ignore_ascii_case(rename.new_name.as_str()) {
        let between = quote_text(&format!("sandshift_new_{}", rename.new_name));
        return Ok(vec![step(&from, &between), step(&between, &to)]);
    }
    Ok(vec![step(&from, &to)])
}
