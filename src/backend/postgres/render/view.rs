//! Views, plain and materialized.

use sandshift_model::catalog::Catalog;
use sandshift_model::object::View;
use sandshift_model::operation::{CreateView, DropView};
use sandshift_model::statement::Statement;

use super::if_exists;
use crate::backend::dialect::DialectError;
use crate::backend::postgres::literal::text;
use crate::backend::postgres::names::{list, object};

pub(super) fn create(
    create: &CreateView,
    before: &Catalog,
) -> Result<Vec<Statement>, DialectError> {
    let view = &create.view;
    let plain = definition(view, "CREATE")?;
    if !create.or_replace {
        return Ok(vec![Statement::schema(plain)]);
    }
    match before.views.get(&view.name) {
        None if view.materialized => {
            let drop = format!("DROP MATERIALIZED VIEW IF EXISTS {}", object(&view.name)?);
            Ok(vec![Statement::schema(drop), Statement::schema(plain)])
        }
        None => Ok(vec![Statement::schema(definition(view, "CREATE OR REPLACE")?)]),
        Some(old) if old.materialized || view.materialized => {
            let drop = format!("DROP {} {}", kind(old), object(&view.name)?);
            Ok(vec![Statement::schema(drop), Statement::schema(plain)])
        }
        Some(_) => Ok(vec![Statement::schema(replace(view)?)]),
    }
}

pub(super) fn drop(drop: &DropView, before: &Catalog) -> Result<Vec<Statement>, DialectError> {
    let kind = before.views.get(&drop.name).map_or("VIEW", kind);
    let exists = if_exists(drop.if_exists);
    Ok(vec![Statement::schema(format!("DROP {kind}{exists} {}", object(&drop.name)?))])
}

/// `VIEW` or `MATERIALIZED VIEW`.
pub(super) fn kind(view: &View) -> &'static str {
    if view.materialized { "MATERIALIZED VIEW" } else { "VIEW" }
}

/// The statement that makes a view, behind `CREATE` or `CREATE OR REPLACE`.
pub(super) fn definition(view: &View, create: &str) -> Result<String, DialectError> {
    let (kind, name) = (kind(view), object(&view.name)?);
    let columns = match view.columns.as_slice() {
        [] => String::new(),
        columns => format!(" ({})", list(columns)?),
    };
    let query = view.query.trim().trim_end_matches(';').trim_end();
    Ok(format!("{create} {kind} {name}{columns} AS {query}"))
}

/// Replaces a view, in place where PostgreSQL can (grants and views upon it stay), and by
/// dropping it where its columns changed, which `CREATE OR REPLACE` refuses with
/// `invalid_table_definition`. Only the server knows the columns of a query, so it decides.
fn replace(view: &View) -> Result<String, DialectError> {
    let replace = text(&definition(view, "CREATE OR REPLACE")?)?;
    let drop = text(&format!("DROP VIEW {}", object(&view.name)?))?;
    let create = text(&definition(view, "CREATE")?)?;
    let body = format!(
        "BEGIN\n  EXECUTE {replace};\nEXCEPTION WHEN invalid_table_definition THEN\n  \
         EXECUTE {drop};\n  EXECUTE {create};\nEND"
    );
    let tag = (0..).map(|n| format!("$view{n}$")).find(|tag| !body.contains(tag.as_str()));
    let tag = tag.unwrap_or_default();
    Ok(format!("DO {tag}\n{body}\n{tag}"))
}
