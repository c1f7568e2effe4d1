//! Defaults of columns: constants are told apart from expressions.

use std::collections::HashSet;

use sandshift_model::column::DefaultValue;
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;

use super::expression;
use crate::backend::postgres::decode;

/// Reads what `pg_get_expr` gives, such as `'ACTIVE'::character varying`.
///
/// A constant gets the kind of its column; whatever is not surely a constant stays an expression.
pub(in crate::backend::postgres) fn default(text: &str, ty: &ColumnType) -> DefaultValue {
    if matches!(text, "CURRENT_TIMESTAMP" | "now()") {
        return DefaultValue::Now;
    }
    match constant(text, ty) {
        Some(value) => DefaultValue::Literal(value),
        None => DefaultValue::Expression(expression::bare(text).to_owned()),
    }
}

fn constant(text: &str, ty: &ColumnType) -> Option<Value> {
    match text {
        "true" => return Some(Value::Bool(true)),
        "false" => return Some(Value::Bool(false)),
        _ if text.starts_with("NULL::") && is_one_cast(&text[4..]) => return Some(Value::Null),
        _ => {}
    }
    let number = expression::bare(text);
    if number.bytes().all(|b| matches!(b, b'0'..=b'9' | b'.' | b'-')) {
        return typed(number, ty);
    }
    let (value, cast) = expression::string(text)?;
    is_one_cast(cast).then(|| typed(&value, ty))?
}

/// `::type name` and nothing behind it: no operator, no call.
fn is_one_cast(text: &str) -> bool {
    let Some(ty) = text.strip_prefix("::") else { return text.is_empty() };
    // `regclass` and the like look their text up when the default is set.
    let looks_up = ty.starts_with("reg");
    let plain = |c: char| c.is_alphanumeric() || " _.(),[]".contains(c);
    let mut quoted = false;
    let all_plain = ty.chars().all(|c| {
        // A quote within quotes is doubled, and so leaves and enters them again.
        quoted ^= c == '"';
        quoted || c == '"' || plain(c)
    });
    !looks_up && !quoted && all_plain
}

/// The constant as a value of the column's type.
fn typed(text: &str, ty: &ColumnType) -> Option<Value> {
    let oid = match ty {
        ColumnType::SmallInteger | ColumnType::Integer | ColumnType::BigInteger => decode::INT8,
        ColumnType::Float | ColumnType::Double => decode::FLOAT8,
        ColumnType::Numeric { .. } => decode::NUMERIC,
        ColumnType::Boolean => return None,
        ColumnType::Binary { .. } => decode::BYTEA,
        ColumnType::Date => return Some(Value::Date(text.to_owned())),
        ColumnType::Time => return Some(Value::Time(text.to_owned())),
        ColumnType::DateTime { timezone: false } => return Some(Value::Timestamp(text.to_owned())),
        ColumnType::DateTime { timezone: true } => decode::TIMESTAMPTZ,
        ColumnType::Json => return Some(Value::Json(text.to_owned())),
        ColumnType::Uuid => return Some(Value::Uuid(text.to_owned())),
        ColumnType::String { .. }
        | ColumnType::Char { .. }
        | ColumnType::Text
        | ColumnType::Enum { .. } => return Some(Value::Text(text.to_owned())),
        ColumnType::Interval | ColumnType::Array(_) | ColumnType::Native(_) => {
            return Some(Value::Other(text.to_owned()));
        }
    };
    match decode::value(oid, text, &HashSet::new()) {
        Value::Other(_) => None,
        value => Some(value),
    }
}
