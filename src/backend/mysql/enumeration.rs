//! Enums, which live in the type of every column that uses them.
//!
//! The definition itself is kept in the table `sandshift_enums` by the gate.

use sandshift_model::catalog::{Catalog, CatalogError};
use sandshift_model::column::{Column, DefaultValue};
use sandshift_model::ident::Ident;
use sandshift_model::operation::{
    AddEnumValue, CreateEnum, DropEnum, EnumPosition, RenameEnumValue,
};
use sandshift_model::statement::Statement;
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;

use super::MysqlDialect;
use super::change_column::alter;
use super::literal::quote_text;
use super::types::enum_type;
use super::unsupported::unsupported;
use crate::backend::dialect::{Dialect, DialectError};

impl MysqlDialect {
    pub(super) fn create_enum(&self, create: &CreateEnum) -> Result<Vec<Statement>, DialectError> {
        create.enum_type.values.iter().try_for_each(|value| refuse_blank_end(value))?;
        Ok(Vec::new())
    }

    pub(super) fn drop_enum(
        &self,
        drop: &DropEnum,
        before: &Catalog,
    ) -> Result<Vec<Statement>, DialectError> {
        if let Some((table, column)) = users(before, &drop.name).next() {
            let reason =
                format!("the enum `{}` is used by `{}.{}`", drop.name, table.name, column.name);
            return Err(CatalogError::Invalid { reason }.into());
        }
        Ok(Vec::new())
    }

    pub(super) fn add_enum_value(
        &self,
        add: &AddEnumValue,
        before: &Catalog,
    ) -> Result<Vec<Statement>, DialectError> {
        refuse_blank_end(&add.value)?;
        let mut values = values(before, &add.name)?;
        let at = match &add.position {
            EnumPosition::Last => values.len(),
            EnumPosition::Before(other) => position(&values, other, &add.name)?,
            EnumPosition::After(other) => position(&values, other, &add.name)? + 1,
        };
        values.insert(at, add.value.clone());
        let spelled = enum_type(&values);
        users(before, &add.name)
            .map(|(table, column)| self.restate(table, column, &spelled, before))
            .collect()
    }

    /// The new value comes in beside the old one, the rows move over, the old one goes: at every
    /// moment each row has a value that the column knows.
    pub(super) fn rename_enum_value(
        &self,
        rename: &RenameEnumValue,
        before: &Catalog,
    ) -> Result<Vec<Statement>, DialectError> {
        refuse_blank_end(&rename.new_value)?;
        let mut both = values(before, &rename.name)?;
        let at = position(&both, &rename.value, &rename.name)?;
        if both.contains(&rename.new_value) {
            let name = format!("{}.{}", rename.name, rename.new_value);
            return Err(CatalogError::Exists { what: "enum value", name }.into());
        }
        both.insert(at + 1, rename.new_value.clone());
        let mut after = both.clone();
        after.remove(at);
        let (old, new) = (quote_text(&rename.value), quote_text(&rename.new_value));
        let mut statements = Vec::new();
        for (table, column) in users(before, &rename.name) {
            statements.push(self.restate(table, column, &enum_type(&both), before)?);
            let (name, quoted) = (self.table_name(&table.name)?, self.quote(&column.name)?);
            statements.push(Statement::rows(format!(
                "UPDATE {name} SET {quoted} = {new} WHERE {quoted} = {old}"
            )));
            let mut renamed = column.clone();
            let is_old = |default: &DefaultValue| matches!(default, DefaultValue::Literal(Value::Text(text)) if *text == rename.value);
            if renamed.default.as_ref().is_some_and(is_old) {
                renamed.default =
                    Some(DefaultValue::Literal(Value::Text(rename.new_value.clone())));
            }
            statements.push(self.restate(table, &renamed, &enum_type(&after), before)?);
        }
        Ok(statements)
    }

    fn restate(
        &self,
        table: &Table,
        column: &Column,
        spelled: &str,
        catalog: &Catalog,
    ) -> Result<Statement, DialectError> {
        let definition = self.column_spelled(column, spelled, table, catalog)?;
        Ok(alter(&self.table_name(&table.name)?, &[format!("MODIFY COLUMN {definition}")]))
    }
}

fn users<'a>(
    catalog: &'a Catalog,
    name: &'a Ident,
) -> impl Iterator<Item = (&'a Table, &'a Column)> {
    let uses = move |column: &&Column| matches!(&column.ty, ColumnType::Enum { name: used } if used == name);
    catalog.tables.values().flat_map(move |table| {
        table.columns.iter().filter(uses).map(move |column| (&**table, column))
    })
}

fn values(catalog: &Catalog, name: &Ident) -> Result<Vec<String>, DialectError> {
    match catalog.enums.get(name) {
        Some(known) => Ok(known.values.clone()),
        None => Err(CatalogError::Missing { what: "enum", name: name.to_string() }.into()),
    }
}

fn position(values: &[String], value: &str, name: &Ident) -> Result<usize, DialectError> {
    values.iter().position(|known| known == value).ok_or_else(|| {
        CatalogError::Missing { what: "enum value", name: format!("{name}.{value}") }.into()
    })
}

fn refuse_blank_end(value: &str) -> Result<(), DialectError> {
    if value.ends_with(' ') {
        return Err(unsupported(
            format!("keep the space at the end of the enum value `{value}`"),
            "Leave the space out.",
        ));
    }
    Ok(())
}
