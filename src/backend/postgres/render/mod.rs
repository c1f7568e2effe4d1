//! Operations as PostgreSQL's SQL, one file per kind of object.

use sandshift_model::catalog::Catalog;
use sandshift_model::column::Column;
use sandshift_model::operation::Operation;
use sandshift_model::statement::Statement;
use sandshift_model::types::ColumnType;

use crate::backend::dialect::DialectError;
use crate::backend::postgres::dialect::PostgresDialect;
use crate::backend::undo::restore;

mod alter_column;
mod column;
mod constraint;
mod delete;
mod enum_rehearsal;
mod enum_type;
mod execute;
mod extension;
mod filter;
mod function;
mod index;
mod inheritance;
mod insert;
mod partition;
mod schema;
mod select;
mod sequence;
mod serial;
mod table;
mod trigger;
mod undo;
mod update;
mod update_by_key;
mod view;

pub(super) use column::identity_with;
pub(super) use filter::clause as condition;
pub(super) use select::select;
pub(super) use table::{PARTITION_OF, UNLOGGED};

/// The cast from a column to a type that a change of the type makes by itself.
pub(super) fn cast(old: &Column, new: &ColumnType) -> Result<Option<String>, DialectError> {
    alter_column::cast(old, new)
}

/// The statements of an operation, given the catalog before it.
pub(super) fn operation(
    operation: &Operation,
    before: &Catalog,
) -> Result<Vec<Statement>, DialectError> {
    match operation {
        Operation::CreateTable(create) => table::create(create, before),
        Operation::DropTable(drop) => table::drop(drop),
        Operation::RenameTable(rename) => table::rename(rename),
        Operation::SetTableComment(set) => table::set_comment(set),
        Operation::AddColumn(add) => column::add(add, before),
        Operation::DropColumn(drop) => column::drop(drop),
        Operation::RenameColumn(rename) => column::rename(rename),
        Operation::AlterColumn(alter) => alter_column::alter(alter, before),
        Operation::CreateIndex(create) => index::create(create),
        Operation::DropIndex(drop) => index::drop(drop, before),
        Operation::RenameIndex(rename) => index::rename(rename, before),
        Operation::AddConstraint(add) => constraint::add(add),
        Operation::DropConstraint(drop) => constraint::drop(drop, before),
        Operation::RenameConstraint(rename) => constraint::rename(rename, before),
        Operation::ValidateConstraint(validate) => constraint::validate(validate),
        Operation::CreateEnum(create) => enum_type::create(create),
        Operation::AddEnumValue(add) => enum_type::add_value(add, before),
        Operation::RenameEnumValue(rename) => enum_type::rename_value(rename),
        Operation::DropEnum(drop) => enum_type::drop(drop),
        Operation::CreateView(create) => view::create(create, before),
        Operation::DropView(drop) => view::drop(drop, before),
        Operation::CreateTrigger(create) => trigger::create(create),
        Operation::DropTrigger(drop) => trigger::drop(drop),
        Operation::CreateFunction(create) => function::create(create),
        Operation::DropFunction(drop) => function::drop(drop, before),
        Operation::CreateSchema(create) => schema::create(create),
        Operation::DropSchema(drop) => schema::drop(drop),
        Operation::CreateSequence(create) => sequence::create(create),
        Operation::DropSequence(drop) => sequence::drop(drop),
        Operation::CreateExtension(create) => extension::create(create),
        Operation::DropExtension(drop) => extension::drop(drop),
        Operation::InsertRows(insert) => insert::insert(insert, before),
        Operation::UpdateRows(rows) => update::update(rows),
        Operation::UpdateByKey(rows) => update_by_key::update(rows, before),
        Operation::DeleteRows(rows) => delete::delete(rows),
        Operation::RestoreRows(rows) => restore(&PostgresDialect, rows, before),
        Operation::Execute(raw) => execute::execute(raw),
    }
}

/// ` IF EXISTS` or nothing.
fn if_exists(wanted: bool) -> &'static str {
    if wanted { " IF EXISTS" } else { "" }
}

/// ` IF NOT EXISTS` or nothing.
fn if_not_exists(wanted: bool) -> &'static str {
    if wanted { " IF NOT EXISTS" } else { "" }
}

/// ` CASCADE` or nothing.
fn cascade(wanted: bool) -> &'static str {
    if wanted { " CASCADE" } else { "" }
}
