//! Triggers, whose definitions come whole.

use sandshift_model::operation::{CreateTrigger, DropTrigger};
use sandshift_model::statement::Statement;

use super::if_exists;
use crate::backend::dialect::DialectError;
use crate::backend::postgres::names::{object, quoted};

/// `CREATE OR REPLACE TRIGGER` needs PostgreSQL 14 and keeps the table, so a trigger is
/// replaced by dropping it first.
pub(super) fn create(create: &CreateTrigger) -> Result<Vec<Statement>, DialectError> {
    let trigger = &create.trigger;
    let mut statements = Vec::new();
    if create.or_replace {
        let (name, table) = (quoted(&trigger.name)?, object(&trigger.table)?);
        statements.push(Statement::schema(format!("DROP TRIGGER IF EXISTS {name} ON {table}")));
    }
    statements.push(Statement::schema(trigger.definition.trim()));
    Ok(statements)
}

pub(super) fn drop(drop: &DropTrigger) -> Result<Vec<Statement>, DialectError> {
    let exists = if_exists(drop.if_exists);
    let (name, table) = (quoted(&drop.name)?, object(&drop.table)?);
    Ok(vec![Statement::schema(format!("DROP TRIGGER{exists} {name} ON {table}"))])
}
