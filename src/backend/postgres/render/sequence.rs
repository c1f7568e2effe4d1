//! Sequences.

use sandshift_model::operation::{CreateSequence, DropSequence};
use sandshift_model::statement::Statement;

use super::{if_exists, if_not_exists};
use crate::backend::dialect::DialectError;
use crate::backend::postgres::names::object;

pub(super) fn create(create: &CreateSequence) -> Result<Vec<Statement>, DialectError> {
    let exists = if_not_exists(create.if_not_exists);
    let name = object(&create.sequence.name)?;
    let options = options(create.sequence.start, create.sequence.increment);
    let options = if options.is_empty() { options } else { format!(" {options}") };
    let native = create.sequence.native.as_ref().map(|words| format!(" {words}"));
    let native = native.unwrap_or_default();
    Ok(vec![Statement::schema(format!("CREATE SEQUENCE{exists} {name}{options}{native}"))])
}

pub(super) fn drop(drop: &DropSequence) -> Result<Vec<Statement>, DialectError> {
    let exists = if_exists(drop.if_exists);
    Ok(vec![Statement::schema(format!("DROP SEQUENCE{exists} {}", object(&drop.name)?))])
}

/// The options of a sequence, as a sequence of its own and an identity column share them.
pub(super) fn options(start: Option<i64>, increment: Option<i64>) -> String {
    let start = start.map(|start| format!("START WITH {start}"));
    let increment = increment.map(|increment| format!("INCREMENT BY {increment}"));
    start.into_iter().chain(increment).collect::<Vec<_>>().join(" ")
}
