//! Schemas and extensions, of which only the names matter.

use std::collections::BTreeSet;

use sandshift_model::ident::Ident;
use serde::Deserialize;

use super::{OWN_SCHEMA, SCHEMA, no_extension};
use crate::backend::connection::DatabaseError;
use crate::backend::postgres::wire::Wire;

#[derive(Debug, Deserialize)]
struct Row {
    name: Ident,
}

/// The schemas, but for the default one.
pub(super) fn read(wire: &mut Wire) -> Result<BTreeSet<Ident>, DatabaseError> {
    let rows: Vec<Row> = wire.json(&format!(
        "SELECT n.nspname AS name FROM pg_namespace n \
         WHERE {SCHEMA} IS NOT NULL AND {OWN_SCHEMA} AND {}",
        no_extension("pg_namespace", "n.oid")
    ))?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

/// The extensions, but for the one that every database has.
pub(super) fn extensions(wire: &mut Wire) -> Result<BTreeSet<Ident>, DatabaseError> {
    let rows: Vec<Row> =
        wire.json("SELECT extname AS name FROM pg_extension WHERE extname <> 'plpgsql'")?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}
