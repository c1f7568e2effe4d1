//! Triggers, but for those behind constraints and those that a partition has from its parent.

use std::collections::BTreeMap;

use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::object::Trigger;
use serde::Deserialize;

use super::{OWN_SCHEMA, SCHEMA, no_extension};
use crate::backend::connection::DatabaseError;
use crate::backend::postgres::wire::Wire;

#[derive(Debug, Deserialize)]
struct Row {
    schema: Option<Ident>,
    table: Ident,
    name: Ident,
    definition: String,
}

pub(super) fn read(
    wire: &mut Wire,
) -> Result<BTreeMap<(ObjectName, Ident), Trigger>, DatabaseError> {
    let rows: Vec<Row> = wire.json(&format!(
        "SELECT {SCHEMA} AS schema, c.relname AS table, t.tgname AS name, \
         pg_get_triggerdef(t.oid) AS definition \
         FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid \
         JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE NOT t.tgisinternal AND COALESCE(to_jsonb(t) ->> 'tgparentid', '0') = '0' \
         AND NOT starts_with(c.relname::text, 'sandshift_') AND {OWN_SCHEMA} AND {}",
        no_extension("pg_trigger", "t.oid")
    ))?;
    let trigger = |row: Row| {
        let table = ObjectName { schema: row.schema, name: row.table };
        let key = (table.clone(), row.name.clone());
        (key, Trigger { name: row.name, table, definition: row.definition })
    };
    Ok(rows.into_iter().map(trigger).collect())
}
