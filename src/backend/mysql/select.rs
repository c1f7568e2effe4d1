//! Reads as one SELECT.

use sandshift_model::operation::Execute;
use sandshift_model::query::Query;
use sandshift_model::statement::Statement;
use sandshift_model::value::Value;

use super::MysqlDialect;
use super::classify::classify;
use super::literal::literal;
use super::unsupported::TITLE;
use crate::backend::dialect::{Dialect, DialectError};
use crate::backend::keyset::ordered;
use crate::backend::lexis::Lexis;
use crate::backend::placeholder;
use crate::backend::statement_class::Class;

impl MysqlDialect {
    pub(super) fn read(&self, query: &Query) -> Result<Statement, DialectError> {
        match query {
            Query::Sql { sql, parameters } => {
                let text = sql.get("mysql").ok_or(DialectError::NoVariant { database: TITLE })?;
                Ok(Statement::read(bind(text, parameters)?))
            }
            Query::Table { table, columns, filter, order, descending, limit, nulls_first: _ } => {
                let columns = match columns.as_slice() {
                    [] => "*".to_owned(),
                    columns => self.names(columns)?,
                };
                let table = self.quote_object(table)?;
                let mut sql =
                    format!("SELECT {columns} FROM {table}{}", self.where_clause(filter)?);
                if !order.is_empty() {
                    let names: Vec<String> =
                        order.iter().map(|name| self.quote(name)).collect::<Result<_, _>>()?;
                    sql.push_str(&format!(" ORDER BY {}", ordered(&names, *descending)));
                }
                if let Some(rows) = limit {
                    sql.push_str(&format!(" LIMIT {rows}"));
                }
                Ok(Statement::read(sql))
            }
        }
    }

    pub(super) fn execute(&self, execute: &Execute) -> Result<Vec<Statement>, DialectError> {
        let text = execute.sql.get("mysql").ok_or(DialectError::NoVariant { database: TITLE })?;
        let text = bind(text, &execute.parameters)?;
        let sql = text.trim().trim_end_matches(';').trim_end().to_owned();
        Ok(vec![match classify(&sql) {
            Class::Empty | Class::Read => Statement::read(sql),
            Class::Write => Statement::rows(sql),
            Class::Session | Class::Transaction(_) => Statement::session(sql),
            // What is not known may commit, as schema changes do.
            Class::Ddl | Class::Other | Class::RefusesTransaction(_) => Statement::schema(sql),
        }])
    }
}

/// A text with a literal in the place of each `?`.
pub(super) fn bind(sql: &str, values: &[Value]) -> Result<String, DialectError> {
    let literals: Vec<String> = values.iter().map(literal).collect::<Result<_, _>>()?;
    placeholder::bind(sql, &Lexis::MYSQL, &literals)
        .map_err(|error| DialectError::Parameters { reason: error.to_string() })
}
