//! The sequences behind `serial` columns.
//!
//! Such a column is an integer with the default `nextval('t_id_seq'::regclass)`, and its
//! sequence belongs to the column: it goes with it and is no object of its own in the catalog.
//! Restating the column therefore has to make the sequence again.

use sandshift_model::catalog::Catalog;
use sandshift_model::column::{Column, DefaultValue};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;

use crate::backend::dialect::DialectError;
use crate::backend::postgres::names::{object, quoted};

/// The statements for the sequence of one column.
pub(super) struct OwnedSequence {
    /// Makes the sequence; before the column.
    pub(super) create: String,
    /// Gives it to the column; after the column.
    pub(super) own: String,
}

/// The sequences that the columns of a new table need.
pub(super) fn of_table(
    table: &Table,
    before: &Catalog,
) -> Result<Vec<OwnedSequence>, DialectError> {
    let mut sequences = Vec::new();
    for column in &table.columns {
        sequences.extend(of_column(&table.name, column, before)?);
    }
    Ok(sequences)
}

/// The sequence that a new column needs: the one its default draws from, unless that is a
/// sequence of its own in the catalog or another column's.
pub(super) fn of_column(
    table: &ObjectName,
    column: &Column,
    before: &Catalog,
) -> Result<Option<OwnedSequence>, DialectError> {
    let Some(sequence) = drawn_from(column) else { return Ok(None) };
    let is_shared = || {
        before
            .tables
            .values()
            .filter(|other| other.name != *table)
            .flat_map(|other| &other.columns)
            .any(|other| drawn_from(other).as_ref() == Some(&sequence))
    };
    if before.sequences.contains_key(&sequence) || is_shared() {
        return Ok(None);
    }
    let (sequence, table, name) = (object(&sequence)?, object(table)?, quoted(&column.name)?);
    let data_type = match column.ty {
        ColumnType::SmallInteger => " AS smallint",
        ColumnType::Integer => " AS integer",
        _ => "",
    };
    Ok(Some(OwnedSequence {
        create: format!("CREATE SEQUENCE IF NOT EXISTS {sequence}{data_type}"),
        own: format!("ALTER SEQUENCE {sequence} OWNED BY {table}.{name}"),
    }))
}

/// The sequence in a default of the form `nextval('…'::regclass)`.
fn drawn_from(column: &Column) -> Option<ObjectName> {
    let Some(DefaultValue::Expression(expression)) = &column.default else { return None };
    let name = expression.trim().strip_prefix("nextval('")?.strip_suffix("'::regclass)")?;
    object_name(&name.replace("''", "'"))
}

/// Reads `name` or `schema.name`, each with or without double quotes.
fn object_name(text: &str) -> Option<ObjectName> {
    leading_name(text).filter(|(_, rest)| rest.is_empty()).map(|(name, _)| name)
}

/// As [`object_name`], with what stands behind the name.
pub(super) fn leading_name(text: &str) -> Option<(ObjectName, &str)> {
    let (first, rest) = ident(text)?;
    match rest.strip_prefix('.') {
        None => Some((ObjectName::bare(first), rest)),
        Some(rest) => {
            let (name, rest) = ident(rest)?;
            Some((ObjectName { schema: Some(first), name }, rest))
        }
    }
}

fn ident(text: &str) -> Option<(Ident, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(['.', ' ', ',', ')']).unwrap_or(text.len());
        return Some((Ident::new(&text[..end]).ok()?, &text[end..]));
    };
    let mut name = String::new();
    let mut rest = quoted;
    loop {
        let end = rest.find('"')?;
        name.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(behind) => (name, rest) = (name + "\"", behind),
            None => return Some((Ident::new(name).ok()?, rest)),
        }
    }
}
