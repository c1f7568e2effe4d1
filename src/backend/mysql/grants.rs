//! The statements that give an account what a grant says, for an administrator of the database. Pure text.

use sandshift_model::catalog::Catalog;
use sandshift_model::table::Table;

use super::dialect::MysqlDialect;
use super::flavour::Flavour;
use super::literal::quote_text;
use crate::backend::dialect::{Dialect, DialectError};
use crate::backend::walls::Reach;
use crate::backend::walls_login::Login;

/// What the owner of a table may do to it.
const ALL: &str = "SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES, TRIGGER, CREATE VIEW, SHOW VIEW";

/// What the bookkeeping needs.
const BOOKS: &str = "SELECT, INSERT, UPDATE, DELETE, CREATE";

/// The statements that give an account what it may touch of a database, and the bookkeeping there.
///
/// A database whose tables are all within the reach is given as a whole, which also lets rows be kept for rollbacks. In a
/// database with tables of others each table is given by itself. The bookkeeping the account has to write itself: no privilege
/// keeps it from a text of a migration, which the host does.
///
/// # Errors
///
/// [`DialectError`] when a name does not fit.
pub fn script(
    login: &Login<'_>,
    catalog: &Catalog,
    reach: &dyn Reach,
) -> Result<Vec<String>, DialectError> {
    let dialect = MysqlDialect::of(Flavour::default());
    let (user, host) = login.name.split_once('@').unwrap_or((login.name, "%"));
    let account = format!("{}@{}", quote_text(user), quote_text(host));
    let place = dialect.quote(login.database)?;
    let books = login.book_tables;
    let is_whole = catalog.tables.keys().all(|table| reach.defines(table));
    if is_whole {
        // In the name of a database that is given, these stand for other letters.
        let pattern = place.replace('_', "\\_").replace('%', "\\%");
        return Ok(vec![format!("GRANT {ALL} ON {pattern}.* TO {account}")]);
    }
    let mut statements: Vec<String> = books
        .iter()
        .map(|book| format!("GRANT {BOOKS} ON {place}.`{book}` TO {account}"))
        .collect();
    for table in catalog.tables.values() {
        let rights = rights(dialect, table, reach)?;
        if !rights.is_empty() {
            let name = dialect.quote(&table.name.name)?;
            statements.push(format!("GRANT {} ON {place}.{name} TO {account}", rights.join(", ")));
        }
    }
    Ok(statements)
}

fn rights(
    dialect: &dyn Dialect,
    table: &Table,
    reach: &dyn Reach,
) -> Result<Vec<String>, DialectError> {
    if reach.defines(&table.name) {
        return Ok(vec![ALL.to_owned()]);
    }
    let columns = |may: &dyn Fn(&str) -> bool| {
        let columns = table.columns.iter().filter(|column| may(column.name.as_str()));
        let names: Result<Vec<String>, _> =
            columns.map(|column| dialect.quote(&column.name)).collect();
        names.map(|names| names.join(", "))
    };
    let reads = columns(&|column| reach.reads(&table.name, Some(column)))?;
    let writes = columns(&|column| reach.writes(&table.name, Some(column)))?;
    let mut rights = Vec::new();
    if !reads.is_empty() {
        rights.push(format!("SELECT ({reads})"));
    }
    if !writes.is_empty() {
        rights.push(format!("INSERT ({writes}), UPDATE ({writes})"));
    }
    if reach.writes(&table.name, None) {
        rights.push("DELETE".to_owned());
    }
    Ok(rights)
}
