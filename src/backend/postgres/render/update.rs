//! Updates rows by a condition.

use sandshift_model::operation::{Assignment, UpdateRows};
use sandshift_model::statement::Statement;

use super::filter;
use crate::backend::dialect::DialectError;
use crate::backend::postgres::literal::literal;
use crate::backend::postgres::names::{TITLE, object, quoted};

pub(super) fn update(rows: &UpdateRows) -> Result<Vec<Statement>, DialectError> {
    let mut parts = Vec::new();
    for (column, assignment) in &rows.set {
        let value = match assignment {
            Assignment::Value(value) => literal(value)?,
            Assignment::Expression(sql) => {
                sql.get("postgres").ok_or(DialectError::NoVariant { database: TITLE })?.to_owned()
            }
        };
        parts.push(format!("{} = {value}", quoted(column)?));
    }
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    let (table, condition) = (object(&rows.table)?, filter::clause(&rows.filter)?);
    Ok(vec![Statement::rows(format!("UPDATE {table} SET {}{condition}", parts.join(", ")))])
}
