//! Enums of the default schema; the words for enums know no other.

use std::collections::BTreeMap;

use sandshift_model::ident::Ident;
use sandshift_model::object::EnumType;
use serde::Deserialize;

use super::{OWN_SCHEMA, SCHEMA, no_extension};
use crate::backend::connection::DatabaseError;
use crate::backend::postgres::wire::Wire;

#[derive(Debug, Deserialize)]
struct Row {
    name: Ident,
    values: Vec<String>,
}

pub(super) fn read(wire: &mut Wire) -> Result<BTreeMap<Ident, EnumType>, DatabaseError> {
    let rows: Vec<Row> = wire.json(&format!(
        "SELECT t.typname AS name, (SELECT COALESCE(json_agg(e.enumlabel ORDER BY \
         e.enumsortorder), '[]') FROM pg_enum e WHERE e.enumtypid = t.oid) AS values \
         FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace \
         WHERE t.typtype = 'e' AND {SCHEMA} IS NULL AND {OWN_SCHEMA} AND {}",
        no_extension("pg_type", "t.oid")
    ))?;
    let entry = |row: Row| (row.name.clone(), EnumType { name: row.name, values: row.values });
    Ok(rows.into_iter().map(entry).collect())
}
