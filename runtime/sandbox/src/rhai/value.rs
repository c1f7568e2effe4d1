//! Values between databases and scripts.
//!
//! Nothing is rounded on the way: exact decimals, dates and times arrive as types of ours that
//! keep the database's text. JSON, uuids and values of types without a neutral name arrive as
//! strings; [`back_as`] restores their kind when a row function gives the column back.

use bigdecimal::num_bigint::BigInt;
use rhai::{Array, Blob, Dynamic, ImmutableString, Map};
use sandshift_model::value::Value;

use super::decimal::Decimal;
use super::moment::{Date, DateTime, Time};
use super::stdlib::{dictionary, json};
use super::typed::Typed;
use super::{columns, constraints, indexes, names, types};

/// A database value as a script sees it.
pub(super) fn to_script(value: Value) -> Dynamic {
    match value {
        Value::Null => Dynamic::UNIT,
        Value::Bool(truth) => truth.into(),
        Value::Int(number) => number.into(),
        Value::Uint(number) => Dynamic::from(Decimal::from(BigInt::from(number))),
        Value::Real(number) => number.into(),
        Value::Decimal(text) => match text.parse::<Decimal>() {
            Ok(number) => Dynamic::from(number),
            // `NaN` and `Infinity` of PostgreSQL's numeric are no decimals; their text survives.
            Err(_) => text.into(),
        },
        Value::Text(text) | Value::Json(text) | Value::Uuid(text) | Value::Other(text) => {
            text.into()
        }
        Value::Bytes(bytes) => Dynamic::from_blob(bytes),
        Value::Date(text) => Dynamic::from(Date(text)),
        Value::Time(text) => Dynamic::from(Time(text)),
        Value::Timestamp(text) => Dynamic::from(DateTime { text, zoned: false }),
        Value::TimestampTz(text) => Dynamic::from(DateTime { text, zoned: true }),
    }
}

/// The same for a value that stays; a text is copied once.
pub(super) fn copied(value: &Value) -> Dynamic {
    match value {
        Value::Text(text) | Value::Json(text) | Value::Uuid(text) | Value::Other(text) => {
            ImmutableString::from(text.as_str()).into()
        }
        value => to_script(value.clone()),
    }
}

/// A script's value for the database; maps and arrays become JSON.
///
/// The error says which kind of value no column can hold.
pub(super) fn from_script(value: Dynamic) -> Result<Value, String> {
    let value = value.flatten();
    if value.is_unit() {
        return Ok(Value::Null);
    }
    if let Ok(number) = value.as_int() {
        return Ok(Value::Int(number));
    }
    if let Ok(number) = value.as_float() {
        return Ok(Value::Real(number));
    }
    if let Ok(truth) = value.as_bool() {
        return Ok(Value::Bool(truth));
    }
    if let Ok(letter) = value.as_char() {
        return Ok(Value::Text(letter.to_string()));
    }
    if value.is_string() {
        return value.into_string().map(Value::Text).map_err(str::to_owned);
    }
    if value.is::<Map>() || value.is::<Array>() {
        return json::text_of(&value).map(Value::Json);
    }
    let value = match value.try_cast_result::<Blob>() {
        Ok(bytes) => return Ok(Value::Bytes(bytes)),
        Err(value) => value,
    };
    let value = match value.try_cast_result::<Decimal>() {
        Ok(number) => return Ok(decimal(&number)),
        Err(value) => value,
    };
    let value = match value.try_cast_result::<Typed>() {
        Ok(Typed(value)) => return Ok(value),
        Err(value) => value,
    };
    let value = match value.try_cast_result::<Date>() {
        Ok(date) => return Ok(Value::Date(date.0)),
        Err(value) => value,
    };
    let value = match value.try_cast_result::<Time>() {
        Ok(time) => return Ok(Value::Time(time.0)),
        Err(value) => value,
    };
    match value.try_cast_result::<DateTime>() {
        Ok(DateTime { text, zoned: true }) => Ok(Value::TimestampTz(text)),
        Ok(DateTime { text, zoned: false }) => Ok(Value::Timestamp(text)),
        Err(value) => Err(format!("{} is no value for a column", super::call::kind(&value))),
    }
}

/// Whole decimals above 64 signed bits come from unsigned columns and go back as such.
fn decimal(number: &Decimal) -> Value {
    let text = number.to_string();
    match text.parse::<u64>() {
        Ok(whole) if i64::try_from(whole).is_err() => Value::Uint(whole),
        _ => Value::Decimal(text),
    }
}

/// A new value for a column that held `old`: text for a JSON column is JSON again, and so on.
pub(super) fn back_as(old: &Value, new: Value) -> Value {
    match (old, new) {
        (Value::Json(_), Value::Text(text)) => Value::Json(text),
        (Value::Uuid(_), Value::Text(text)) => Value::Uuid(text),
        (Value::Other(_), Value::Text(text)) => Value::Other(text),
        (Value::Decimal(old), Value::Text(text)) if *old == text => Value::Decimal(text),
        (_, new) => new,
    }
}

/// The name of a type of ours, for messages.
pub(super) fn own_kind(value: &Dynamic) -> Option<&'static str> {
    if value.is::<Decimal>() {
        Some("a decimal")
    } else if value.is::<Date>() {
        Some("a date")
    } else if value.is::<Time>() {
        Some("a time")
    } else if value.is::<DateTime>() {
        Some("a datetime")
    } else if value.is::<Typed>() {
        Some("a typed value")
    } else if value.is::<columns::Column>() {
        Some("a column")
    } else if value.is::<types::Type>() {
        Some("a column type")
    } else if value.is::<constraints::TableConstraint>() {
        Some("a constraint")
    } else if value.is::<indexes::TableIndex>() || value.is::<indexes::Key>() {
        Some("an index key")
    } else if value.is::<dictionary::Dictionary>() {
        Some("a dictionary")
    } else if value.is::<names::SchemaTable>() {
        Some("a name with a schema")
    } else if value.is::<names::Expression>() {
        Some("an SQL expression")
    } else if value.is::<super::transform::DeleteRow>() {
        Some("a row deletion")
    } else if value.is::<super::db::Db>() {
        Some("the `db` object")
    } else {
        None
    }
}
