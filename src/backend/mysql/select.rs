//! Reads as one SELECT.

use sandshift_model::operation::Execute;
use sandshift_model::query::Query;
use sandshift_model::statement::Statement;

use super::MysqlDialect;
use super::placeholder::bind;
use super::unsupported::TITLE;
use crate::backend::dialect::{Dialect, DialectError};

impl MysqlDialect {
    pub(super) fn read(&self, query: &Query) -> Result<Statement, DialectError> {
        match query {
            Query::Sql { sql, parameters } => {
                let text = sql.get("mysql").ok_or(DialectError::NoVariant { database: TITLE })?;
                Ok(Statement::read(bind(text, parameters)?))
            }
            Query::Table { table, columns, filter, order, limit } => {
                let columns = match columns.as_slice() {
                    [] => "*".to_owned(),
                    columns => self.names(columns)?,
                };
                let table = self.quote_object(table)?;
                let mut sql = format!("SELECT {columns} FROM {table}{}", self.condition(filter)?);
                if !order.is_empty() {
                    sql.push_str(&format!(" ORDER BY {}", self.names(order)?));
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
        let text = match execute.parameters.as_slice() {
            // Without values nothing is looked at: a `?` may be part of a JSON path.
            [] => text.to_owned(),
            values => bind(text, values)?,
        };
        let sql = text.trim().trim_end_matches(';').trim_end().to_owned();
        let word: String = sql.chars().take_while(char::is_ascii_alphabetic).collect();
        Ok(vec![match word.to_ascii_uppercase().as_str() {
            "INSERT" | "UPDATE" | "DELETE" | "REPLACE" | "WITH" | "CALL" | "DO" => {
                Statement::rows(sql)
            }
            "SELECT" | "SHOW" | "DESCRIBE" | "DESC" | "EXPLAIN" | "VALUES" | "TABLE" => {
                Statement::read(sql)
            }
            "SET" | "USE" => Statement::session(sql),
            // Whatever is not known commits, to be on the safe side: that is what DDL does.
            _ => Statement::schema(sql),
        }])
    }
}
