//! Tables without what is in them.

use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::table::Table;
use serde::Deserialize;

use super::{OWN_SCHEMA, SCHEMA, Tables, no_extension};
use crate::backend::connection::DatabaseError;
use crate::backend::postgres::render::{PARTITION_OF, UNLOGGED};
use crate::backend::postgres::wire::Wire;

#[derive(Debug, Deserialize)]
struct Row {
    oid: i64,
    schema: Option<Ident>,
    name: Ident,
    comment: Option<String>,
    unlogged: bool,
    partition: Option<String>,
    parents: Option<String>,
    partition_key: Option<String>,
    access_method: Option<String>,
    storage: Option<String>,
    tablespace: Option<String>,
}

pub(super) fn read(wire: &mut Wire) -> Result<Tables, DatabaseError> {
    let rows: Vec<Row> = wire.json(&format!(
        "SELECT c.oid::bigint, {SCHEMA} AS schema, c.relname AS name, \
         z.description AS comment, c.relpersistence = 'u' AS unlogged, \
         CASE WHEN c.relispartition THEN format('%s %s', p.parents, \
           pg_get_expr(c.relpartbound, c.oid)) END AS partition, \
         CASE WHEN NOT c.relispartition THEN p.parents END AS parents, \
         CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key, \
         CASE WHEN a.amname <> 'heap' THEN quote_ident(a.amname) END AS access_method, \
         CASE WHEN c.reloptions IS NOT NULL OR t.reloptions IS NOT NULL THEN NULLIF(concat_ws(', ', \
           array_to_string(c.reloptions, ', '), \
           (SELECT string_agg('toast.' || o, ', ') FROM unnest(t.reloptions) o)), '') END AS storage, \
         quote_ident(s.spcname) AS tablespace \
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
         LEFT JOIN pg_am a ON a.oid = c.relam AND c.relkind = 'r' \
         LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace \
         LEFT JOIN pg_description z ON z.classoid = 'pg_class'::regclass AND z.objoid = c.oid \
           AND z.objsubid = 0 \
         LEFT JOIN pg_class t ON t.oid = c.reltoastrelid \
         LEFT JOIN (SELECT i.inhrelid, string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno) \
           AS parents FROM pg_inherits i GROUP BY i.inhrelid) p ON p.inhrelid = c.oid \
         WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND {OWN_SCHEMA} \
         AND NOT starts_with(c.relname::text, 'sandshift_') AND {}",
        no_extension("pg_class", "c.oid")
    ))?;
    Ok(rows.into_iter().map(|row| (row.oid, table(row))).collect())
}

/// The options stand in the order in which `CREATE TABLE` takes them.
fn table(row: Row) -> Table {
    let mut table = Table::new(ObjectName { schema: row.schema, name: row.name });
    table.comment = row.comment;
    let options = [
        row.unlogged.then(|| UNLOGGED.to_owned()),
        row.partition.map(|partition| format!("{PARTITION_OF}{partition}")),
        row.parents.map(|parents| format!("INHERITS ({parents})")),
        row.partition_key.map(|key| format!("PARTITION BY {key}")),
        row.access_method.map(|method| format!("USING {method}")),
        row.storage.map(|storage| format!("WITH ({storage})")),
        row.tablespace.map(|tablespace| format!("TABLESPACE {tablespace}")),
    ];
    table.options.native = options.into_iter().flatten().collect();
    table
}
