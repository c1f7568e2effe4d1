//! Deletes rows.

use sandshift_model::operation::DeleteRows;
use sandshift_model::statement::Statement;

use super::filter;
use crate::backend::dialect::DialectError;
use crate::backend::postgres::names::object;

pub(super) fn delete(rows: &DeleteRows) -> Result<Vec<Statement>, DialectError> {
    let (table, condition) = (object(&rows.table)?, filter::clause(&rows.filter)?);
    Ok(vec![Statement::rows(format!("DELETE FROM {table}{condition}"))])
}
