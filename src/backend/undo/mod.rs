//! Rows as they were: how they are kept in an undo table, found changed, and put back, as SQL text.
//!
//! An undo table has the columns of the table whose rows it keeps, under the same names, and two of
//! its own: the operation of the migration, and which side of it a row shows. A row that is updated
//! is kept twice, before and after, so that a rollback can tell whether somebody else has changed
//! it since. The databases differ in few words, which are in [`UndoSpelling`].

mod conflicts;
mod keep;
mod restore;
mod show;
mod spelling;
mod statement;
mod table;

use std::ops::Deref;

use sandshift_model::catalog::Catalog;
use sandshift_model::column::Column;
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::operation::{RestoreRows, RowChange};
use sandshift_model::table::Table;

use super::dialect::{Dialect, DialectError};

pub use self::conflicts::{conflicts, count};
pub use self::keep::{Which, forget, keep, kept_rows, measure};
pub use self::restore::restore;
pub use self::show::{count_all, rows};
pub use self::spelling::{DeleteUsing, UndoSpelling, UpdateFrom};
pub use self::statement::{Name, RowStatement, draws, row_statement};
pub use self::table::{drop_undo_table, undo_table};

/// The column that tells which operation of its migration changed a row, from 0.
const OPERATION: &str = "sandshift_operation";

/// The column that tells which side of the operation a row shows.
const SIDE: &str = "sandshift_side";

/// The name of the undo table in statements, where it shows the rows that come back.
const OLD: &str = "sandshift_old";

/// The name of the undo table in statements, where it shows the rows as the operation left them.
const NEW: &str = "sandshift_new";

/// Which side of an operation a kept row shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Before it was updated, or before a column of it was dropped.
    Before,
    /// After it was updated.
    After,
    /// Before it was deleted.
    Deleted,
    /// After it was inserted.
    Inserted,
}

impl Side {
    /// The side that rows of such a change come back from.
    #[must_use]
    pub fn of(change: RowChange) -> Self {
        match change {
            RowChange::Updated | RowChange::Dropped => Self::Before,
            RowChange::Deleted => Self::Deleted,
            RowChange::Inserted => Self::Inserted,
        }
    }

    fn number(self) -> u8 {
        match self {
            Self::Before => 0,
            Self::After => 1,
            Self::Deleted => 2,
            Self::Inserted => 3,
        }
    }
}

/// The rows of one table that one operation changes, and where they are kept.
#[derive(Debug, Clone, Copy)]
pub struct Image<'i> {
    /// The table as it is when they are kept or put back.
    pub table: &'i Table,
    /// The undo table.
    pub undo_table: &'i ObjectName,
    /// Which operation of the migration it is, from 0.
    pub operation: u64,
    /// The columns that tell the rows apart.
    pub key: &'i [Ident],
    /// The further columns that are kept.
    pub columns: &'i [Ident],
}

impl<'i> Image<'i> {
    /// What a restore puts back.
    ///
    /// # Errors
    ///
    /// [`DialectError::Catalog`] when its table is not there.
    pub fn of(restore: &'i RestoreRows, catalog: &'i Catalog) -> Result<Self, DialectError> {
        let RestoreRows { table, undo_table, operation, key, columns, .. } = restore;
        let table = catalog.table(table)?;
        Ok(Self { table, undo_table, operation: *operation, key, columns })
    }

    /// The columns of the table, those of the key first.
    fn all(&self) -> impl Iterator<Item = Result<&'i Column, DialectError>> {
        let table = self.table;
        self.key.iter().chain(self.columns).map(move |name| column(table, name))
    }

    /// The further columns of the table.
    fn further(&self) -> impl Iterator<Item = Result<&'i Column, DialectError>> {
        let table = self.table;
        self.columns.iter().map(move |name| column(table, name))
    }

    /// `sandshift_old.sandshift_operation = 3 AND …`, the condition for the rows of one side.
    fn rows_of(&self, alias: &str, side: Side) -> String {
        let (operation, side) = (self.operation, side.number());
        format!("{alias}.{OPERATION} = {operation} AND {alias}.{SIDE} = {side}")
    }

    /// `a.id = b.id AND …` over the key.
    fn same_key(&self, dialect: &dyn Dialect, a: &str, b: &str) -> Result<String, DialectError> {
        let equal = |name: &Ident| {
            let name = dialect.quote(name)?;
            Ok(format!("{a}.{name} = {b}.{name}"))
        };
        Ok(self.key.iter().map(equal).collect::<Result<Vec<_>, DialectError>>()?.join(" AND "))
    }

    /// Every further column of the table is still as it is kept there.
    fn unchanged(&self, dialect: &dyn Dialect, kept: &str) -> Result<String, DialectError> {
        let now = dialect.quote(&self.table.name.name)?;
        let same = |column: Result<&Column, DialectError>| {
            let column = column?;
            let name = dialect.quote(&column.name)?;
            Ok(dialect.same(column, &format!("{now}.{name}"), &format!("{kept}.{name}")))
        };
        let same = self.further().map(same).collect::<Result<Vec<String>, DialectError>>()?;
        Ok(if same.is_empty() { "1 = 1".to_owned() } else { same.join(" AND ") })
    }
}

/// The column that a table has under a name.
fn column<'t>(table: &'t Table, name: &Ident) -> Result<&'t Column, DialectError> {
    let missing = || {
        let name = format_args!("{}.{name}", table.name);
        sandshift_model::catalog::CatalogError::missing("column", name).into()
    };
    table.column(name).ok_or_else(missing)
}

/// Names in quotes, each behind an alias, with commas between.
fn quoted<N: Deref<Target = Ident>>(
    dialect: &dyn Dialect,
    alias: &str,
    names: impl IntoIterator<Item = N>,
) -> Result<String, DialectError> {
    let one = |name: N| Ok(format!("{alias}.{}", dialect.quote(&name)?));
    Ok(names.into_iter().map(one).collect::<Result<Vec<_>, DialectError>>()?.join(", "))
}
