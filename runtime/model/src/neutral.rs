//! The value that says least, for rows that must hold something.

use crate::catalog::Catalog;
use crate::types::ColumnType;
use crate::value::Value;

/// The value of a type that says least: 0, an empty text, the first value of an enum; none for
/// types of which nothing is known.
#[must_use]
pub fn neutral_value(ty: &ColumnType, before: &Catalog) -> Option<Value> {
    Some(match ty {
        ColumnType::SmallInteger
        | ColumnType::Integer
        | ColumnType::BigInteger
        | ColumnType::Float
        | ColumnType::Double
        | ColumnType::Numeric { .. } => Value::Int(0),
        ColumnType::Boolean => Value::Bool(false),
        ColumnType::String { .. } | ColumnType::Char { .. } | ColumnType::Text => {
            Value::Text(String::new())
        }
        ColumnType::Binary { .. } => Value::Bytes(Vec::new()),
        ColumnType::Date => Value::Date("2000-01-01".to_owned()),
        ColumnType::Time => Value::Time("00:00:00".to_owned()),
        ColumnType::DateTime { timezone: false } => {
            Value::Timestamp("2000-01-01 00:00:00".to_owned())
        }
        ColumnType::DateTime { timezone: true } => {
            Value::TimestampTz("2000-01-01 00:00:00+00:00".to_owned())
        }
        ColumnType::Json => Value::Json("null".to_owned()),
        ColumnType::Uuid => Value::Uuid("00000000-0000-0000-0000-000000000000".to_owned()),
        ColumnType::Enum { name } => Value::Text(before.enums.get(name)?.values.first()?.clone()),
        ColumnType::Interval | ColumnType::Array(_) | ColumnType::Native(_) => return None,
    })
}
