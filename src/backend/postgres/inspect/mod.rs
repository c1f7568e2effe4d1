//! What a database holds, read from the system catalog: one question per kind of object.
//!
//! Texts come from the server's own deparser and are kept in its words. Objects of an extension
//! come and go with it and are left out, as are our own tables and the server's schemas.

use std::collections::BTreeMap;

use sandshift_model::catalog::Catalog;
use sandshift_model::table::Table;

use super::wire::Wire;
use crate::backend::connection::DatabaseError;

mod columns;
mod constraints;
mod defaults;
mod enums;
mod expression;
mod functions;
mod indexes;
mod natives;
mod numbered;
mod schemas;
mod sequences;
mod settled;
mod tables;
mod triggers;
mod views;

pub(super) use self::defaults::default as read_default;

/// Tables by their number in the system catalog, while they are put together.
type Tables = BTreeMap<i64, Table>;

/// Reads everything.
pub(super) fn catalog(wire: &mut Wire) -> Result<Catalog, DatabaseError> {
    let mut catalog = without_natives(wire)?;
    catalog.natives = natives::read(wire)?;
    settled::settle(&mut catalog);
    Ok(catalog)
}

/// Reads what operations speak of. The question for natives has so many parts that to plan it alone takes the
/// server as long as to answer all others for some hundred tables.
pub(super) fn for_operations(wire: &mut Wire) -> Result<Catalog, DatabaseError> {
    let mut catalog = without_natives(wire)?;
    settled::settle(&mut catalog);
    Ok(catalog)
}

fn without_natives(wire: &mut Wire) -> Result<Catalog, DatabaseError> {
    let mut tables = tables::read(wire)?;
    if !tables.is_empty() {
        let numbered = columns::read(wire, &mut tables)?;
        constraints::read(wire, &mut tables, &numbered)?;
        indexes::read(wire, &mut tables, &numbered)?;
    }
    Ok(Catalog {
        tables: tables.into_values().map(|table| (table.name.clone(), table.into())).collect(),
        views: views::read(wire)?,
        triggers: triggers::read(wire)?,
        functions: functions::read(wire)?,
        enums: enums::read(wire)?,
        sequences: sequences::read(wire)?,
        schemas: schemas::read(wire)?,
        extensions: schemas::extensions(wire)?,
        ..Catalog::default()
    })
}

/// The condition that a column of the system catalog names one of these tables.
///
/// The numbers stand in the question because the server would join everything that it has itself,
/// a hundred times as much, before it looked at the names of schemas.
fn one_of(tables: &Tables, column: &str) -> String {
    let numbers: Vec<String> = tables.keys().map(i64::to_string).collect();
    format!("{column} = ANY ('{{{}}}'::oid[])", numbers.join(","))
}

/// The condition for the user's own schemas, on `pg_namespace AS n`.
const OWN_SCHEMA: &str = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

/// The schema of `pg_namespace AS n`, NULL for the one that names without a schema mean.
const SCHEMA: &str = "NULLIF(n.nspname, COALESCE(current_schema(), 'public'))";

/// The condition that no extension owns the object.
fn no_extension(catalog: &str, oid: &str) -> String {
    format!(
        "NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = '{catalog}'::regclass \
         AND x.objid = {oid} AND x.deptype = 'e')"
    )
}
