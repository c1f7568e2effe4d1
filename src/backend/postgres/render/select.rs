//! Queries.

use sandshift_model::query::Query;
use sandshift_model::statement::Statement;

use super::filter;
use crate::backend::dialect::DialectError;
use crate::backend::postgres::names::{list, object, quoted};
use crate::backend::postgres::parameters;

/// A query as one SELECT.
pub(in crate::backend::postgres) fn select(query: &Query) -> Result<Statement, DialectError> {
    match query {
        Query::Sql { sql, parameters } => Ok(Statement::read(parameters::fill(sql, parameters)?)),
        Query::Table { table, columns, filter, order, descending, nulls_first, limit } => {
            let columns = if columns.is_empty() { "*".to_owned() } else { list(columns)? };
            let mut sql =
                format!("SELECT {columns} FROM {}{}", object(table)?, filter::clause(filter)?);
            if !order.is_empty() {
                let down = if *descending { " DESC" } else { "" };
                let nulls = if *nulls_first { " NULLS FIRST" } else { "" };
                let order: Result<Vec<String>, DialectError> =
                    order.iter().map(|name| Ok(quoted(name)? + down + nulls)).collect();
                sql += &format!(" ORDER BY {}", order?.join(", "));
            }
            if let Some(limit) = limit {
                sql += &format!(" LIMIT {limit}");
            }
            Ok(Statement::read(sql))
        }
    }
}
