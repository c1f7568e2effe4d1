//! Functions and procedures. Aggregates are natives, and the constructors of a range type come with it.

use std::collections::BTreeMap;

use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::object::Function;
use serde::Deserialize;

use super::{OWN_SCHEMA, SCHEMA, no_extension};
use crate::backend::connection::DatabaseError;
use crate::backend::postgres::wire::Wire;

#[derive(Debug, Deserialize)]
struct Row {
    schema: Option<Ident>,
    name: Ident,
    arguments: String,
    procedure: bool,
    definition: String,
}

pub(super) fn read(
    wire: &mut Wire,
) -> Result<BTreeMap<(ObjectName, String), Function>, DatabaseError> {
    let rows: Vec<Row> = wire.json(&format!(
        "SELECT {SCHEMA} AS schema, p.proname AS name, oidvectortypes(p.proargtypes) AS arguments, \
         p.prokind = 'p' AS procedure, pg_get_functiondef(p.oid) AS definition \
         FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace \
         WHERE p.prokind <> 'a' AND {OWN_SCHEMA} AND {} AND NOT EXISTS (SELECT FROM pg_depend x \
         WHERE x.classid = 'pg_proc'::regclass AND x.objid = p.oid AND x.deptype = 'i')",
        no_extension("pg_proc", "p.oid")
    ))?;
    let function = |row: Row| {
        let name = ObjectName { schema: row.schema, name: row.name };
        let function = Function {
            name: name.clone(),
            arguments: row.arguments.clone(),
            procedure: row.procedure,
            definition: row.definition.trim().to_owned(),
        };
        ((name, row.arguments), function)
    };
    Ok(rows.into_iter().map(function).collect())
}
