//! The definition of one column, as it stands in CREATE TABLE and ADD COLUMN.

use sandshift_model::catalog::{Catalog, CatalogError};
use sandshift_model::column::{Column, DefaultValue};
use sandshift_model::constraint::{Constraint, ConstraintBody};
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;

use super::expression::closed;
use super::literal::literal;
use super::names::{quote, quote_if_needed, same, unsupported};
use super::parse_table::rowid_alias;
use super::types::spell;
use crate::backend::dialect::DialectError;

/// The default of a moment with its zone; `CURRENT_TIMESTAMP` would give a text without one.
pub(super) const NOW_WITH_ZONE: &str = "strftime('%Y-%m-%d %H:%M:%S+00:00', 'now')";

/// The definition of a column of this table, its inline primary key included.
pub(super) fn define(
    column: &Column,
    table: &Table,
    catalog: &Catalog,
) -> Result<String, DialectError> {
    let declared = spell(&column.ty, catalog, table.options.strict)?;
    let mut parts = vec![quote(&column.name)];
    if !declared.is_empty() {
        parts.push(declared.clone());
    }
    let key = inline_key(column, table);
    if let Some(key) = key {
        parts.extend(inline_key_text(column, key, &declared)?);
    } else if column.identity.is_some() {
        return Err(unsupported(
            format!("number the column `{}`", column.name),
            "make it the only column of the primary key",
        ));
    }
    let alias = rowid_alias(table).is_some_and(|name| same(name, &column.name));
    // Another name of the row number never holds NULL.
    if !column.nullable && !alias && !states_not_null(column) {
        parts.push("NOT NULL".to_owned());
    }
    if let Some(default) = &column.default {
        parts.push(format!("DEFAULT {}", default_text(default, &column.ty)?));
    }
    if let Some(collation) = &column.collation {
        parts.push(format!("COLLATE {}", quote_if_needed(collation)));
    }
    if let Some(generated) = &column.generated {
        let kept = if generated.stored { "STORED" } else { "VIRTUAL" };
        parts.push(format!("GENERATED ALWAYS AS ({}) {kept}", closed(&generated.expression)?));
    }
    for words in &column.native {
        parts.push(closed(words)?.to_owned());
    }
    Ok(parts.join(" "))
}

/// The primary key that has to stand behind this column rather than behind all columns:
/// AUTOINCREMENT and an order are understood only there.
pub(super) fn inline_key<'a>(column: &Column, table: &'a Table) -> Option<&'a Constraint> {
    table.constraints.iter().find(|constraint| match &constraint.body {
        ConstraintBody::PrimaryKey { columns } => {
            let only = columns.len() == 1 && same(&columns[0], &column.name);
            only && (column.identity.is_some() || is_ordered(constraint))
        }
        _ => false,
    })
}

fn is_ordered(constraint: &Constraint) -> bool {
    constraint.native.as_deref().is_some_and(|words| {
        let first = words.split_whitespace().next().unwrap_or_default();
        first.eq_ignore_ascii_case("DESC") || first.eq_ignore_ascii_case("ASC")
    })
}

fn inline_key_text(
    column: &Column,
    key: &Constraint,
    declared: &str,
) -> Result<Vec<String>, DialectError> {
    let mut parts = Vec::new();
    if let Some(name) = &key.name {
        parts.push(format!("CONSTRAINT {}", quote(name)));
    }
    parts.push("PRIMARY KEY".to_owned());
    parts.extend(key.native.clone());
    let Some(identity) = column.identity else { return Ok(parts) };
    if !declared.eq_ignore_ascii_case("INTEGER") {
        let what = format!("number the column `{}` of type {declared}", column.name);
        return Err(unsupported(what, "give it the type integer"));
    }
    if identity.increment.is_some_and(|step| step != 1) {
        return Err(unsupported(
            format!("number the column `{}` in steps other than 1", column.name),
            "leave the increment out",
        ));
    }
    parts.push("AUTOINCREMENT".to_owned());
    Ok(parts)
}

/// `NOT NULL ON CONFLICT …` is kept as native words and says it already.
fn states_not_null(column: &Column) -> bool {
    column.native.iter().any(|words| words.to_ascii_uppercase().starts_with("NOT NULL"))
}

/// The text behind DEFAULT.
pub(super) fn default_text(
    default: &DefaultValue,
    ty: &ColumnType,
) -> Result<String, DialectError> {
    Ok(match default {
        DefaultValue::Literal(value) => literal(value)?,
        DefaultValue::Expression(expression) => format!("({})", closed(expression)?),
        DefaultValue::Now => match ty {
            ColumnType::Date => "CURRENT_DATE".to_owned(),
            ColumnType::Time => "CURRENT_TIME".to_owned(),
            ColumnType::DateTime { timezone: true } => format!("({NOW_WITH_ZONE})"),
            _ => "CURRENT_TIMESTAMP".to_owned(),
        },
    })
}

/// The first number of a numbered column, when it is not 1, with a check that it makes sense.
///
/// # Errors
///
/// [`DialectError::Catalog`] when the number before it does not exist.
pub(super) fn numbering_start(table: &Table) -> Result<Option<i64>, DialectError> {
    let start = table.columns.iter().find_map(|column| column.identity?.start);
    match start {
        None | Some(1) => Ok(None),
        Some(start) => start.checked_sub(1).map(Some).ok_or_else(|| {
            let reason = format!("the first number {start} is too small");
            CatalogError::Invalid { reason }.into()
        }),
    }
}
