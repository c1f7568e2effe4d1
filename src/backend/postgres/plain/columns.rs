//! A column and what stands behind it.

use sandshift_model::column::Column;
use sandshift_model::constraint::Constraint;
use sandshift_model::ident::Ident;

use super::reader::Reader;
use super::{constraints, defaults, types};

/// A column as it is written.
pub(super) struct Written {
    pub(super) column: Column,
    pub(super) constraints: Vec<Constraint>,
    /// The text says that it may be NULL, which is refused for a column of a primary key.
    pub(super) is_said_null: bool,
}

/// Takes a column of a table up to the next comma or bracket.
pub(super) fn column(reader: &mut Reader<'_, '_>, table: &Ident) -> Option<Written> {
    let name = reader.name()?;
    let mut column = Column::new(name.clone(), types::column_type(reader)?);
    let mut constraints = Vec::new();
    let (mut nullable, mut default) = (None, None);
    while !reader.is_end_of_element() {
        if reader.takes(&["NOT", "NULL"]) {
            nullable.replace(false).is_none().then_some(())?;
        } else if reader.takes(&["NULL"]) {
            nullable.replace(true).is_none().then_some(())?;
        } else if reader.takes(&["DEFAULT"]) {
            let said = defaults::default(reader, &column.ty)?;
            default.replace(said).is_none().then_some(())?;
        } else {
            constraints.push(constraints::of_column(reader, table, &name)?);
        }
    }
    column.nullable = nullable.unwrap_or(true);
    column.default = default.flatten();
    Some(Written { column, constraints, is_said_null: nullable == Some(true) })
}
