//! `db.lookup`: a table that is read once, for row functions that need values of another table.

use std::collections::HashMap;
use std::sync::Arc;

use rhai::{Dynamic, Engine, Map};
use sandshift_model::query::{Filter, Query};
use sandshift_model::value::Value;

use super::call::Call;
use super::errors::{Failure, stop};
use super::method::{Answer, Method, method};
use super::run::Run;
use super::value;
use crate::error::Resource;

/// The rows of a table by a key; whoever holds it cannot change it.
#[derive(Debug, Clone)]
pub(super) struct Lookup(Arc<HashMap<String, Map>>);

pub(super) const METHODS: &[Method] = &[method("lookup(table, key, columns?)", lookup)];

/// Its methods.
pub(super) const OWN: &[Method] = &[method("get(key)", get), method("has(key)", has)];

/// Its name in messages.
pub(super) const TYPE_NAME: &str = "Lookup";

/// Registers the type.
pub(super) fn register(engine: &mut Engine, run: &Arc<Run>) {
    engine.register_type_with_name::<Lookup>(TYPE_NAME);
    for method in OWN {
        method.register(engine, run, Some((std::any::TypeId::of::<Lookup>(), TYPE_NAME)));
    }
}

/// Tells whether a variable holds one.
pub(super) fn is_one(captured: &Dynamic) -> bool {
    captured.clone().flatten().is::<Lookup>()
}

fn lookup(call: &mut Call<'_>) -> Answer {
    let table = call.object(0, "the table")?;
    let key = call.names(1, "the key")?;
    let columns = if call.count() > 2 { call.names(2, "the columns")? } else { Vec::new() };
    if key.is_empty() {
        return Err(call.misuse("the key has no columns"));
    }
    let selected = match columns.is_empty() {
        true => Vec::new(),
        false => key.iter().chain(&columns).cloned().collect(),
    };
    let (filter, order, limit) = (Filter::all(), Vec::new(), None);
    let query = Query::Table { table, columns: selected, filter, order, nulls_first: false, limit };
    let most = call.run.limits.elements;
    let mut rows: HashMap<String, Map> = HashMap::new();
    let origin = call.origin;
    let mut twice = None;
    call.run
        .with_host("lookup", origin, |host| {
            let read = host.query(&query, origin, &mut |names, row| {
                let part = |name: &sandshift_model::ident::Ident| {
                    let at = names.iter().position(|column| column == name.as_str())?;
                    row.get(at).cloned()
                };
                let found: Vec<Value> = key.iter().filter_map(part).collect();
                let pairs = names.iter().zip(&row);
                let row: Map = pairs
                    .map(|(name, value)| (name.as_str().into(), value::to_script(value.clone())))
                    .collect();
                let text = text(&found);
                if rows.len() >= most {
                    let limit = format!("{most} rows in a lookup");
                    return Err(super::errors::limit(Resource::Length, limit, origin));
                }
                if rows.insert(text.clone(), row).is_some() {
                    twice.get_or_insert(text);
                }
                Ok(())
            });
            read.map_err(|error| super::transform::from_host(error, origin))
        })
        .map_err(stop)?;
    match twice {
        None => Ok(Dynamic::from(Lookup(Arc::new(rows)))),
        Some(key) => Err(call.misuse(format!("two rows have the key {key}"))),
    }
}

fn get(call: &mut Call<'_>) -> Answer {
    let (lookup, key) = asked(call)?;
    Ok(lookup.0.get(&key).map_or(Dynamic::UNIT, |row| row.clone().into()))
}

fn has(call: &mut Call<'_>) -> Answer {
    let (lookup, key) = asked(call)?;
    Ok(lookup.0.contains_key(&key).into())
}

fn asked(call: &mut Call<'_>) -> Result<(Lookup, String), Failure> {
    let lookup = call.receiver.clone().flatten().try_cast::<Lookup>();
    let lookup = lookup.ok_or_else(|| call.misuse("there is no lookup before the dot"))?;
    let given = call.any(0);
    let key = match given.try_cast_result::<rhai::Array>() {
        Ok(parts) => {
            parts.into_iter().map(|part| call.value(part)).collect::<Result<Vec<Value>, _>>()?
        }
        Err(one) => vec![call.value(one)?],
    };
    Ok((lookup, text(&key)))
}

/// A key as text; the kind does not matter, because databases give the same value as other kinds.
fn text(key: &[Value]) -> String {
    let part = |value: &Value| match value {
        Value::Null => "-".to_owned(),
        Value::Bool(truth) => format!("n{}", u8::from(*truth)),
        Value::Int(number) => format!("n{number}"),
        Value::Uint(number) => format!("n{number}"),
        Value::Real(number) => format!("n{number}"),
        Value::Bytes(bytes) => format!("x{bytes:?}"),
        text => format!("t{:?}", text.as_text().unwrap_or_default()),
    };
    key.iter().map(part).collect::<Vec<String>>().join(",")
}
