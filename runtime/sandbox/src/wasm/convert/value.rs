//! Single values.

use sandshift_model::value::Value;

use super::wit;

pub(in super::super) fn from_guest(value: wit::Value) -> Value {
    match value {
        wit::Value::Null => Value::Null,
        wit::Value::Boolean(truth) => Value::Bool(truth),
        wit::Value::Signed(number) => Value::Int(number),
        wit::Value::Unsigned(number) => unsigned(number),
        wit::Value::Real(number) => Value::Real(number),
        wit::Value::Decimal(text) => Value::Decimal(text),
        wit::Value::Text(text) => Value::Text(text),
        wit::Value::Bytes(bytes) => Value::Bytes(bytes),
        wit::Value::Json(text) => Value::Json(text),
        wit::Value::Date(text) => Value::Date(text),
        wit::Value::Time(text) => Value::Time(text),
        wit::Value::Timestamp(text) => Value::Timestamp(text),
        wit::Value::TimestampWithZone(text) => Value::TimestampTz(text),
        wit::Value::Uuid(text) => Value::Uuid(text),
        wit::Value::Other(text) => Value::Other(text),
    }
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

pub(super) fn text(kind: wit::TextKind, text: String) -> Value {
    match kind {
        wit::TextKind::Text => Value::Text(text),
        wit::TextKind::Decimal => Value::Decimal(text),
        wit::TextKind::Json => Value::Json(text),
        wit::TextKind::Date => Value::Date(text),
        wit::TextKind::Time => Value::Time(text),
        wit::TextKind::Timestamp => Value::Timestamp(text),
        wit::TextKind::TimestampWithZone => Value::TimestampTz(text),
        wit::TextKind::Uuid => Value::Uuid(text),
        wit::TextKind::Other => Value::Other(text),
    }
}
