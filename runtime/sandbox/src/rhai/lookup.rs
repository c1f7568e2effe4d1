//! `db.lookup`: a table that is read once into a dictionary, for row functions that need values of
//! another table. It stays as it was read, so that the row function may run on several threads.

use std::collections::BTreeMap;

use rhai::{Dynamic, Map};
use sandshift_model::ident::Ident;
use sandshift_model::query::{Filter, Query, Row};

use super::call::Call;
use super::errors::{self, stop};
use super::method::{Answer, Method, method};
use super::stdlib::dictionary::{Dictionary, Key};
use super::{transform, value};
use crate::error::{GuestError, Resource};

pub(super) const METHODS: &[Method] = &[method("lookup(table, key, columns?)", lookup)];

fn lookup(call: &mut Call<'_>) -> Answer {
    let table = call.object(0, "the table")?;
    let key = call.names(1, "the key")?;
    let columns = if call.count() > 2 { call.names(2, "the columns")? } else { Vec::new() };
    if key.is_empty() {
        return Err(call.misuse("the key has no columns"));
    }
    let selected = match columns.is_empty() {
        true => Vec::new(),
        false => key.iter().chain(columns.iter().filter(|c| !key.contains(c))).cloned().collect(),
    };
    let (filter, order, limit) = (Filter::all(), Vec::new(), None);
    let (columns, descending, nulls_first) = (selected, false, false);
    let query = Query::Table { table, columns, filter, order, descending, nulls_first, limit };
    let (origin, most) = (call.origin, call.run.limits.elements);
    let mut rows = BTreeMap::new();
    let read = call.run.with_host("lookup", origin, |host| {
        let read = host.query(&query, origin, &mut |names, row| {
            if rows.len() >= most {
                let limit = format!("{most} rows in a lookup");
                return Err(errors::limit(Resource::Length, limit, origin));
            }
            let misuse = |message| GuestError::Misuse { message, hint: None, origin };
            let found = key_of(&key, names, &row).map_err(misuse)?;
            let pairs = names.iter().zip(row);
            let row: Map = pairs
                .map(|(name, value)| (name.as_str().into(), value::to_script(value)))
                .collect();
            if rows.insert(found, row.into()).is_some() {
                let names: Vec<&str> = key.iter().map(Ident::as_str).collect();
                let message = format!("`db.lookup`: two rows have the same {}", names.join(", "));
                return Err(misuse(message));
            }
            Ok(())
        });
        read.map_err(|error| transform::from_host(error, origin))
    });
    read.map_err(stop)?;
    Ok(Dynamic::from(Dictionary::fixed(rows)))
}

/// The key of a row: one value as itself, several as an array.
fn key_of(key: &[Ident], names: &[String], row: &Row) -> Result<Key, String> {
    let part = |name: &Ident| {
        let at = names.iter().position(|column| column.eq_ignore_ascii_case(name.as_str()));
        let value = at.and_then(|at| row.get(at));
        let value = value.ok_or_else(|| format!("`db.lookup`: there is no column `{name}`"))?;
        Key::of(value::copied(value))
            .ok_or_else(|| format!("`db.lookup`: a {} cannot be a key", value.kind()))
    };
    let mut parts = key.iter().map(part).collect::<Result<Vec<Key>, String>>()?;
    Ok(match parts.len() {
        1 => parts.remove(0),
        _ => Key::Several(parts),
    })
}
