//! The pure half of a database: operations in, SQL text out.

use std::borrow::Cow;
use std::fmt;

use sandshift_model::catalog::{Catalog, CatalogError};
use sandshift_model::column::Column;
use sandshift_model::conversion::{Conversion, conversion};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::object::{Function, Sequence};
use sandshift_model::operation::Operation;
use sandshift_model::query::{Filter, Query};
use sandshift_model::statement::Statement;
use sandshift_model::table::{Table, TableOptions};
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;
use thiserror::Error;

use super::connection::DatabaseError;
use super::piece::Piece;
use super::plain::Plain;
use super::repeated::Repeated;
use super::schema_file::Handling;
use super::schema_part::Part;
use super::split_error::SplitError;
use super::statement_class::Class;
use super::undo::UndoSpelling;
use super::walls::Reach;
use super::walls_login::Login;
use crate::error::{Coded, Kind};

/// How one database spells operations, names, values and transactions. Never does any I/O.
pub trait Dialect: UndoSpelling + fmt::Debug + Send + Sync {
    /// Its name in scripts, settings and on the command line: `sqlite`, `postgres` or `mysql`.
    fn name(&self) -> &'static str;

    /// Its name for people, such as `PostgreSQL`.
    fn title(&self) -> &'static str;

    /// Tells whether a rollback undoes schema changes.
    fn rolls_back_schema(&self) -> bool;

    /// Tells whether enums are emulated, so that their definitions must be kept in a table of ours.
    fn emulates_enums(&self) -> bool;

    /// Tells whether [`super::connection::Connection::scratch`] can copy a database.
    fn can_copy(&self) -> bool;

    /// Tells whether the walls of [`super::connection::Connection::wall_in`] hold without anything that an operator has
    /// to prepare.
    fn walls_by_itself(&self) -> bool {
        false
    }

    /// The statements by which an administrator gives a login what may be reached of a catalog, and no more. Empty
    /// for a database without logins.
    ///
    /// # Errors
    ///
    /// [`DialectError`] when a name does not fit, or something is missing that this database needs.
    fn grants(
        &self,
        login: &Login<'_>,
        catalog: &Catalog,
        reach: &dyn Reach,
    ) -> Result<Vec<String>, DialectError>;

    /// A name in quotes.
    ///
    /// # Errors
    ///
    /// [`DialectError::NameTooLong`] when the database would cut it.
    fn quote(&self, name: &Ident) -> Result<String, DialectError>;

    /// A name with its schema, in quotes.
    ///
    /// # Errors
    ///
    /// As [`Dialect::quote`].
    fn quote_object(&self, name: &ObjectName) -> Result<String, DialectError> {
        match &name.schema {
            Some(schema) => Ok(format!("{}.{}", self.quote(schema)?, self.quote(&name.name)?)),
            None => self.quote(&name.name),
        }
    }

    /// A value as a literal that every session reads the same, whatever its settings.
    ///
    /// # Errors
    ///
    /// [`DialectError::Value`] when the database cannot hold it (NUL in text, NaN, …).
    fn literal(&self, value: &Value) -> Result<String, DialectError>;

    /// Makes sure that the database can hold a value, without writing it.
    ///
    /// # Errors
    ///
    /// As [`Dialect::literal`].
    fn holds(&self, value: &Value) -> Result<(), DialectError> {
        match value {
            // What every database holds needs no text to tell.
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Bytes(_) => Ok(()),
            Value::Text(text) | Value::Json(text) if !text.contains('\0') => Ok(()),
            other => self.literal(other).map(|_| ()),
        }
    }

    /// A column type.
    ///
    /// # Errors
    ///
    /// [`DialectError::Unsupported`] when the database has no such type.
    fn column_type(&self, ty: &ColumnType, catalog: &Catalog) -> Result<String, DialectError>;

    /// The statements that do an operation, given the catalog before it.
    ///
    /// # Errors
    ///
    /// [`DialectError`] when the database cannot do it, or the catalog contradicts it.
    fn render(
        &self,
        operation: &Operation,
        before: &Catalog,
    ) -> Result<Vec<Statement>, DialectError>;

    /// Tells whether an operation is better run together with those that wait already,
    /// as [`Dialect::render_together`] does. With an empty `waiting`: whether it may wait at all.
    fn joins(&self, _waiting: &[Operation], _next: &Operation, _before: &Catalog) -> bool {
        false
    }

