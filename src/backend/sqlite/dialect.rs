//! The pure half of SQLite: each question goes to the file that answers it.

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::operation::Operation;
use sandshift_model::query::{Filter, Query};
use sandshift_model::statement::Statement;
use sandshift_model::table::TableOptions;
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;

use super::names::{self, unsupported};
use super::{
    NAME, TITLE, alter, classify, create_table, enums, execute, index, literal, objects, rows,
    schema_file, split, together, types, update_by_key,
};
use crate::backend::connection::DatabaseError;
use crate::backend::dialect::{Dialect, DialectError, ForeignKeys, Frame};
use crate::backend::piece::Piece;
use crate::backend::repeated::Repeated;
use crate::backend::schema_file::Handling;
use crate::backend::split_error::SplitError;
use crate::backend::statement_class::Class;
use crate::backend::undo::restore;
use crate::backend::walls::Reach;
use crate::backend::walls_login::Login;

/// How SQLite spells things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SqliteDialect;

impl Dialect for SqliteDialect {
    fn name(&self) -> &'static str {
        NAME
    }

    fn title(&self) -> &'static str {
        TITLE
    }

    fn rolls_back_schema(&self) -> bool {
        true
    }

    fn emulates_enums(&self) -> bool {
        true
    }

    fn can_copy(&self) -> bool {
        true
    }

    fn walls_by_itself(&self) -> bool {
        true
    }

    fn grants(
        &self,
        _login: &Login<'_>,
        _catalog: &Catalog,
        _reach: &dyn Reach,
    ) -> Result<Vec<String>, DialectError> {
        Ok(Vec::new())
    }

    fn quote(&self, name: &Ident) -> Result<String, DialectError> {
        Ok(names::quote(name))
    }

    fn quote_object(&self, name: &ObjectName) -> Result<String, DialectError> {
        names::quote_object(name)
    }

    fn literal(&self, value: &Value) -> Result<String, DialectError> {
        literal::literal(value)
    }

    fn column_type(&self, ty: &ColumnType, catalog: &Catalog) -> Result<String, DialectError> {
        types::spell(ty, catalog, false)
    }

    fn render(
        &self,
        operation: &Operation,
        before: &Catalog,
    ) -> Result<Vec<Statement>, DialectError> {
        match operation {
            Operation::CreateTable(o) => create_table::create(o, before),
            Operation::DropTable(o) => create_table::drop(o, before),
            Operation::RenameTable(o) => alter::rename_table(o, before),
            Operation::AddColumn(_)
            | Operation::DropColumn(_)
            | Operation::RenameColumn(_)
            | Operation::AlterColumn(_)
            | Operation::AddConstraint(_)
            | Operation::DropConstraint(_)
            | Operation::RenameConstraint(_) => together::render_one(operation, before),
            Operation::CreateIndex(o) => index::create_operation(o, before),
            Operation::DropIndex(o) => index::drop_operation(o, before),
            Operation::RenameIndex(o) => index::rename_operation(o, before),
            // SQLite keeps no comments, and every constraint has been checked when it was made.
            Operation::SetTableComment(_) | Operation::ValidateConstraint(_) => Ok(Vec::new()),
            Operation::CreateEnum(_) => Ok(Vec::new()),
            Operation::DropEnum(o) => enums::drop(o, before),
            Operation::AddEnumValue(o) => enums::change(operation, &o.name, None, before),
            Operation::RenameEnumValue(o) => {
                enums::change(operation, &o.name, Some((&o.value, &o.new_value)), before)
            }
            Operation::CreateView(o) => objects::create_view(o, before),
            Operation::DropView(o) => objects::drop_view(o, before),
            Operation::CreateTrigger(o) => objects::create_trigger(o, before),
            Operation::DropTrigger(o) => Ok(objects::drop_trigger(o, before)),
            Operation::CreateFunction(_) | Operation::DropFunction(_) => Err(unsupported(
                "keep functions or procedures",
                "use a trigger, or compute the value in the migration",
            )),
            Operation::CreateSchema(_) | Operation::DropSchema(_) => Err(unsupported(
                "make or drop schemas",
                "put the name of the schema before the names of its tables",
            )),
            Operation::CreateSequence(_) | Operation::DropSequence(_) => Err(unsupported(
                "make or drop sequences",
                "number the primary key with `identity`, or keep the last number in a table",
            )),
            Operation::CreateExtension(_) | Operation::DropExtension(_) => Err(unsupported(
                "install or remove extensions",
                "ask `db.dialect` and leave this out on SQLite",
            )),
            Operation::InsertRows(o) => rows::insert(o),
            Operation::UpdateRows(o) => rows::update(o),
            Operation::UpdateByKey(o) => update_by_key::update_by_key(o),
            Operation::DeleteRows(o) => rows::delete(o),
            Operation::RestoreRows(o) => restore(self, o, before),
            Operation::Execute(o) => execute::execute(o),
        }
    }

    fn joins(&self, waiting: &[Operation], next: &Operation, before: &Catalog) -> bool {
        together::joins(waiting, next, before)
    }

    fn render_together(
        &self,
        operations: &[Operation],
        before: &Catalog,
    ) -> Result<Vec<Statement>, DialectError> {
        together::render_all(operations, before)
    }

    fn select(&self, query: &Query) -> Result<Statement, DialectError> {
        rows::select(query)
    }

    fn condition(&self, filter: &Filter) -> Result<String, DialectError> {
        rows::condition(filter)
    }

    fn split(&self, text: &str) -> Result<Vec<Piece>, SplitError> {
        split::split(text)
    }

    fn only_one(&self, text: &str) -> Result<(), SplitError> {
        split::only_one(text).map(|_| ())
    }

    fn classify(&self, sql: &str) -> Class {
        classify::classify(sql)
    }

    fn sets_session(&self, sql: &str) -> bool {
        match classify::classify(sql) {
            Class::Session => true,
            Class::RefusesTransaction(name) => name != "VACUUM",
            _ => false,
        }
    }

    /// What refuses a transaction here (`VACUUM`), or sets something, can be done twice.
    fn repeated(&self, sql: &str) -> Repeated {
        match classify::classify(sql) {
            Class::RefusesTransaction(_) | Class::Session | Class::Read => Repeated::Same,
            _ => Repeated::Unknown,
        }
    }

    fn handling(&self, sql: &str) -> Handling {
        schema_file::handling(sql)
    }

    fn position(&self, sql: &str, error: &DatabaseError) -> Option<usize> {
        schema_file::position(sql, &error.message)
    }

    /// AUTOINCREMENT stands behind the primary key.
    fn numbers_need_keys(&self) -> bool {
        true
    }

    fn session_settings(&self) -> &'static [&'static str] {
        &["PRAGMA foreign_keys=ON"]
    }

    /// Without row numbers the key is kept once, and a write of it touches one page less.
    fn key_options(&self) -> TableOptions {
        TableOptions { without_rowid: true, ..TableOptions::default() }
    }

    fn frame(&self, foreign_keys: ForeignKeys) -> Frame {
        let text = |text: &str| vec![text.to_owned()];
        let mut frame = Frame {
            begin: text("BEGIN IMMEDIATE"),
            commit: text("COMMIT"),
            // A rollback does not undo pragmas, and a rebuild may have failed in its middle.
            rollback: vec!["ROLLBACK".to_owned(), "PRAGMA legacy_alter_table=OFF".to_owned()],
            ..Frame::default()
        };
        if foreign_keys == ForeignKeys::CheckedAtEnd {
            frame.before = text("PRAGMA foreign_keys=OFF");
            frame.checks = vec![(
                "PRAGMA foreign_key_check".to_owned(),
                "a row points to one that does not exist (table, row, parent table, foreign key)"
                    .to_owned(),
            )];
            frame.after = text("PRAGMA foreign_keys=ON");
        }
        frame
    }
}
