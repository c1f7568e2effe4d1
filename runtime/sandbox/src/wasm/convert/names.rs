//! The names of operations as the contract has them, for what is said about them.

use super::super::bindings::operations::Operation;

pub(in super::super) fn name(operation: &Operation) -> &'static str {
    match operation {
        Operation::CreateTable(_) => "create-table",
        Operation::DropTable(_) => "drop-table",
        Operation::RenameTable(_) => "rename-table",
        Operation::SetTableComment(_) => "set-table-comment",
        Operation::AddColumn(_) => "add-column",
        Operation::DropColumn(_) => "drop-column",
        Operation::RenameColumn(_) => "rename-column",
        Operation::AlterColumn(_) => "alter-column",
        Operation::CreateIndex(_) => "create-index",
        Operation::DropIndex(_) => "drop-index",
        Operation::RenameIndex(_) => "rename-index",
        Operation::AddConstraint(_) => "add-constraint",
        Operation::DropConstraint(_) => "drop-constraint",
        Operation::RenameConstraint(_) => "rename-constraint",
        Operation::ValidateConstraint(_) => "validate-constraint",
        Operation::CreateEnum(_) => "create-enum",
        Operation::AddEnumValue(_) => "add-enum-value",
        Operation::RenameEnumValue(_) => "rename-enum-value",
        Operation::DropEnum(_) => "drop-enum",
        Operation::CreateView(_) => "create-view",
        Operation::DropView(_) => "drop-view",
        Operation::CreateTrigger(_) => "create-trigger",
        Operation::DropTrigger(_) => "drop-trigger",
        Operation::CreateFunction(_) => "create-function",
        Operation::DropFunction(_) => "drop-function",
        Operation::CreateSchema(_) => "create-schema",
        Operation::DropSchema(_) => "drop-schema",
        Operation::CreateSequence(_) => "create-sequence",
        Operation::DropSequence(_) => "drop-sequence",
        Operation::CreateExtension(_) => "create-extension",
        Operation::DropExtension(_) => "drop-extension",
        Operation::Insert(_) => "insert",
        Operation::Update(_) => "update",
        Operation::UpdateByKey(_) => "update-by-key",
        Operation::Delete(_) => "delete",
        Operation::DeleteByKey(_) => "delete-by-key",
    }
}
