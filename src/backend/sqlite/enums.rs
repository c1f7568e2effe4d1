//! Enums, which SQLite does not have: a column of text with a check.
//!
//! Making or dropping an enum says nothing to the database; its definition is kept by the
//! bookkeeping. A change of its values makes every table again that uses it.

use sandshift_model::catalog::{Catalog, CatalogError};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::operation::{DropEnum, Operate, Operation};
use sandshift_model::statement::Statement;
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;

use super::literal::text;
use super::mapping::Mapping;
use super::rebuild::remake;
use crate::backend::dialect::DialectError;

/// The statements that change the values of an enum; `renamed` is a value with its new name.
///
/// # Errors
///
/// [`DialectError::Catalog`] when the enum or the value does not fit.
pub(super) fn change(
    operation: &Operation,
    name: &Ident,
    renamed: Option<(&str, &str)>,
    before: &Catalog,
) -> Result<Vec<Statement>, DialectError> {
    let mut after = before.clone();
    operation.apply_to(&mut after)?;
    let mut statements = Vec::new();
    for table in before.tables.values() {
        let columns: Vec<&Ident> = columns_of(table, name).collect();
        if columns.is_empty() {
            continue;
        }
        let mut mapping = Mapping::of(table);
        if let Some((from, to)) = renamed {
            for column in columns {
                mapping.replace(column, &text(from), &text(to));
            }
        }
        statements.extend(remake(&table.name, &mapping, before, &after)?);
    }
    Ok(statements)
}

/// Dropping an enum needs no statement, but no column may use it any more.
///
/// # Errors
///
/// [`DialectError::Catalog`] when a column does.
pub(super) fn drop(operation: &DropEnum, before: &Catalog) -> Result<Vec<Statement>, DialectError> {
    let user: Option<(&ObjectName, &Ident)> = before.tables.values().find_map(|table| {
        columns_of(table, &operation.name).next().map(|column| (&table.name, column))
    });
    match user {
        None => Ok(Vec::new()),
        Some((table, column)) => {
            let reason = format!("the enum `{}` is used by `{table}.{column}`", operation.name);
            Err(CatalogError::Invalid { reason }.into())
        }
    }
}

fn columns_of<'a>(table: &'a Table, name: &Ident) -> impl Iterator<Item = &'a Ident> {
    table.columns.iter().filter_map(move |column| match &column.ty {
        ColumnType::Enum { name: used } if used == name => Some(&column.name),
        _ => None,
    })
}
