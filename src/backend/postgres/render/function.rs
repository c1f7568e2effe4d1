//! Functions and procedures, whose definitions come whole.

use sandshift_model::catalog::Catalog;
use sandshift_model::operation::{CreateFunction, DropFunction};
use sandshift_model::statement::Statement;

use super::if_exists;
use crate::backend::dialect::DialectError;
use crate::backend::postgres::names::object;

pub(super) fn create(create: &CreateFunction) -> Result<Vec<Statement>, DialectError> {
    let definition = create.function.definition.trim();
    let sql = match after_create(definition) {
        Some(rest) if create.or_replace => format!("CREATE OR REPLACE {rest}"),
        _ => definition.to_owned(),
    };
    Ok(vec![Statement::schema(sql)])
}

/// What follows `CREATE` when no `OR REPLACE` stands there yet.
fn after_create(definition: &str) -> Option<&str> {
    let (first, rest) = definition.split_once(char::is_whitespace)?;
    let rest = rest.trim_start();
    let next = rest.split(char::is_whitespace).next()?;
    (first.eq_ignore_ascii_case("create") && !next.eq_ignore_ascii_case("or")).then_some(rest)
}

/// The server asks for argument types only where a name is overloaded; the ones that the catalog
/// knows are given anyway, so that the statement says which function goes.
pub(super) fn drop(drop: &DropFunction, before: &Catalog) -> Result<Vec<Statement>, DialectError> {
    let what = if drop.procedure { "PROCEDURE" } else { "FUNCTION" };
    let known: Vec<&String> = before
        .functions
        .keys()
        .filter(|(name, _)| *name == drop.name)
        .map(|(_, arguments)| arguments)
        .collect();
    let arguments = match known.as_slice() {
        _ if !drop.arguments.is_empty() => format!("({})", drop.arguments),
        _ if known.iter().any(|arguments| arguments.is_empty()) => "()".to_owned(),
        [only] => format!("({only})"),
        _ => String::new(),
    };
    let (exists, name) = (if_exists(drop.if_exists), object(&drop.name)?);
    Ok(vec![Statement::schema(format!("DROP {what}{exists} {name}{arguments}"))])
}
