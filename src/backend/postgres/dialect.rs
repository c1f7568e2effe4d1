//! PostgreSQL's half of the dialects: one door, the text is made in `render`.

use std::borrow::Cow;

use sandshift_model::catalog::Catalog;
use sandshift_model::column::Column;
use sandshift_model::ident::Ident;
use sandshift_model::object::{Function, Sequence};
use sandshift_model::operation::Operation;
use sandshift_model::query::{Filter, Query};
use sandshift_model::statement::Statement;
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;

use super::{classify, plain, schema_file, schema_part, split};
use super::{literal, names, render, repeated, restate, session, types};
use crate::backend::dialect::{Dialect, DialectError, ForeignKeys, Frame};
use crate::backend::piece::Piece;
use crate::backend::plain::Plain;
use crate::backend::repeated::Repeated;
use crate::backend::schema_file::Handling;
use crate::backend::schema_part::Part;
use crate::backend::split_error::SplitError;
use crate::backend::statement_class::Class;
use crate::backend::walls::Reach;
use crate::backend::walls_login::Login;

/// How PostgreSQL spells things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PostgresDialect;

impl Dialect for PostgresDialect {
    fn name(&self) -> &'static str {
        "postgres"
    }

    fn title(&self) -> &'static str {
        names::TITLE
    }

    fn rolls_back_schema(&self) -> bool {
        true
    }

    fn emulates_enums(&self) -> bool {
        false
    }

    fn can_copy(&self) -> bool {
        false
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
        names::quoted(name)
    }

    fn literal(&self, value: &Value) -> Result<String, DialectError> {
        literal::literal(value)
    }

    fn column_type(&self, ty: &ColumnType, _catalog: &Catalog) -> Result<String, DialectError> {
        types::column_type(ty)
    }

    fn render(
        &self,
        operation: &Operation,
        before: &Catalog,
    ) -> Result<Vec<Statement>, DialectError> {
        render::operation(operation, before)
    }

    fn select(&self, query: &Query) -> Result<Statement, DialectError> {
        render::select(query)
    }

    fn condition(&self, filter: &Filter) -> Result<String, DialectError> {
        render::condition(filter)
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

    fn repeated(&self, sql: &str) -> Repeated {
        repeated::repeated(sql)
    }

    fn handling(&self, sql: &str) -> Handling {
        schema_file::handling(sql)
    }

    fn tells_parts(&self) -> bool {
        true
    }

    fn part(&self, sql: &str) -> Part {
        schema_part::part(sql)
    }

    fn plain(&self, sql: &str) -> Plain {
        plain::plain(sql)
    }

    fn without_shell_lines<'t>(&self, text: &'t str) -> Cow<'t, str> {
        schema_file::without_shell_lines(text)
    }

    fn session_settings(&self) -> &'static [&'static str] {
        session::SETTINGS
    }

    fn cast(&self, column: &Column, to: &ColumnType) -> Option<String> {
        restate::cast(column, to).ok().flatten()
    }

    fn restate_column(
        &self,
        table: &Table,
        column: &Column,
        _catalog: &Catalog,
    ) -> Option<Vec<String>> {
        restate::column(table, column).ok().flatten()
    }

    fn restate_sequence(&self, from: &Sequence, to: &Sequence) -> Option<Vec<String>> {
        restate::sequence(from, to).ok()
    }

    fn function_head<'a>(&self, function: &'a Function) -> &'a str {
        restate::function_head(function)
    }

    /// PostgreSQL enforces foreign keys always: no operation of ours needs them off.
    fn frame(&self, _foreign_keys: ForeignKeys) -> Frame {
        session::frame()
    }
}
