//! Each operation as the calls that ask for it.

use sandshift_model::operation::Operation;

use super::layout::Node;
use super::text::{name, object};
use super::{constraints, indexes, objects, rows, tables};

/// The calls of an operation: one, but for what scripts say in several or not at all.
pub(super) fn calls(operation: &Operation, dialect: &str) -> Vec<Node> {
    use Operation as O;
    let call = match operation {
        O::AlterColumn(o) => return tables::alter_column(o, dialect).into_iter().collect(),
        O::InsertRows(o) => return rows::insert(o).into_iter().collect(),
        O::UpdateByKey(o) => return rows::update_by_key(o),
        O::CreateTable(o) => tables::create(o, dialect),
        O::DropTable(o) => tables::drop(o),
        O::RenameTable(o) => tables::rename(o),
        O::SetTableComment(o) => tables::set_comment(o),
        O::AddColumn(o) => tables::add_column(o, dialect),
        O::DropColumn(o) => tables::drop_column(o),
        O::RenameColumn(o) => tables::rename_column(o),
        O::CreateIndex(o) => indexes::create(o),
        O::DropIndex(o) => indexes::drop(o),
        O::RenameIndex(o) => indexes::rename(o),
        O::AddConstraint(o) => constraints::add(o),
        O::DropConstraint(o) => constraints::drop(o),
        O::RenameConstraint(o) => constraints::rename(o),
        O::ValidateConstraint(o) => constraints::validate(o),
        O::CreateEnum(o) => objects::create_enum(o),
        O::AddEnumValue(o) => objects::add_enum_value(o),
        O::RenameEnumValue(o) => objects::rename_enum_value(o),
        O::DropEnum(o) => objects::drop_named("db.drop_enum", name(&o.name), o.if_exists, false),
        O::CreateView(o) => objects::create_view(o),
        O::DropView(o) => objects::drop_named("db.drop_view", object(&o.name), o.if_exists, false),
        O::CreateTrigger(o) => objects::create_trigger(o),
        O::DropTrigger(o) => objects::drop_trigger(o),
        O::CreateFunction(o) => objects::create_function(o),
        O::DropFunction(o) => objects::drop_function(o),
        O::CreateSchema(o) => objects::create_named("db.create_schema", &o.name, o.if_not_exists),
        O::DropSchema(o) => {
            objects::drop_named("db.drop_schema", name(&o.name), o.if_exists, o.cascade)
        }
        O::CreateSequence(o) => objects::create_sequence(o),
        O::DropSequence(o) => {
            objects::drop_named("db.drop_sequence", object(&o.name), o.if_exists, false)
        }
        O::CreateExtension(o) => {
            objects::create_named("db.create_extension", &o.name, o.if_not_exists)
        }
        O::DropExtension(o) => {
            objects::drop_named("db.drop_extension", name(&o.name), o.if_exists, false)
        }
        O::UpdateRows(o) => rows::update(o, dialect),
        O::DeleteRows(o) => rows::delete(o, dialect),
        // No script asks for it: it comes out of a journal alone.
        O::RestoreRows(_) => return Vec::new(),
        O::Execute(o) => rows::execute(o, dialect),
    };
    vec![call]
}
