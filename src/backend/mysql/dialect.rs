//! Which part of this backend spells which operation.

use std::borrow::Cow;

use sandshift_model::catalog::Catalog;
use sandshift_model::column::Column;
use sandshift_model::conversion::Conversion;
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::object::Sequence;
use sandshift_model::operation::Operation;
use sandshift_model::query::{Filter, Query};
use sandshift_model::statement::Statement;
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;

use super::constraint::not_valid;
use super::flavour::Flavour;
use super::literal::literal;
use super::restate::conversion_of;
use super::types::column_type;
use super::unsupported::{TITLE, unsupported};
use super::{classify, repeated, schema_file, split};
use crate::backend::connection::DatabaseError;
use crate::backend::dialect::{Dialect, DialectError, ForeignKeys, Frame, RestatedOptions};
use crate::backend::piece::Piece;
use crate::backend::quotes;
use crate::backend::repeated::Repeated;
use crate::backend::schema_file::Handling;
use crate::backend::split_error::SplitError;
use crate::backend::statement_class::Class;
use crate::backend::undo::restore;
use crate::backend::walls::Reach;
use crate::backend::walls_login::Login;

/// The longest name, in characters.
const NAME_CHARACTERS: usize = 64;

/// Operations as the SQL of MySQL and MariaDB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MysqlDialect {
    /// Which of the two servers the text is for.
    pub flavour: Flavour,
}

/// The text for MariaDB.
pub(super) static MARIADB: MysqlDialect = MysqlDialect { flavour: Flavour::MariaDb };
/// The text for MySQL.
pub(super) static MYSQL: MysqlDialect = MysqlDialect { flavour: Flavour::Mysql };

impl MysqlDialect {
    /// The one dialect of each server.
    #[must_use]
    pub fn of(flavour: Flavour) -> &'static Self {
        match flavour {
            Flavour::MariaDb => &MARIADB,
            Flavour::Mysql => &MYSQL,
        }
    }

    /// The quoted name of an object that an operation changes, which must be in our database.
    pub(super) fn table_name(&self, name: &ObjectName) -> Result<String, DialectError> {
        match &name.schema {
            Some(schema) => Err(unsupported(
                format!("change `{name}`, because `{schema}` is another database there"),
                "Leave the schema out and connect to that database.",
            )),
            None => self.quote(&name.name),
        }
    }
}

