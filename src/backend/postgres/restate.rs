//! What no operation says: casts between types, collations and sequences that change in place.

use sandshift_model::column::Column;
use sandshift_model::object::{Function, Sequence};
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;

use super::names::{object, quoted};
use super::render;
use super::types::column_type;
use crate::backend::dialect::DialectError;

/// The cast from a column to a type that PostgreSQL does not make when it assigns.
pub(super) fn cast(old: &Column, new: &ColumnType) -> Result<Option<String>, DialectError> {
    if let Some(known) = render::cast(old, new)? {
        return Ok(Some(known));
    }
    if is_assigned(&old.ty, new) {
        return Ok(None);
    }
    let (name, ty) = (quoted(&old.name)?, column_type(new)?);
    // The text of a value is the one form that every type reads and writes.
    Ok(Some(if is_text(&old.ty) { format!("{name}::{ty}") } else { format!("{name}::text::{ty}") }))
}

fn is_text(ty: &ColumnType) -> bool {
    matches!(ty, ColumnType::String { .. } | ColumnType::Text | ColumnType::Char { .. })
}

/// Tells whether PostgreSQL converts by itself when a value is assigned.
fn is_assigned(old: &ColumnType, new: &ColumnType) -> bool {
    use ColumnType::{Array, Date, DateTime, Interval, Time};
    match (old, new) {
        (old, new) if old == new || is_text(new) => true,
        (Date, DateTime { .. }) | (DateTime { .. }, Date | DateTime { .. } | Time) => true,
        (Time, Interval) | (Interval, Time) => true,
        (Array(old), Array(new)) => is_assigned(old, new),
        (old, new) => is_number(old) && is_number(new),
    }
}

fn is_number(ty: &ColumnType) -> bool {
    use ColumnType::{BigInteger, Double, Float, Integer, Numeric, SmallInteger};
    matches!(ty, SmallInteger | Integer | BigInteger | Float | Double | Numeric { .. })
}

/// The collation of a column; none where its native clauses would have to change.
pub(super) fn column(table: &Table, column: &Column) -> Result<Option<Vec<String>>, DialectError> {
    if !column.native.is_empty() {
        return Ok(None);
    }
    let (name, ty) = (quoted(&column.name)?, column_type(&column.ty)?);
    let collation = column.collation.as_deref().unwrap_or("default").replace('"', "\"\"");
    let table = object(&table.name)?;
    let sql = format!("ALTER TABLE {table} ALTER COLUMN {name} TYPE {ty} COLLATE \"{collation}\"");
    Ok(Some(vec![sql]))
}

/// The same sequence, counting on from where it stands.
pub(super) fn sequence(from: &Sequence, to: &Sequence) -> Result<Vec<String>, DialectError> {
    let name = object(&to.name)?;
    let step = to.increment.unwrap_or(1);
    let start = to.start.unwrap_or(if step < 0 { -1 } else { 1 });
    let count = format!("ALTER SEQUENCE {name} INCREMENT BY {step}");
    if from.native == to.native {
        return Ok(vec![format!("{count} START WITH {start}")]);
    }
    let native = to.native.as_deref().unwrap_or_default();
    Ok(vec![
        format!("{count} NO MINVALUE NO MAXVALUE CACHE 1 NO CYCLE"),
        format!("ALTER SEQUENCE {name} START WITH {start} {native}").trim_end().to_owned(),
    ])
}

/// What callers know of a function: its name, arguments and result, as the server prints them in
/// front of the language.
pub(super) fn function_head(function: &Function) -> &str {
    let text = &function.definition;
    text.find("\n LANGUAGE ").map_or(text.as_str(), |end| &text[..end])
}

#[cfg(test)]
mod tests {
    use sandshift_model::ident::Ident;

    use super::*;

    fn cast_of(from: ColumnType, to: ColumnType) -> Option<String> {
        cast(&Column::new(Ident::new("c").unwrap(), from), &to).unwrap()
    }

    #[test]
    fn a_cast_is_given_where_an_assignment_makes_none() {
        use ColumnType::{Boolean, Date, Integer, Json, Text, Uuid};
        assert_eq!(cast_of(Text, Integer).as_deref(), Some("\"c\"::integer"));
        assert_eq!(cast_of(Uuid, Json).as_deref(), Some("\"c\"::text::jsonb"));
        assert_eq!(cast_of(Integer, Boolean).as_deref(), Some("\"c\" <> 0"));
        assert_eq!(cast_of(Integer, Text), None);
        assert_eq!(cast_of(Date, ColumnType::DateTime { timezone: true }), None);
    }
}
