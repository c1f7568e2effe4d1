//! Tables that inherit from others: a column that is just as a parent has it is not said again, so
//! that it goes and changes with the parent's.

use sandshift_model::catalog::Catalog;
use sandshift_model::column::Column;
use sandshift_model::table::Table;

use super::serial::leading_name;

/// The first words of the option that names the parents.
const INHERITS: &str = "INHERITS (";

/// The parents of a table, as far as they are known.
pub(super) fn parents<'a>(table: &Table, before: &'a Catalog) -> Vec<&'a Table> {
    let words = table.options.native.iter().find_map(|option| option.strip_prefix(INHERITS));
    let mut rest = words.unwrap_or_default();
    let mut parents = Vec::new();
    while let Some((name, behind)) = leading_name(rest) {
        parents.extend(before.tables.get(&name).map(std::ops::Deref::deref));
        rest = behind.strip_prefix(", ").unwrap_or_default();
    }
    parents
}

/// Tells whether one of the parents has this very column.
pub(super) fn has(parents: &[&Table], column: &Column) -> bool {
    parents.iter().any(|parent| parent.column(&column.name) == Some(column))
}
