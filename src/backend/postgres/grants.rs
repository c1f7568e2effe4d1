//! The statements that give a login what a grant says, for an administrator of the database. Pure text.

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::Ident;
use sandshift_model::table::Table;

use super::names::{list, object, quoted};
use super::walls::books;
use crate::backend::dialect::DialectError;
use crate::backend::walls::Reach;
use crate::backend::walls_login::Login;

/// The statements that prepare a login: its bookkeeping, and what it may touch of the tables of a catalog.
///
/// Who may define a table owns it, and can read and write all of it whatever else is said: PostgreSQL keeps nothing
/// from an owner.
///
/// # Errors
///
/// [`DialectError`] when a name does not fit.
pub fn script(
    login: &Login<'_>,
    catalog: &Catalog,
    reach: &dyn Reach,
) -> Result<Vec<String>, DialectError> {
    let name = Ident::new(login.name).map_err(|error| DialectError::Parameters {
        reason: format!("the login has no name: {error}"),
    })?;
    let role = quoted(&name)?;
    let mut statements = path(login, &role)?;
    for (schema, creates) in login.schemas {
        let rights = if *creates { "USAGE, CREATE" } else { "USAGE" };
        statements.push(format!("GRANT {rights} ON SCHEMA {} TO {role}", quoted(schema)?));
    }
    if let Some(books) = login.books {
        statements.extend(books::script(books, name.as_str()));
    }
    for table in catalog.tables.values() {
        statements.extend(of_table(&role, table, reach)?);
    }
    Ok(statements)
}

/// Names without a schema mean the same to whoever runs this and to the login, who finds the bookkeeping behind
/// its own tables.
fn path(login: &Login<'_>, role: &str) -> Result<Vec<String>, DialectError> {
    let Some((default, _)) = login.schemas.first() else { return Ok(Vec::new()) };
    let books = login.books.map(|books| Ident::new(books.schema.as_str()));
    let books = books.transpose().map_err(|error| DialectError::Parameters {
        reason: format!("the bookkeeping has no schema: {error}"),
    })?;
    let path = [Some(default), books.as_ref()].into_iter().flatten().map(quoted);
    let path = path.collect::<Result<Vec<_>, _>>()?.join(", ");
    let database = quoted(login.database)?;
    Ok(vec![
        format!("SET search_path = {}", quoted(default)?),
        format!("ALTER ROLE {role} IN DATABASE {database} SET search_path = {path}"),
    ])
}

fn of_table(login: &str, table: &Table, reach: &dyn Reach) -> Result<Vec<String>, DialectError> {
    let name = object(&table.name)?;
    if reach.defines(&table.name) {
        return Ok(vec![format!("ALTER TABLE {name} OWNER TO {login}")]);
    }
    let columns = |may: &dyn Fn(&str) -> bool| -> Vec<Ident> {
        let names = table.columns.iter().map(|column| column.name.clone());
        names.filter(|name| may(name.as_str())).collect()
    };
    let reads = columns(&|column| reach.reads(&table.name, Some(column)));
    let writes = columns(&|column| reach.writes(&table.name, Some(column)));
    let mut rights = Vec::new();
    if !reads.is_empty() {
        rights.push(format!("SELECT ({})", list(&reads)?));
    }
    if !writes.is_empty() {
        let writes = list(&writes)?;
        rights.push(format!("INSERT ({writes}), UPDATE ({writes})"));
    }
    if reach.writes(&table.name, None) {
        rights.push("DELETE".to_owned());
    }
    if rights.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![format!("GRANT {} ON {name} TO {login}", rights.join(", "))])
}
