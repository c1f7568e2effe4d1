//! Extensions.

use sandshift_model::operation::{CreateExtension, DropExtension};
use sandshift_model::statement::Statement;

use super::{if_exists, if_not_exists};
use crate::backend::dialect::DialectError;
use crate::backend::postgres::names::quoted;

pub(super) fn create(create: &CreateExtension) -> Result<Vec<Statement>, DialectError> {
    let exists = if_not_exists(create.if_not_exists);
    Ok(vec![Statement::schema(format!("CREATE EXTENSION{exists} {}", quoted(&create.name)?))])
}

pub(super) fn drop(drop: &DropExtension) -> Result<Vec<Statement>, DialectError> {
    let exists = if_exists(drop.if_exists);
    Ok(vec![Statement::schema(format!("DROP EXTENSION{exists} {}", quoted(&drop.name)?))])
}
