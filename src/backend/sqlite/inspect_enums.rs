//! Finds the columns of an enum again: by the bookkeeping and by what their checks say.

use sandshift_model::catalog::Catalog;
use sandshift_model::constraint::ConstraintBody;
use sandshift_model::ident::Ident;
use sandshift_model::object::EnumType;
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;

use super::names::same;
use super::tokens::{Kind, tokens};
use super::types::{is_enum, spell};
use crate::backend::connection::{Class, DatabaseError};

/// Puts the enums of the bookkeeping (name, labels, columns) into the catalog, and gives their
/// columns back their type. The check of such a column belongs to its type and goes.
///
/// # Errors
///
/// [`Class::Corrupt`] when the bookkeeping holds something else than it should.
pub(super) fn settle(
    rows: Vec<Vec<Option<String>>>,
    catalog: &mut Catalog,
) -> Result<(), DatabaseError> {
    for row in rows {
        let mut cells = row.into_iter();
        let (Some(Some(name)), Some(Some(labels))) = (cells.next(), cells.next()) else {
            return Err(broken("a row without name or labels"));
        };
        let name = Ident::new(name).map_err(|error| broken(&error.to_string()))?;
        let values = serde_json::from_str(&labels).map_err(|error| broken(&error.to_string()))?;
        let columns: Option<Vec<(String, String)>> = match cells.next().flatten() {
            None => None,
            Some(json) => {
                Some(serde_json::from_str(&json).map_err(|error| broken(&error.to_string()))?)
            }
        };
        let enum_type = EnumType { name: name.clone(), values };
        for table in catalog.tables.values_mut() {
            settle_table(table, &enum_type, columns.as_deref());
        }
        catalog.enums.insert(name, enum_type);
    }
    Ok(())
}

fn settle_table(table: &mut Table, enum_type: &EnumType, known: Option<&[(String, String)]>) {
    let strict = table.options.strict;
    let listed = |column: &Ident| match known {
        // Without a list the content alone decides.
        None => true,
        Some(pairs) => pairs.iter().any(|(of, name)| {
            table.name.name.as_str().eq_ignore_ascii_case(of)
                && column.as_str().eq_ignore_ascii_case(name)
        }),
    };
    let found: Vec<(Ident, usize)> = table
        .columns
        .iter()
        .filter(|column| {
            spell(&column.ty, &Catalog::default(), strict)
                .is_ok_and(|declared| is_enum(&declared, enum_type, strict))
        })
        .filter(|column| listed(&column.name))
        .filter_map(|column| Some((column.name.clone(), check_of(table, &column.name, enum_type)?)))
        .collect();
    let mut checks: Vec<usize> = Vec::new();
    for (name, check) in found {
        if let Some(column) = table.column_mut(&name) {
            column.ty = ColumnType::Enum { name: enum_type.name.clone() };
            checks.push(check);
        }
    }
    checks.sort_unstable();
    for check in checks.into_iter().rev() {
        table.constraints.remove(check);
    }
}

/// Where the check stands that holds a column to the values of an enum.
fn check_of(table: &Table, column: &Ident, enum_type: &EnumType) -> Option<usize> {
    table.constraints.iter().position(|constraint| match &constraint.body {
        ConstraintBody::Check { expression, .. } => {
            constraint.name.is_none() && says(expression, column, enum_type)
        }
        _ => false,
    })
}

fn says(expression: &str, column: &Ident, enum_type: &EnumType) -> bool {
    let found = tokens(expression);
    let [name, word, open, labels @ .., close] = found.as_slice() else { return false };
    let frame = Ident::new(name.content()).is_ok_and(|name| same(&name, column))
        && word.is_word("IN")
        && open.is_symbol("(")
        && close.is_symbol(")");
    let texts: Vec<String> =
        labels.iter().filter(|token| token.kind == Kind::Text).map(|t| t.content()).collect();
    frame && labels.len() + 1 == texts.len() * 2 && texts == enum_type.values
}

fn broken(reason: &str) -> DatabaseError {
    DatabaseError::new(Class::Corrupt, format!("the list of enums cannot be read: {reason}"))
}
