//! Changes a column by restating it whole, because the server forgets what is not restated.

use sandshift_model::catalog::{Catalog, CatalogError};
use sandshift_model::column::Column;
use sandshift_model::ident::Ident;
use sandshift_model::operation::{AlterColumn, Change};
use sandshift_model::statement::Statement;
use sandshift_model::table::Table;

use super::MysqlDialect;
use super::change_column::alter;
use super::keys::must_lead_a_key;
use super::types::{column_type, first_word, is_textual};
use super::unsupported::{TITLE, unsupported};
use crate::backend::dialect::{Dialect, DialectError};

/// The column that holds new values while the old one changes its type.
const INTERIM: &str = "sandshift_new_value";

impl MysqlDialect {
    pub(super) fn alter_column(
        &self,
        change: &AlterColumn,
        before: &Catalog,
    ) -> Result<Vec<Statement>, DialectError> {
        let table = before.table(&change.table)?;
        let old = table.column(&change.column).ok_or_else(|| CatalogError::Missing {
            what: "column",
            name: format!("{}.{}", change.table, change.column),
        })?;
        let new = altered(old, change, before)?;
        if new.identity.is_some() {
            must_lead_a_key(&new.name, table)?;
        }
        refuse_key_of_another_type(table, old, &new, before)?;
        let name = self.table_name(&change.table)?;
        let mut clauses = vec![format!("MODIFY COLUMN {}", self.column(&new, table, before)?)];
        if let Change::Set(identity) = &change.identity {
            clauses.extend(identity.start.map(|number| format!("AUTO_INCREMENT = {number}")));
        }
        let last = alter(&name, &clauses);
        let using = change.ty.as_ref().and_then(|ty| ty.using.as_ref());
        let Some(using) = using else { return Ok(vec![last]) };
        let using = using.get("mysql").ok_or(DialectError::NoVariant { database: TITLE })?;
        self.convert(Conversion { table, old, new: &new, using, name, last }, before)
    }

    /// The values go over an interim column, and the column itself is emptied between its two
    /// types: so its position, indexes and constraints stay, and every statement stands alone.
    fn convert(
        &self,
        conversion: Conversion<'_>,
        before: &Catalog,
    ) -> Result<Vec<Statement>, DialectError> {
        let Conversion { table, old, new, using, name, last } = conversion;
        if table.primary_key().contains(&old.name) || old.identity.is_some() {
            return Err(unsupported(
                format!("convert the key column `{}` by an expression", old.name),
                "Add a new column, fill it with `update`, and swap the two.",
            ));
        }
        let plain = |column: &Column, name: Ident| Column {
            collation: column.collation.clone(),
            ..Column::new(name, column.ty.clone())
        };
        let interim = Ident::new(INTERIM)
            .map_err(|error| CatalogError::Invalid { reason: error.to_string() })?;
        let quoted = self.quote(&old.name)?;
        let define = |verb: &str, column: &Column| -> Result<Statement, DialectError> {
            let text = format!("{verb} COLUMN {}", self.column(column, table, before)?);
            Ok(alter(&name, &[text]))
        };
        let update = |set: String| Statement::rows(format!("UPDATE {name} SET {set}"));
        Ok(vec![
            define("ADD", &plain(new, interim))?,
            update(format!("`{INTERIM}` = ({using})")),
            define("MODIFY", &plain(old, old.name.clone()))?,
            update(format!("{quoted} = NULL")),
            define("MODIFY", &plain(new, old.name.clone()))?,
            update(format!("{quoted} = `{INTERIM}`")),
            last,
            alter(&name, &[format!("DROP COLUMN `{INTERIM}`")]),
        ])
    }
}

/// The two columns of a foreign key have the same type, and neither can change alone; only the
/// length of a text may.
fn refuse_key_of_another_type(
    table: &Table,
    old: &Column,
    new: &Column,
    before: &Catalog,
) -> Result<(), DialectError> {
    let (from, to) = (column_type(&old.ty, before)?, column_type(&new.ty, before)?);
    if from == to || is_textual(&from) && first_word(&from) == first_word(&to) {
        return Ok(());
    }
    let own = table.foreign_keys().find(|(_, key)| key.columns.contains(&old.name));
    let position = table.position(&old.name);
    let other = position.and_then(|at| before.foreign_key_to_column(table, at));
    match own.map(|(own, _)| own).or(other.map(|(_, other)| other)) {
        None => Ok(()),
        Some(key) => {
            let key = key.name.as_ref().map_or_else(String::new, |name| format!(" `{name}`"));
            Err(unsupported(
                format!("change the type of `{}` under the foreign key{key}", old.name),
                "Drop the foreign key, change both columns, and add it again.",
            ))
        }
    }
}

struct Conversion<'a> {
    table: &'a Table,
    old: &'a Column,
    new: &'a Column,
    using: &'a str,
    name: String,
    last: Statement,
}

/// The column as it will be.
fn altered(old: &Column, change: &AlterColumn, before: &Catalog) -> Result<Column, DialectError> {
    let mut new = old.clone();
    if let Some(ty) = &change.ty {
        new.ty = ty.ty.clone();
        if !is_textual(&column_type(&new.ty, before)?) {
            new.collation = None;
        }
    }
    if let Some(nullable) = change.nullable {
        new.nullable = nullable;
    }
    set(&mut new.default, &change.default);
    set(&mut new.comment, &change.comment);
    set(&mut new.identity, &change.identity);
    Ok(new)
}

fn set<T: Clone>(facet: &mut Option<T>, change: &Change<T>) {
    match change {
        Change::Unchanged => {}
        Change::Remove => *facet = None,
        Change::Set(value) => *facet = Some(value.clone()),
    }
}
