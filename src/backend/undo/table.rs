//! The table that keeps rows of another one.

use sandshift_model::column::Column;
use sandshift_model::constraint::{Constraint, ConstraintBody};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;

use super::{OPERATION, SIDE};
use crate::backend::dialect::{Dialect, DialectError};

/// The statement that drops an undo table where it is there.
///
/// # Errors
///
/// [`DialectError`] when the name does not fit.
pub fn drop_undo_table(dialect: &dyn Dialect, name: &ObjectName) -> Result<String, DialectError> {
    Ok(format!("DROP TABLE IF EXISTS {}", dialect.quote_object(name)?))
}

/// The undo table of this name for a table whose rows are told apart by a key.
#[must_use]
pub fn undo_table(dialect: &dyn Dialect, name: ObjectName, of: &Table, key: &[Ident]) -> Table {
    let own = |name, ty| Column { nullable: false, ..Column::new(ident(name), ty) };
    let mut columns = vec![own(OPERATION, ColumnType::BigInteger), own(SIDE, ColumnType::Integer)];
    let is_kept = |column: &&Column| column.generated.is_none();
    columns.extend(of.columns.iter().filter(is_kept).map(|column| Column {
        nullable: !key.contains(&column.name),
        default: None,
        identity: None,
        generated: None,
        comment: None,
        ..dialect.kept_column(column)
    }));
    let mut parts = vec![ident(OPERATION), ident(SIDE)];
    parts.extend(key.iter().cloned());
    let constraints = vec![Constraint::unnamed(ConstraintBody::PrimaryKey { columns: parts })];
    Table { columns, constraints, options: dialect.undo_options(of), ..Table::new(name) }
}

fn ident(name: &'static str) -> Ident {
    Ident::new(name).unwrap_or_else(|_| unreachable!("the names of its own columns are legal"))
}
