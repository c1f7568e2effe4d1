//! Schemas.

use sandshift_model::operation::{CreateSchema, DropSchema};
use sandshift_model::statement::Statement;

use super::{cascade, if_exists, if_not_exists};
use crate::backend::dialect::DialectError;
use crate::backend::postgres::names::quoted;

pub(super) fn create(create: &CreateSchema) -> Result<Vec<Statement>, DialectError> {
    let exists = if_not_exists(create.if_not_exists);
    Ok(vec![Statement::schema(format!("CREATE SCHEMA{exists} {}", quoted(&create.name)?))])
}

pub(super) fn drop(drop: &DropSchema) -> Result<Vec<Statement>, DialectError> {
    let (exists, cascade) = (if_exists(drop.if_exists), cascade(drop.cascade));
    Ok(vec![Statement::schema(format!("DROP SCHEMA{exists} {}{cascade}", quoted(&drop.name)?))])
}