    /// The statements that do several operations on one table at once, given the catalog before
    /// the first of them.
    ///
    /// # Errors
    ///
    /// As [`Dialect::render`].
    fn render_together(
        &self,
        operations: &[Operation],
        before: &Catalog,
    ) -> Result<Vec<Statement>, DialectError> {
        let mut catalog = before.clone();
        let mut statements = Vec::new();
        for operation in operations {
            use sandshift_model::operation::Operate;
            statements.extend(self.render(operation, &catalog)?);
            operation.apply_to(&mut catalog)?;
        }
        Ok(statements)
    }

    /// A query as one SELECT with its literals in place.
    ///
    /// # Errors
    ///
    /// [`DialectError`] when a name or value does not fit, or the text is for other databases.
    fn select(&self, query: &Query) -> Result<Statement, DialectError>;

    /// ` WHERE …` for a filter; empty for every row.
    ///
    /// # Errors
    ///
    /// As [`Dialect::select`].
    fn condition(&self, filter: &Filter) -> Result<String, DialectError>;

    /// Splits the text of an SQL file into its statements, by the database's own rules.
    ///
    /// # Errors
    ///
    /// [`SplitError`] when a string, comment or body does not end.
    fn split(&self, text: &str) -> Result<Vec<Piece>, SplitError>;

    /// Checks that a text is exactly one statement.
    ///
    /// # Errors
    ///
    /// [`SplitError`] when it is none or several.
    fn only_one(&self, text: &str) -> Result<(), SplitError>;

    /// What kind of statement a text is.
    fn classify(&self, sql: &str) -> Class;

    /// Tells whether a statement changes nothing but the session, so that a later session needs it too.
    fn sets_session(&self, sql: &str) -> bool {
        self.classify(sql) == Class::Session
    }

    /// What it tells to send a statement again that commits by itself, when nobody knows whether it
    /// took effect the first time.
    fn repeated(&self, _sql: &str) -> Repeated {
        Repeated::Unknown
    }

    /// What is done with a statement of a file that declares a schema.
    fn handling(&self, sql: &str) -> Handling;

    /// Tells whether [`Dialect::part`] says more than [`Part::Unclear`], so that it is worth asking.
    fn tells_parts(&self) -> bool {
        false
    }

    /// What such a statement is to the tables of its file.
    fn part(&self, _sql: &str) -> Part {
        Part::Unclear
    }

    /// What such a statement makes, where that can be told without a server.
    fn plain(&self, _sql: &str) -> Plain {
        Plain::Unclear
    }

    /// The text of such a file with the lines blanked that are for the database's shell alone.
    fn without_shell_lines<'t>(&self, text: &'t str) -> Cow<'t, str> {
        Cow::Borrowed(text)
    }

    /// Where in a statement a failure points to, in characters from 1, when that can be told.
    fn position(&self, _sql: &str, error: &DatabaseError) -> Option<usize> {
        error.position
    }

    /// Settings that every session of ours makes first, as complete statements; they are part of
    /// a dry run's output, so that the literals in it mean the same there.
    fn session_settings(&self) -> &'static [&'static str];

    /// Opens the savepoint of this number.
    fn savepoint(&self, number: usize) -> String {
        format!("SAVEPOINT sandshift_{number}")
    }

    /// Keeps what was done since the savepoint of this number.
    fn release_savepoint(&self, number: usize) -> String {
        format!("RELEASE SAVEPOINT sandshift_{number}")
    }

    /// Undoes what was done since the savepoint of this number, which stays open.
    fn undo_savepoint(&self, number: usize) -> String {
        format!("ROLLBACK TO SAVEPOINT sandshift_{number}")
    }

    /// What a change of a column's type does to its values.
    fn conversion(&self, from: &ColumnType, to: &ColumnType) -> Conversion {
        conversion(from, to)
    }

    /// The expression that makes a value of another type from a column; none where the database
    /// converts by itself.
    fn cast(&self, _column: &Column, _to: &ColumnType) -> Option<String> {
        None
    }

    /// The statements that give a column the collation and the native clauses of `column`, which
    /// has the rest already; none where that takes a new column.
    fn restate_column(
        &self,
        _table: &Table,
        _column: &Column,
        _catalog: &Catalog,
    ) -> Option<Vec<String>> {
        None
    }

    /// The statements that give a table the options of another; none where that takes a new table.
    fn restate_options(&self, _from: &Table, _to: &Table) -> Option<RestatedOptions> {
        None
    }

    /// The statements that make a sequence count as another does, from where it stands; none where
    /// that takes a new sequence.
    fn restate_sequence(&self, _from: &Sequence, _to: &Sequence) -> Option<Vec<String>> {
        None
    }

    /// The part of a function's definition that has to stay the same for a replacement in place.
    fn function_head<'a>(&self, _function: &'a Function) -> &'a str {
        ""
    }

    /// Tells whether a column can only be numbered while a key begins with it.
    fn numbers_need_keys(&self) -> bool {
        false
    }

    /// The options of a table of ours that is little more than its key.
    fn key_options(&self) -> TableOptions {
        TableOptions::default()
    }

    /// The statements around one migration.
    fn frame(&self, foreign_keys: ForeignKeys) -> Frame;
}

