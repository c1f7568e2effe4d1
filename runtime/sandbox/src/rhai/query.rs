//! `db.query`, `db.query_one`, `db.rows` and `db.each`.

use std::sync::Arc;

use rhai::{Array, Dynamic, Map};
use sandshift_model::query::{Query, Row};
use sandshift_model::value::Value;

use crate::error::{GuestError, Resource};
use crate::host::CallError;
use crate::spool::Spool;

use super::call::Call;
use super::db::filter;
use super::errors::{self, Failure, stop};
use super::method::{Answer, Method, method};
use super::row_function::RowFunction;
use super::{names, value};

/// Rows of a table in a script, for `db.query` and `db.each`.
#[derive(Debug, Clone)]
pub(super) struct TableRows(Arc<Query>);

pub(super) const METHODS: &[Method] = &[
    method("query(sql, parameters?)", query),
    method("query_one(sql, parameters?)", query_one),
    method("rows(table, options?)", |call| {
        let query = table_query(call)?;
        collect(call, &query, usize::MAX).map(Dynamic::from_array)
    }),
    method("each(sql, parameters?, row_function)", each),
];

pub(super) const FUNCTIONS: &[Method] = &[method("table_rows(table, options?)", |call| {
    table_query(call).map(|query| Dynamic::from(TableRows(Arc::new(query))))
})];

fn query(call: &mut Call<'_>) -> Answer {
    let query = asked(call, 1)?;
    collect(call, &query, usize::MAX).map(Dynamic::from_array)
}

fn query_one(call: &mut Call<'_>) -> Answer {
    let query = asked(call, 1)?;
    let mut rows = collect(call, &query, 2)?;
    if rows.len() > 1 {
        return Err(call.misuse("the answer has more than one row"));
    }
    Ok(rows.pop().unwrap_or_default())
}

fn each(call: &mut Call<'_>) -> Answer {
    let last = call.count() - 1;
    let function = call.function(last, "the row function")?;
    let query = asked(call, if last == 2 { 1 } else { usize::MAX })?;
    let mut spool = Spool::new();
    ask(call, &query, |names, row| spool.write(names, &row))?;
    let mut rows = spool.read().map_err(stop)?;
    let mut function = RowFunction::new(call.context, function)?;
    let mut seen = 0_i64;
    while let Some(row) = rows.next_row().map_err(stop)? {
        let map = mapped(rows.names(), row);
        function.call(map).map(drop)?;
        seen += 1;
    }
    Ok(seen.into())
}

/// The question of a call: SQL with parameters at `at`, or `table_rows(…)`.
fn asked(call: &mut Call<'_>, at: usize) -> Result<Query, Failure> {
    let parameters = if at == usize::MAX { Vec::new() } else { call.parameters(at)? };
    let given = call.any(0);
    match given.try_cast_result::<TableRows>() {
        Ok(_) if !parameters.is_empty() => {
            Err(call.misuse("`table_rows` takes its parameters as an option"))
        }
        Ok(TableRows(query)) => Ok((*query).clone()),
        Err(given) => {
            let sql = names::per_dialect(call, given, "the query")?;
            Ok(Query::Sql { sql, parameters })
        }
    }
}

fn table_query(call: &mut Call<'_>) -> Result<Query, Failure> {
    let table = call.object(0, "the table")?;
    let mut options = call.options(1)?;
    let columns = options.names("columns")?;
    let order = options.names("order")?;
    let limit = options.integer("limit")?;
    let limit = limit.map(|limit| {
        let negative = |_| options.call.misuse("`limit` cannot be negative");
        u64::try_from(limit).map_err(negative)
    });
    let limit = limit.transpose()?;
    let parameters = match options.some("parameters").map(|given| given.try_cast::<Array>()) {
        Some(Some(given)) => {
            given.into_iter().map(|given| options.call.value(given)).collect::<Result<_, _>>()?
        }
        Some(None) => return Err(options.call.misuse("`parameters` must be an array")),
        None => Vec::new(),
    };
    let condition = options.any("where").unwrap_or_else(|| Map::new().into());
    let filter = filter(options.call, condition, parameters)?;
    options.end()?;
    let (descending, nulls_first) = (false, true);
    Ok(Query::Table { table, columns, filter, order, descending, nulls_first, limit })
}

/// All rows as maps; the engine's limits on one value hold while they arrive, not only after.
fn collect(call: &Call<'_>, query: &Query, most: usize) -> Result<Array, Failure> {
    let limits = &call.run.limits;
    let origin = call.origin;
    let (mut elements, mut bytes) = (0_usize, 0_usize);
    let mut rows = Array::new();
    ask(call, query, |names, row| {
        if rows.len() >= most {
            return Ok(());
        }
        elements += 1 + row.len();
        bytes += row.iter().map(Value::held_bytes).sum::<usize>();
        let over = if elements > limits.elements {
            format!("{} elements in one answer; `db.each` reads without one", limits.elements)
        } else if bytes > limits.text_bytes {
            format!(
                "{} bytes of text in one answer; `db.each` reads without one",
                limits.text_bytes
            )
        } else {
            rows.push(mapped(names, row));
            return Ok(());
        };
        Err(errors::limit(Resource::Memory, over, origin))
    })?;
    Ok(rows)
}

fn ask(
    call: &Call<'_>,
    query: &Query,
    mut on_row: impl FnMut(&[String], Row) -> Result<(), GuestError>,
) -> Result<(), Failure> {
    let origin = call.origin;
    let answer = call.run.with_host(call.method_name(), origin, |host| {
        host.query(query, origin, &mut on_row).map_err(|error| match error {
            CallError::Host(error) => GuestError::Host { error, origin },
            CallError::Guest(error) => error,
        })
    });
    answer.map_err(stop)
}

fn mapped(names: &[String], row: Row) -> Dynamic {
    let pairs = names.iter().zip(row);
    pairs
        .map(|(name, value)| (name.as_str().into(), value::to_script(value)))
        .collect::<Map>()
        .into()
}