impl Dialect for MysqlDialect {
    fn name(&self) -> &'static str {
        "mysql"
    }

    fn title(&self) -> &'static str {
        TITLE
    }

    fn rolls_back_schema(&self) -> bool {
        false
    }

    fn emulates_enums(&self) -> bool {
        true
    }

    fn can_copy(&self) -> bool {
        true
    }

    fn grants(
        &self,
        login: &Login<'_>,
        catalog: &Catalog,
        reach: &dyn Reach,
    ) -> Result<Vec<String>, DialectError> {
        super::grants::script(login, catalog, reach)
    }

    fn quote(&self, name: &Ident) -> Result<String, DialectError> {
        let text = name.as_str();
        if text.chars().count() > NAME_CHARACTERS {
            return Err(DialectError::NameTooLong {
                database: TITLE,
                name: text.to_owned(),
                limit: "64 characters",
            });
        }
        if let Some(character) = text.chars().find(|character| *character > '\u{ffff}') {
            return Err(unsupported(
                format!("keep the character `{character}` in the name `{text}`"),
                "Use characters of the basic plane of Unicode in names.",
            ));
        }
        if text.ends_with(' ') {
            return Err(unsupported(
                format!("keep the space at the end of the name `{text}`"),
                "Leave the space out.",
            ));
        }
        Ok(quotes::quoted(text, '`'))
    }

    fn literal(&self, value: &Value) -> Result<String, DialectError> {
        literal(value)
    }

    fn column_type(&self, ty: &ColumnType, catalog: &Catalog) -> Result<String, DialectError> {
        column_type(ty, catalog)
    }

    fn render(
        &self,
        operation: &Operation,
        before: &Catalog,
    ) -> Result<Vec<Statement>, DialectError> {
        match operation {
            Operation::CreateTable(create) => self.create_table(create, before),
            Operation::DropTable(drop) => self.drop_table(drop, before),
            Operation::RenameTable(rename) => self.rename_table(rename, before),
            Operation::SetTableComment(set) => self.set_table_comment(set),
            Operation::AddColumn(add) => self.add_column(add, before),
            Operation::DropColumn(drop) => self.drop_column(drop, before),
            Operation::RenameColumn(rename) => self.rename_column(rename, before),
            Operation::AlterColumn(change) => self.alter_column(change, before),
            Operation::CreateIndex(create) => self.change_keys(create, &create.index.table, before),
            Operation::DropIndex(drop) => self.drop_index(drop, before),
            Operation::RenameIndex(rename) => self.rename_index(rename, before),
            Operation::AddConstraint(add) => self.change_keys(add, &add.table, before),
            Operation::DropConstraint(drop) => self.change_keys(drop, &drop.table, before),
            Operation::RenameConstraint(rename) => self.rename_constraint(rename, before),
            Operation::ValidateConstraint(_) => Err(not_valid()),
            Operation::CreateEnum(create) => self.create_enum(create),
            Operation::AddEnumValue(add) => self.add_enum_value(add, before),
            Operation::RenameEnumValue(rename) => self.rename_enum_value(rename, before),
            Operation::DropEnum(drop) => self.drop_enum(drop, before),
            Operation::CreateView(create) => self.create_view(create),
            Operation::DropView(drop) => self.drop_view(drop),
            Operation::CreateTrigger(create) => self.create_trigger(create, before),
            Operation::DropTrigger(drop) => self.drop_trigger(drop),
            Operation::CreateFunction(create) => self.create_function(create, before),
            Operation::DropFunction(drop) => self.drop_function(drop),
            Operation::CreateSchema(_) | Operation::DropSchema(_) => Err(unsupported(
                "keep schemas in a database",
                "Use a database of its own, or a prefix of the table names.",
            )),
            Operation::CreateSequence(create) => self.create_sequence(create),
            Operation::DropSequence(drop) => self.drop_sequence(drop),
            Operation::CreateExtension(_) | Operation::DropExtension(_) => {
                Err(unsupported("install extensions", "Give the operation to PostgreSQL alone."))
            }
            Operation::InsertRows(insert) => self.insert_rows(insert),
            Operation::UpdateRows(update) => self.update_rows(update),
            Operation::UpdateByKey(update) => self.update_by_key(update, before),
            Operation::DeleteRows(delete) => self.delete_rows(delete),
            Operation::RestoreRows(rows) => restore(self, rows, before),
            Operation::Execute(execute) => self.execute(execute),
        }
    }

    fn select(&self, query: &Query) -> Result<Statement, DialectError> {
        self.read(query)
    }

    fn condition(&self, filter: &Filter) -> Result<String, DialectError> {
        self.where_clause(filter)
    }

    /// - Strict for every engine, and errors for a division by zero: nothing is cut, rounded into
    ///   a range or made NULL in silence. Zero dates stay legal, because existing tables may hold
    ///   them and have to be restated and restored.
    /// - A given 0 in a numbered column is that 0, as on the other databases.
    /// - `||` joins texts, as on the other databases; without it, it would mean OR.
    /// - No `NO_BACKSLASH_ESCAPES`, no `ANSI_QUOTES`: our literals depend on it.
    fn split(&self, text: &str) -> Result<Vec<Piece>, SplitError> {
        split::split(text)
    }

    fn only_one(&self, text: &str) -> Result<(), SplitError> {
        split::only_one(text).map(|_| ())
    }

    fn classify(&self, sql: &str) -> Class {
        classify::classify(sql)
    }

    fn repeated(&self, sql: &str) -> Repeated {
        repeated::repeated(sql)
    }

    fn handling(&self, sql: &str) -> Handling {
        schema_file::handling(sql)
    }

    fn without_shell_lines<'t>(&self, text: &'t str) -> Cow<'t, str> {
        schema_file::without_shell_lines(text)
    }

    fn position(&self, sql: &str, error: &DatabaseError) -> Option<usize> {
        schema_file::position(sql, &error.message)
    }

    fn session_settings(&self) -> &'static [&'static str] {
        &[
            "SET NAMES utf8mb4",
            "SET time_zone = '+00:00'",
            "SET sql_mode = 'STRICT_ALL_TABLES,STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,\
             NO_ENGINE_SUBSTITUTION,NO_AUTO_VALUE_ON_ZERO,PIPES_AS_CONCAT'",
        ]
    }

    fn conversion(&self, from: &ColumnType, to: &ColumnType) -> Conversion {
        conversion_of(from, to)
    }

    fn restate_column(
        &self,
        table: &Table,
        column: &Column,
        catalog: &Catalog,
    ) -> Option<Vec<String>> {
        self.restated_column(table, column, catalog).ok()
    }

    fn restate_options(&self, from: &Table, to: &Table) -> Option<RestatedOptions> {
        self.restated_options(from, to).ok().flatten()
    }

    fn restate_sequence(&self, _from: &Sequence, to: &Sequence) -> Option<Vec<String>> {
        self.restated_sequence(to).ok()
    }

    fn numbers_need_keys(&self) -> bool {
        true
    }

    /// Schema changes commit on their own here, whatever stands around them.
    fn frame(&self, _foreign_keys: ForeignKeys) -> Frame {
        Frame {
            begin: vec!["START TRANSACTION".to_owned()],
            commit: vec!["COMMIT".to_owned()],
            rollback: vec!["ROLLBACK".to_owned()],
            ..Frame::default()
        }
    }
}
