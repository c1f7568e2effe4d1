//! Which rows: a map of column values, or a condition in SQL.

use rhai::{Dynamic, Map};
use sandshift_model::query::Filter;

use super::super::call::Call;
use super::super::errors::Failure;
use super::super::names;

/// A filter from `#{ id: 7 }`, or from SQL with its parameters.
pub(crate) fn filter(
    call: &Call<'_>,
    given: Dynamic,
    parameters: Vec<sandshift_model::value::Value>,
) -> Result<Filter, Failure> {
    match given.try_cast_result::<Map>() {
        Ok(map) if !parameters.is_empty() && map.is_empty() => {
            Err(call.misuse("parameters belong to a condition in SQL"))
        }
        Ok(map) => {
            let pair = |(column, value): (rhai::Identifier, Dynamic)| {
                Ok((call.ident(column.as_str())?, call.value(value)?))
            };
            map.into_iter().map(pair).collect::<Result<_, _>>().map(Filter::Equal)
        }
        Err(given) => {
            let condition = names::per_dialect(call, given, "the condition")?;
            Ok(Filter::Sql { condition, parameters })
        }
    }
}
