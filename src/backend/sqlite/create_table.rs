//! CREATE TABLE, also under the passing name of a rebuild, and DROP TABLE.

use sandshift_model::catalog::{Catalog, CatalogError};
use sandshift_model::constraint::{Constraint, ConstraintBody, ReferentialAction};
use sandshift_model::ident::Ident;
use sandshift_model::operation::{CreateTable, DropTable};
use sandshift_model::statement::{Statement, Surroundings};
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;

use super::column::{define, inline_key, numbering_start};
use super::constraint::{clause, enum_check};
use super::index;
use super::literal::text;
use super::names::{quote, quote_object, same_object, unsupported};
use super::tokens::unqualified;
use super::types::enum_type;
use crate::backend::dialect::DialectError;

/// The statements that make a table with its indexes.
pub(super) fn create(
    operation: &CreateTable,
    before: &Catalog,
) -> Result<Vec<Statement>, DialectError> {
    let table = &operation.table;
    if operation.if_not_exists && before.tables.contains_key(&table.name) {
        return Ok(Vec::new());
    }
    quote_object(&table.name)?;
    let mut statements = vec![Statement::schema(definition(table, &table.name.name, before)?)];
    if let Some(last) = numbering_start(table)? {
        let name = text(table.name.name.as_str());
        let sql = format!("INSERT INTO sqlite_sequence (name, seq) VALUES ({name}, {last})");
        statements.push(Statement::rows(sql));
    }
    for index in &table.indexes {
        statements.push(index::create(index, false)?);
    }
    Ok(statements)
}

/// The CREATE TABLE statement of a table, made under the name `name`.
///
/// # Errors
///
/// [`DialectError`] for what SQLite cannot hold.
pub(super) fn definition(
    table: &Table,
    name: &Ident,
    catalog: &Catalog,
) -> Result<String, DialectError> {
    if table.columns.is_empty() {
        let reason = format!("the table `{}` has no columns", table.name);
        return Err(CatalogError::Invalid { reason }.into());
    }
    let mut lines = Vec::new();
    for column in &table.columns {
        lines.push(define(column, table, catalog)?);
    }
    for constraint in &table.constraints {
        if !is_inline(constraint, table) {
            lines.push(clause(constraint)?);
        }
    }
    for column in &table.columns {
        if let ColumnType::Enum { name } = &column.ty {
            let check = enum_check(&column.name, enum_type(name, catalog)?);
            lines.push(format!("CHECK ({check})"));
        }
    }
    if *name != table.name.name {
        // `persons.age > 0` means nothing while the table has its passing name.
        lines = lines.iter().map(|line| unqualified(line, &table.name.name)).collect();
    }
    let options = options(table)?;
    Ok(format!("CREATE TABLE {} (\n    {}\n){options}", quote(name), lines.join(",\n    ")))
}

fn is_inline(constraint: &Constraint, table: &Table) -> bool {
    let inline = |column| inline_key(column, table).is_some_and(|key| key == constraint);
    matches!(constraint.body, ConstraintBody::PrimaryKey { .. }) && table.columns.iter().any(inline)
}

fn options(table: &Table) -> Result<String, DialectError> {
    let options = &table.options;
    let mut words: Vec<&str> = Vec::new();
    if options.strict {
        words.push("STRICT");
    }
    if options.without_rowid {
        words.push("WITHOUT ROWID");
    }
    if let Some(native) = options.native.first() {
        return Err(unsupported(
            format!("make a table with the option `{native}`"),
            "leave it out on SQLite",
        ));
    }
    // Engine and character set belong to MySQL and mean nothing here, so a script may keep them.
    Ok(if words.is_empty() { String::new() } else { format!(" {}", words.join(", ")) })
}

/// The statements that drop a table.
///
/// A table that others point to is refused as PostgreSQL does it: SQLite would delete its rows
/// first, and with them the rows of others by `ON DELETE CASCADE`.
pub(super) fn drop(
    operation: &DropTable,
    before: &Catalog,
) -> Result<Vec<Statement>, DialectError> {
    let name = &operation.table;
    if operation.if_exists && !before.tables.contains_key(name) {
        return Ok(Vec::new());
    }
    if operation.cascade {
        return Err(unsupported(
            "drop what depends on a table together with it",
            "drop the constraints and views that name the table first",
        ));
    }
    let referrer = before
        .tables
        .values()
        .find(|table| points_to(table, name, |_| true) && !same_object(&table.name, name));
    if let Some(table) = referrer {
        let reason =
            format!("`{name}` cannot go, because `{}` has a foreign key to it", table.name);
        return Err(CatalogError::Invalid { reason }.into());
    }
    let statement = Statement::schema(format!("DROP TABLE {}", quote_object(name)?));
    let restricts = |action| action == Some(ReferentialAction::Restrict);
    let table = before.table(name)?;
    // Deleting a row that another one of the same table points to fails at once with RESTRICT.
    if points_to(table, name, restricts) {
        return Ok(vec![statement.with(Surroundings::ForeignKeysOff)]);
    }
    Ok(vec![statement])
}

/// Tells whether a table has a foreign key to another (or itself) with such an ON DELETE action.
pub(super) fn points_to(
    table: &Table,
    name: &sandshift_model::ident::ObjectName,
    on_delete: impl Fn(Option<ReferentialAction>) -> bool,
) -> bool {
    table.constraints.iter().any(|constraint| match &constraint.body {
        ConstraintBody::ForeignKey(key) => {
            same_object(&key.references, name) && on_delete(key.on_delete)
        }
        _ => false,
    })
}
