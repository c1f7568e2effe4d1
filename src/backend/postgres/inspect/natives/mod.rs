//! Objects that migrations have no operation for, as the statements that make and drop them.
//!
//! The server writes the statements: each family of kinds is a question whose rows are natives, and
//! all families are asked at once.

use std::collections::BTreeMap;

use sandshift_model::object::NativeObject;

use super::{OWN_SCHEMA, no_extension};
use crate::backend::connection::DatabaseError;
use crate::backend::postgres::wire::Wire;

mod aggregates;
mod comments;
mod relations;
mod security;
mod sequences;
mod settings;
mod states;
mod types;

/// Reads them all, by kind and name.
pub(super) fn read(
    wire: &mut Wire,
) -> Result<BTreeMap<(String, String), NativeObject>, DatabaseError> {
    let families = [
        types::questions(),
        aggregates::questions(),
        relations::questions(),
        security::questions(),
        sequences::questions(),
        settings::questions(),
        states::questions(),
        comments::questions(),
    ];
    let objects: Vec<NativeObject> = wire.json(&families.concat().join(" UNION ALL "))?;
    Ok(objects.into_iter().map(|o| ((o.kind.clone(), o.name.clone()), o)).collect())
}

/// One question: what natives of a kind are called and how they are made and dropped, each an
/// expression of SQL over what stands behind `FROM`.
struct Question<'a> {
    kind: &'a str,
    /// An expression of type text, unique within the kind.
    name: &'a str,
    /// `before_tables`, `after_tables` or `after_views`.
    stage: &'a str,
    create: &'a str,
    drop: &'a str,
    /// An expression of type json: what can be added and taken away alone.
    parts: &'a str,
    from: String,
}

impl Question<'_> {
    fn sql(&self) -> String {
        let Self { kind, name, stage, create, drop, parts, from } = self;
        format!(
            "SELECT {kind} AS kind, {name} AS name, '{stage}' AS stage, {create} AS create, \
             {drop} AS drop, {parts} AS parts FROM {from}"
        )
    }
}

const NO_PARTS: &str = "'[]'::json";

/// The condition that `pg_class AS c` in `pg_namespace AS n` is a relation of the user.
fn own_relation() -> String {
    format!(
        "c.relpersistence <> 't' AND NOT starts_with(c.relname::text, 'sandshift_') \
         AND {OWN_SCHEMA} AND {}",
        no_extension("pg_class", "c.oid")
    )
}
