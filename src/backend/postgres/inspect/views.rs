//! Views, plain and materialized.

use std::collections::BTreeMap;

use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::object::View;
use serde::Deserialize;

use super::{OWN_SCHEMA, SCHEMA, no_extension};
use crate::backend::connection::DatabaseError;
use crate::backend::postgres::wire::Wire;

#[derive(Debug, Deserialize)]
struct Row {
    schema: Option<Ident>,
    name: Ident,
    query: String,
    materialized: bool,
}

pub(super) fn read(wire: &mut Wire) -> Result<BTreeMap<ObjectName, View>, DatabaseError> {
    let rows: Vec<Row> = wire.json(&format!(
        "SELECT {SCHEMA} AS schema, c.relname AS name, pg_get_viewdef(c.oid) AS query, \
         c.relkind = 'm' AS materialized \
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE c.relkind IN ('v', 'm') AND c.relpersistence <> 't' AND {OWN_SCHEMA} AND {}",
        no_extension("pg_class", "c.oid")
    ))?;
    let view = |row: Row| {
        let name = ObjectName { schema: row.schema, name: row.name };
        let query = row.query.trim().trim_end_matches(';').to_owned();
        // The deparser names every column of the query as the view does.
        let columns = Vec::new();
        (name.clone(), View { name, query, materialized: row.materialized, columns })
    };
    Ok(rows.into_iter().map(view).collect())
}
