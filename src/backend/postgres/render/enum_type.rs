//! Enums, which are types here.

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::Ident;
use sandshift_model::operation::{
    AddEnumValue, CreateEnum, DropEnum, EnumPosition, RenameEnumValue,
};
use sandshift_model::statement::Statement;

use super::{enum_rehearsal, if_exists};
use crate::backend::dialect::DialectError;
use crate::backend::postgres::literal::text;
use crate::backend::postgres::names::{check_length, quoted};

pub(super) fn create(create: &CreateEnum) -> Result<Vec<Statement>, DialectError> {
    let sql = definition(&create.enum_type.name, &create.enum_type.values)?;
    Ok(vec![Statement::schema(sql)])
}

/// The new value can be used only after the commit, so a rehearsal changes the type another way.
pub(super) fn add_value(
    add: &AddEnumValue,
    before: &Catalog,
) -> Result<Vec<Statement>, DialectError> {
    let position = match &add.position {
        EnumPosition::Last => String::new(),
        EnumPosition::Before(other) => format!(" BEFORE {}", label(other)?),
        EnumPosition::After(other) => format!(" AFTER {}", label(other)?),
    };
    let (name, value) = (quoted(&add.name)?, label(&add.value)?);
    let statement = Statement::schema(format!("ALTER TYPE {name} ADD VALUE {value}{position}"));
    Ok(vec![match enum_rehearsal::statements(add, before)? {
        Some(rehearsal) => statement.rehearsed_as(rehearsal),
        None => statement,
    }])
}

pub(super) fn rename_value(rename: &RenameEnumValue) -> Result<Vec<Statement>, DialectError> {
    let (name, old, new) =
        (quoted(&rename.name)?, label(&rename.value)?, label(&rename.new_value)?);
    Ok(vec![Statement::schema(format!("ALTER TYPE {name} RENAME VALUE {old} TO {new}"))])
}

pub(super) fn drop(drop: &DropEnum) -> Result<Vec<Statement>, DialectError> {
    let exists = if_exists(drop.if_exists);
    Ok(vec![Statement::schema(format!("DROP TYPE{exists} {}", quoted(&drop.name)?))])
}

/// `CREATE TYPE … AS ENUM (…)`.
pub(super) fn definition(name: &Ident, values: &[String]) -> Result<String, DialectError> {
    let values: Result<Vec<String>, DialectError> =
        values.iter().map(|value| label(value)).collect();
    Ok(format!("CREATE TYPE {} AS ENUM ({})", quoted(name)?, values?.join(", ")))
}

/// The values of an enum are names in PostgreSQL's eyes, with the limit of names.
fn label(value: &str) -> Result<String, DialectError> {
    check_length(value)?;
    text(value)
}