/// How the options of a table change in place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestatedOptions {
    /// The statements, in order.
    pub statements: Vec<String>,
    /// Every column with text has the collation of the table afterwards.
    pub collates_columns: bool,
}

/// Whether the database enforces foreign keys while a migration runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ForeignKeys {
    /// As always.
    #[default]
    Enforced,
    /// Switched off before the transaction and checked before its commit (SQLite rebuilds).
    CheckedAtEnd,
}

/// The statements around one migration; each list may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frame {
    /// Before the transaction.
    pub before: Vec<String>,
    /// Opens the transaction.
    pub begin: Vec<String>,
    /// Queries that must give no row, each with what a row of it means; run before the commit.
    pub checks: Vec<(String, String)>,
    /// Ends the transaction and keeps it.
    pub commit: Vec<String>,
    /// Ends the transaction and undoes it.
    pub rollback: Vec<String>,
    /// After the transaction, on every path.
    pub after: Vec<String>,
}

/// Why an operation has no text on this database.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DialectError {
    /// The database cannot do it.
    #[error("{database} cannot {what}")]
    Unsupported {
        /// The database, for people.
        database: &'static str,
        /// What it cannot do, behind "cannot": `add an exclude constraint`.
        what: String,
        /// What to do instead, as a sentence.
        alternative: String,
    },
    /// The database would cut the name.
    #[error("the name `{name}` is longer than the {limit} that {database} keeps")]
    NameTooLong {
        /// The database, for people.
        database: &'static str,
        /// The name.
        name: String,
        /// The limit with its unit, such as `63 bytes`.
        limit: &'static str,
    },
    /// The database cannot hold the value.
    #[error("{database} cannot hold this {kind} value: {reason}")]
    Value {
        /// The database, for people.
        database: &'static str,
        /// The kind of the value.
        kind: &'static str,
        /// Why, as a lower case fragment.
        reason: String,
    },
    /// The operation has SQL text, but none for this database.
    #[error("there is no SQL text for {database}")]
    NoVariant {
        /// The database, for people.
        database: &'static str,
    },
    /// The operation does not fit what is there.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// A number of `?` placeholders and of parameters that differ, or similar.
    #[error("{reason}")]
    Parameters {
        /// What is wrong, as a lower case fragment.
        reason: String,
    },
}

impl Coded for DialectError {
    fn code(&self) -> &'static str {
        match self {
            Self::Unsupported { .. } => "operation::unsupported",
            Self::NameTooLong { .. } => "operation::name_too_long",
            Self::Value { .. } => "operation::value",
            Self::NoVariant { .. } => "operation::no_variant",
            Self::Catalog(CatalogError::Missing { .. }) => "operation::missing_object",
            Self::Catalog(CatalogError::Exists { .. }) => "operation::object_exists",
            Self::Catalog(CatalogError::Invalid { .. }) => "operation::invalid",
            Self::Parameters { .. } => "operation::parameters",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Unsupported { .. } | Self::NoVariant { .. } => Kind::Unsupported,
            Self::NameTooLong { .. } => Kind::NameTooLong,
            Self::Value { .. } | Self::Parameters { .. } | Self::Catalog(_) => Kind::Refused,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Unsupported { alternative, .. } => Some(alternative.clone()),
            Self::NoVariant { database } => Some(format!(
                "give the statement a variant for {database}, or one for all databases"
            )),
            Self::NameTooLong { .. } => Some("choose a shorter name".to_owned()),
            _ => None,
        }
    }
}
