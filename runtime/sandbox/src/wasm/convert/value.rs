//! Single values.

use sandshift_model::value::Value;

use super::{Unfit, wit};
use crate::forms;

/// A value of the model, once its text has the form of its kind.
pub(in super::super) fn from_guest(value: wit::Value) -> Result<Value, Unfit> {
    use wit::TextKind as Kind;
    Ok(match value {
        wit::Value::Null => Value::Null,
        wit::Value::Boolean(truth) => Value::Bool(truth),
        wit::Value::Signed(number) => Value::Int(number),
        wit::Value::Unsigned(number) => unsigned(number),
        wit::Value::Real(number) => real(number),
        wit::Value::Bytes(bytes) => Value::Bytes(bytes),
        wit::Value::Text(given) => Value::Text(given),
        wit::Value::Decimal(given) => text(Kind::Decimal, given)?,
        wit::Value::Json(given) => text(Kind::Json, given)?,
        wit::Value::Date(given) => text(Kind::Date, given)?,
        wit::Value::Time(given) => text(Kind::Time, given)?,
        wit::Value::Timestamp(given) => text(Kind::Timestamp, given)?,
        wit::Value::TimestampWithZone(given) => text(Kind::TimestampWithZone, given)?,
        wit::Value::Uuid(given) => text(Kind::Uuid, given)?,
        wit::Value::Other(given) => Value::Other(given),
    })
}

pub(super) fn to_guest(value: Value) -> wit::Value {
    match value {
        Value::Null => wit::Value::Null,
        Value::Bool(truth) => wit::Value::Boolean(truth),
        Value::Int(number) => wit::Value::Signed(number),
        Value::Uint(number) => wit::Value::Unsigned(number),
        Value::Real(number) => wit::Value::Real(number),
        Value::Decimal(text) => wit::Value::Decimal(text),
        Value::Text(text) => wit::Value::Text(text),
        Value::Bytes(bytes) => wit::Value::Bytes(bytes),
        Value::Json(text) => wit::Value::Json(text),
        Value::Date(text) => wit::Value::Date(text),
        Value::Time(text) => wit::Value::Time(text),
        Value::Timestamp(text) => wit::Value::Timestamp(text),
        Value::TimestampTz(text) => wit::Value::TimestampWithZone(text),
        Value::Uuid(text) => wit::Value::Uuid(text),
        Value::Other(text) => wit::Value::Other(text),
    }
}

/// The model has one form for each number: small ones are signed.
pub(super) fn unsigned(number: u64) -> Value {
    i64::try_from(number).map_or(Value::Uint(number), Value::Int)
}

/// There are many NaNs, and they must not tell one machine from the other.
pub(super) fn real(number: f64) -> Value {
    Value::Real(if number.is_nan() { f64::NAN } else { number })
}

/// A text of a kind, once it has the form of that kind.
pub(super) fn text(kind: wit::TextKind, text: String) -> Result<Value, Unfit> {
    let value = match kind {
        wit::TextKind::Text => Ok(Value::Text(text)),
        wit::TextKind::Decimal => forms::decimal(text),
        wit::TextKind::Json => forms::json(text),
        wit::TextKind::Date => forms::date(text),
        wit::TextKind::Time => forms::time(text),
        wit::TextKind::Timestamp => forms::timestamp(text),
        wit::TextKind::TimestampWithZone => forms::moment(text),
        wit::TextKind::Uuid => forms::uuid(text),
        wit::TextKind::Other => Ok(Value::Other(text)),
    };
    value.map_err(Unfit::Misuse)
}
