//! Reads what the database holds, by a handful of questions to `information_schema`.
//!
//! Only the connection's own database is read. Types, defaults and clauses that have no neutral
//! name are kept in the server's words, so that nothing is lost when they are restated.

mod checks;
mod columns;
mod defaults;
mod enums;
mod events;
mod foreign_keys;
mod indexes;
mod partitions;
mod programs;
mod sequences;
mod tables;
mod triggers;

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::object::{NativeObject, Stage};

use super::connection::MysqlConnection;
use super::support::hide_own_indexes;
use crate::backend::connection::{Class, DatabaseError};

/// Everything in the connection's database but our own bookkeeping.
pub(super) fn inspect(connection: &mut MysqlConnection) -> Result<Catalog, DatabaseError> {
    let mut catalog = Catalog::default();
    tables::read(connection, &mut catalog)?;
    let checks = checks::read(connection)?;
    columns::read(connection, &mut catalog, &checks)?;
    indexes::read(connection, &mut catalog)?;
    foreign_keys::read(connection, &mut catalog)?;
    checks::add(checks, &mut catalog);
    enums::read(connection, &mut catalog)?;
    programs::read(connection, &mut catalog)?;
    triggers::read(connection, &mut catalog)?;
    sequences::read(connection, &mut catalog)?;
    events::read(connection, &mut catalog)?;
    catalog.tables.values_mut().for_each(|table| hide_own_indexes(table));
    Ok(catalog)
}

/// Adds an object that migrations have no operation for.
fn native(
    catalog: &mut Catalog,
    kind: &str,
    name: String,
    stage: Stage,
    create: String,
    drop: String,
) {
    let object = NativeObject { kind: kind.into(), name, stage, create, drop, parts: Vec::new() };
    catalog.natives.insert((object.kind.clone(), object.name.clone()), object);
}

/// One row of an answer, taken from left to right.
struct Fields(std::vec::IntoIter<Option<String>>);

impl Fields {
    fn of(row: Vec<Option<String>>) -> Self {
        Self(row.into_iter())
    }

    fn maybe(&mut self) -> Option<String> {
        self.0.next().flatten()
    }

    /// The next text; NULL is empty.
    fn text(&mut self) -> String {
        self.maybe().unwrap_or_default()
    }

    fn ident(&mut self) -> Result<Ident, DatabaseError> {
        ident(self.text())
    }

    fn object(&mut self) -> Result<ObjectName, DatabaseError> {
        Ok(ObjectName::bare(self.ident()?))
    }
}

fn ident(name: String) -> Result<Ident, DatabaseError> {
    Ident::new(name).map_err(|error| DatabaseError::new(Class::Statement, error.to_string()))
}
