//! Tables and columns as raw SQL names them.

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::table::Table;

use crate::backend::dialect::Dialect;
use crate::backend::undo::Name;

/// The table that raw SQL means by a name.
pub(super) fn named(
    (schema, name): &(Option<Name>, Name),
    catalog: &Catalog,
    dialect: &dyn Dialect,
) -> Result<ObjectName, String> {
    let meant = |found: &&ObjectName| {
        is_named(&found.name, name, dialect)
            && match (&found.schema, schema) {
                (Some(found), Some(schema)) => is_named(found, schema, dialect),
                (None, None) => true,
                _ => false,
            }
    };
    let all = || catalog.tables.keys().chain(catalog.views.keys());
    all().find(meant).cloned().ok_or_else(|| format!("there is no table `{}`", name.text))
}

/// The column that raw SQL means by a name.
pub(super) fn column_named(
    name: &Name,
    table: &Table,
    dialect: &dyn Dialect,
) -> Result<Ident, String> {
    let found = table.columns.iter().find(|column| is_named(&column.name, name, dialect));
    let none = || format!("`{}` has no column `{}`", table.name, name.text);
    found.map(|column| column.name.clone()).ok_or_else(none)
}

fn is_named(found: &Ident, name: &Name, dialect: &dyn Dialect) -> bool {
    match dialect.folded(&name.text) {
        Some(_) if name.quoted => found.as_str() == name.text,
        Some(folded) => found.as_str() == folded,
        None => found.as_str().eq_ignore_ascii_case(&name.text),
    }
}
