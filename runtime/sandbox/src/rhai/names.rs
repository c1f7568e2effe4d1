//! Names with a schema, and SQL text that stands where a value or a column could.

use rhai::{Dynamic, Map};
use sandshift_model::ident::ObjectName;
use sandshift_model::nearest::nearest;
use sandshift_model::types::{DIALECTS, PerDialect};

use super::call::{Call, kind};
use super::errors::Failure;
use super::method::{Answer, Method, method};

/// A table in a schema; a plain string is always one name, dots included.
#[derive(Debug, Clone)]
pub(super) struct SchemaTable(pub(super) ObjectName);

/// SQL text in the place of a value or a column.
#[derive(Debug, Clone)]
pub(super) struct Expression(pub(super) PerDialect);

/// The key of the text for every database without one of its own.
const GENERIC: &str = "generic";

pub(super) const FUNCTIONS: &[Method] =
    &[method("schema_table(schema, table)", schema_table), method("expr(sql)", expression)];

fn schema_table(call: &mut Call<'_>) -> Answer {
    let schema = Some(call.name(0, "the schema")?);
    let name = call.name(1, "the table")?;
    Ok(Dynamic::from(SchemaTable(ObjectName { schema, name })))
}

fn expression(call: &mut Call<'_>) -> Answer {
    let given = call.any(0);
    Ok(Dynamic::from(Expression(per_dialect(call, given, "the expression")?)))
}

/// One text for all databases, or a map with a text for each.
pub(super) fn per_dialect(
    call: &Call<'_>,
    given: Dynamic,
    what: &str,
) -> Result<PerDialect, Failure> {
    let given = match given.try_cast_result::<Expression>() {
        Ok(expression) => return Ok(expression.0),
        Err(given) => given,
    };
    let kind = kind(&given);
    let variants = match given.try_cast_result::<Map>() {
        Ok(variants) => variants,
        Err(text) => {
            let wanted = "a string or a map of one string for each database";
            let text = text.into_string().map_err(|_| call.wrong(what, wanted, kind))?;
            return Ok(PerDialect::all(text));
        }
    };
    let mut text = PerDialect::default();
    for (dialect, given) in variants {
        let given = call.text_of(given, &format!("{what} for `{dialect}`"))?;
        match dialect.as_str() {
            GENERIC => text.generic = Some(given),
            known if DIALECTS.contains(&known) => {
                text.variants.insert(known.to_owned(), given);
            }
            other => {
                let keys = || std::iter::once(GENERIC).chain(DIALECTS);
                let near = nearest(other, keys()).map_or_else(
                    || format!("databases are `{}`", keys().collect::<Vec<_>>().join("`, `")),
                    |near| format!("did you mean `{near}`?"),
                );
                return Err(call.misuse_with(format!("there is no database `{other}`"), Some(near)));
            }
        }
    }
    Ok(text)
}
