//! Putting rows back.

use sandshift_model::catalog::Catalog;
use sandshift_model::column::Column;
use sandshift_model::operation::{OnConflict, RestoreRows, RowChange};
use sandshift_model::statement::Statement;

use super::spelling::{DeleteUsing, UpdateFrom};
use super::{Image, NEW, OLD, Side};
use crate::backend::dialect::{Dialect, DialectError};

/// The statements that put rows back.
///
/// Rows that somebody else has changed since are left as they are, unless the operation says that they
/// are to be restored as well; who wants to stop at them looks for them before.
///
/// # Errors
///
/// [`DialectError`] when a name does not fit, or the table is not as it was.
pub fn restore(
    dialect: &dyn Dialect,
    operation: &RestoreRows,
    before: &Catalog,
) -> Result<Vec<Statement>, DialectError> {
    let restore = Restore {
        dialect,
        image: Image::of(operation, before)?,
        catalog: before,
        all: operation.on_conflict == OnConflict::Restore,
    };
    let statements = match operation.change {
        RowChange::Updated => vec![restore.update(Side::Before)?],
        RowChange::Dropped => vec![Restore { all: true, ..restore }.update(Side::Before)?],
        RowChange::Deleted if restore.all => {
            vec![restore.update(Side::Deleted)?, restore.insert()?]
        }
        RowChange::Deleted => vec![restore.insert()?],
        RowChange::Inserted => vec![restore.delete()?],
    };
    Ok(statements.into_iter().map(Statement::rows).collect())
}

struct Restore<'r> {
    dialect: &'r dyn Dialect,
    image: Image<'r>,
    catalog: &'r Catalog,
    /// Also rows that somebody else has changed.
    all: bool,
}

impl Restore<'_> {
    /// Gives rows their kept values back.
    fn update(&self, side: Side) -> Result<String, DialectError> {
        let Self { dialect, image, .. } = *self;
        let (table, name) = self.table()?;
        let undo = dialect.quote_object(image.undo_table)?;
        let mut sets = Vec::with_capacity(image.columns.len());
        for column in image.further() {
            let column = column?;
            sets.push((dialect.quote(&column.name)?, self.value(column)?));
        }
        let mut from = format!("{undo} AS {OLD}");
        let mut condition =
            format!("{} AND {}", image.rows_of(OLD, side), image.same_key(dialect, &name, OLD)?);
        if !self.all {
            from.push_str(&format!(", {undo} AS {NEW}"));
            condition.push_str(&format!(
                " AND {} AND {} AND {}",
                image.rows_of(NEW, Side::After),
                image.same_key(dialect, NEW, OLD)?,
                image.unchanged(dialect, NEW)?
            ));
        }
        Ok(dialect.update_from(&UpdateFrom {
            table: &table,
            name: &name,
            sets: &sets,
            from: &from,
            condition: &condition,
        }))
    }

    /// Inserts rows again that were deleted.
    fn insert(&self) -> Result<String, DialectError> {
        let Self { dialect, image, .. } = *self;
        let (table, name) = self.table()?;
        let (mut names, mut values) = (Vec::new(), Vec::new());
        for column in image.all() {
            let column = column?;
            names.push(dialect.quote(&column.name)?);
            values.push(self.value(column)?);
        }
        Ok(format!(
            "INSERT INTO {table} ({}){} SELECT {} FROM {} AS {OLD} WHERE {} \
             AND NOT EXISTS (SELECT 1 FROM {table} WHERE {})",
            names.join(", "),
            dialect.overriding(image.table),
            values.join(", "),
            dialect.quote_object(image.undo_table)?,
            image.rows_of(OLD, Side::Deleted),
            image.same_key(dialect, &name, OLD)?,
        ))
    }

    /// Deletes rows again that were inserted.
    fn delete(&self) -> Result<String, DialectError> {
        let Self { dialect, image, .. } = *self;
        let (table, name) = self.table()?;
        let mut condition = format!(
            "{} AND {}",
            image.rows_of(OLD, Side::Inserted),
            image.same_key(dialect, &name, OLD)?
        );
        if !self.all {
            condition.push_str(&format!(" AND {}", image.unchanged(dialect, OLD)?));
        }
        let from = format!("{} AS {OLD}", dialect.quote_object(image.undo_table)?);
        let (table, name) = (table.as_str(), name.as_str());
        Ok(dialect.delete_using(&DeleteUsing { table, name, from: &from, condition: &condition }))
    }

    /// The table with its schema, and the name by which conditions mean it.
    fn table(&self) -> Result<(String, String), DialectError> {
        let name = &self.image.table.name;
        Ok((self.dialect.quote_object(name)?, self.dialect.quote(&name.name)?))
    }

    fn value(&self, column: &Column) -> Result<String, DialectError> {
        let kept = format!("{OLD}.{}", self.dialect.quote(&column.name)?);
        self.dialect.restored(column, kept, self.catalog)
    }
}
