//! Whether constraints, indexes and rows fit the table that they are meant for.

use crate::catalog::{Catalog, CatalogError};
use crate::constraint::{Constraint, ConstraintBody, ConstraintKind};
use crate::ident::{Ident, ObjectName};
use crate::index::Index;
use crate::query::{Filter, Row};
use crate::table::Table;

/// Makes sure that a constraint can be added to a table.
pub(super) fn constraint_fits(
    catalog: &Catalog,
    table: &Table,
    constraint: &Constraint,
) -> Result<(), CatalogError> {
    if let Some(name) = &constraint.name {
        table.free_constraint_name(name)?;
        if constraint.body.kind() == ConstraintKind::Unique {
            table.free_index_name(name)?;
        }
    }
    table.has_columns(constraint.body.columns())?;
    match &constraint.body {
        ConstraintBody::PrimaryKey { .. } if !table.primary_key().is_empty() => {
            Err(CatalogError::exists("primary key of", &table.name))
        }
        ConstraintBody::ForeignKey(key) => {
            // A table may point to itself before it is in the catalog.
            let referred = match key.references == table.name {
                true => table,
                false => catalog.table(&key.references)?,
            };
            referred.has_columns(&key.referred_columns)?;
            let (own, other) = (key.columns.len(), key.referred_columns.len());
            if other != 0 && own != other {
                return Err(CatalogError::invalid(format!(
                    "a foreign key of `{}` has {own} columns and points to {other}",
                    table.name
                )));
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Puts a constraint into a table, as databases do: the columns of a primary key are never NULL.
pub(super) fn put_constraint(table: &mut Table, constraint: Constraint) {
    if let ConstraintBody::PrimaryKey { columns } = &constraint.body {
        for column in columns {
            if let Some(column) = table.column_mut(column) {
                column.nullable = false;
            }
        }
    }
    table.constraints.push(constraint);
}

/// Makes sure that an index can be made on a table.
pub(super) fn index_fits(table: &Table, index: &Index) -> Result<(), CatalogError> {
    if let Some(name) = &index.name {
        table.free_index_name(name)?;
    }
    table.has_columns(index.columns())?;
    table.has_columns(&index.include)
}

/// The table whose rows change, when it has these columns; none for a view, whose columns are
/// not known.
pub(super) fn target<'a>(
    catalog: &'a Catalog,
    name: &ObjectName,
    columns: impl IntoIterator<Item = &'a Ident>,
) -> Result<Option<&'a Table>, CatalogError> {
    if !catalog.tables.contains_key(name) && catalog.views.contains_key(name) {
        return Ok(None);
    }
    let table = catalog.table(name)?;
    table.has_columns(columns)?;
    Ok(Some(table))
}

/// The columns that a filter names by itself.
pub(super) fn filter_columns(filter: &Filter) -> Vec<&Ident> {
    match filter {
        Filter::Equal(pairs) => pairs.iter().map(|(column, _)| column).collect(),
        Filter::Sql { .. } => Vec::new(),
    }
}

/// Tells whether a filter lets every row through.
pub(super) fn is_every_row(filter: &Filter) -> bool {
    matches!(filter, Filter::Equal(pairs) if pairs.is_empty())
}

/// Makes sure that each row has `width` values.
pub(super) fn rows_fit(table: &ObjectName, rows: &[Row], width: usize) -> Result<(), CatalogError> {
    match rows.iter().position(|row| row.len() != width) {
        None => Ok(()),
        Some(at) => Err(CatalogError::invalid(format!(
            "row {} for `{table}` has {} values for {width} columns",
            at + 1,
            rows[at].len()
        ))),
    }
}
