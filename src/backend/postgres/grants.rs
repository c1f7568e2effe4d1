//! The statements that give a login what a grant says, for an administrator of the database. Pure text.

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::Ident;
use sandshift_model::table::Table;

use super::names::{list, object, quoted};
use super::walls::books;
use crate::backend::dialect::DialectError;
use crate::backend::walls::{Books, Reach};

/// The statements that prepare a login: its bookkeeping, and what it may touch of the tables of a catalog.
///
/// Who may define a table owns it, and can read and write all of it whatever else is said: PostgreSQL keeps nothing
/// from an owner.
///
/// # Errors
///
/// [`DialectError`] when a name does not fit.
pub fn script(
    login: &Ident,
    books: &Books,
    catalog: &Catalog,
    reach: &dyn Reach,
) -> Result<Vec<String>, DialectError> {
    let mut statements = books::script(books, login.as_str());
    for table in catalog.tables.values() {
        statements.extend(of_table(&quoted(login)?, table, reach)?);
    }
    Ok(statements)
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
