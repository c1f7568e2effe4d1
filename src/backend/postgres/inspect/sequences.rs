//! Sequences of their own; those of identity and `serial` columns belong to the column.

use std::collections::BTreeMap;

use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::object::Sequence;
use serde::Deserialize;

use super::{OWN_SCHEMA, SCHEMA, no_extension};
use crate::backend::connection::DatabaseError;
use crate::backend::postgres::wire::Wire;

#[derive(Debug, Deserialize)]
struct Row {
    schema: Option<Ident>,
    name: Ident,
    start: i64,
    increment: i64,
}

pub(super) fn read(wire: &mut Wire) -> Result<BTreeMap<ObjectName, Sequence>, DatabaseError> {
    let rows: Vec<Row> = wire.json(&format!(
        "SELECT {SCHEMA} AS schema, c.relname AS name, s.seqstart AS start, \
         s.seqincrement AS increment FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid \
         JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE c.relpersistence <> 't' AND {OWN_SCHEMA} AND {} \
         AND NOT EXISTS (SELECT FROM pg_depend o WHERE o.classid = 'pg_class'::regclass \
         AND o.objid = c.oid AND o.refclassid = 'pg_class'::regclass AND o.refobjsubid > 0 \
         AND o.deptype IN ('a', 'i'))",
        no_extension("pg_class", "c.oid")
    ))?;
    let sequence = |row: Row| {
        let name = ObjectName { schema: row.schema, name: row.name };
        let default_start = if row.increment < 0 { -1 } else { 1 };
        let sequence = Sequence {
            name: name.clone(),
            start: Some(row.start).filter(|start| *start != default_start),
            increment: Some(row.increment).filter(|increment| *increment != 1),
            native: None,
        };
        (name, sequence)
    };
    Ok(rows.into_iter().map(sequence).collect())
}
