//! What catalogs and rows are made of: names, types and values, odd ones included.

use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;

const NAMES: &[&str] = &[
    "plain",
    "Mixed Case",
    "it's",
    "quo\"te",
    "back`tick",
    "ünïcode",
    "select",
    "semi;colon",
    "dash--",
    "a.b",
    "per%cent",
    "q?mark",
    "colon:x",
    "dollar$1",
    "new\\line",
    "order",
    "[square]",
];

/// A name that nothing else has.
pub(crate) fn name(at: u8, number: usize) -> Ident {
    Ident::new(format!("{}{number}", NAMES[usize::from(at) % NAMES.len()])).unwrap()
}

pub(crate) fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

pub(crate) fn object(name: &Ident) -> ObjectName {
    ObjectName::bare(name.clone())
}

pub(crate) fn column_type(at: u8) -> ColumnType {
    let types = [
        ColumnType::Integer,
        ColumnType::String { length: Some(40) },
        ColumnType::SmallInteger,
        ColumnType::BigInteger,
        ColumnType::Boolean,
        ColumnType::Double,
        ColumnType::Numeric { precision: Some(12), scale: Some(3) },
        ColumnType::Text,
        ColumnType::Date,
        ColumnType::DateTime { timezone: false },
        ColumnType::DateTime { timezone: true },
        ColumnType::Time,
        ColumnType::Json,
        ColumnType::Uuid,
        ColumnType::Binary { length: None },
        ColumnType::Char { length: 8 },
        ColumnType::Float,
    ];
    types[usize::from(at) % types.len()].clone()
}

/// A type that holds everything of this one; none when this is the widest.
pub(crate) fn wider(ty: &ColumnType) -> Option<ColumnType> {
    Some(match ty {
        ColumnType::SmallInteger => ColumnType::Integer,
        ColumnType::Integer => ColumnType::BigInteger,
        ColumnType::BigInteger => ColumnType::String { length: Some(40) },
        ColumnType::Numeric { precision: Some(12), scale } => {
            ColumnType::Numeric { precision: Some(16), scale: *scale }
        }
        ColumnType::String { length: Some(40) } => ColumnType::String { length: Some(90) },
        ColumnType::String { .. } => ColumnType::Text,
        ColumnType::Char { .. } => ColumnType::String { length: Some(40) },
        ColumnType::Float => ColumnType::Double,
        ColumnType::Date => ColumnType::DateTime { timezone: false },
        _ => return None,
    })
}

/// A value of a type; different numbers give different values where the type has that many.
pub(crate) fn value(ty: &ColumnType, number: i64) -> Value {
    let day = number.rem_euclid(27) + 1;
    match ty {
        ColumnType::Integer | ColumnType::SmallInteger => Value::Int(number * 7 - 3),
        ColumnType::BigInteger => Value::Int(number * 1_000_000_000_007),
        ColumnType::Boolean => Value::Bool(number % 2 == 0),
        ColumnType::Double | ColumnType::Float => Value::Real(number as f64 + 0.5),
        ColumnType::Numeric { .. } => Value::Decimal(format!("{number}.125")),
        ColumnType::String { .. } => Value::Text(format!("it's \\{number}\\ \"ü\"; -- ?")),
        ColumnType::Char { .. } => Value::Text(format!("c{:07}", number.rem_euclid(9_999_999))),
        ColumnType::Text => Value::Text(format!("line {number}\n\tanother 'line' 🦀")),
        ColumnType::Date => Value::Date(format!("2026-01-{day:02}")),
        ColumnType::Time => Value::Time(format!("23:{day:02}:59.125")),
        ColumnType::DateTime { timezone: false } => {
            Value::Timestamp(format!("2026-01-{day:02} 23:59:59.125"))
        }
        ColumnType::DateTime { timezone: true } => {
            Value::TimestampTz(format!("2026-01-{day:02} 23:59:59.125+00:00"))
        }
        ColumnType::Json => Value::Json(format!("{{\"n\": [{number}, \"it's\", null]}}")),
        ColumnType::Uuid => Value::Uuid(format!("3f2a1c9d-0000-4000-8000-{:012x}", number.max(0))),
        ColumnType::Binary { .. } => {
            Value::Bytes(vec![0, 39, 92, u8::try_from(number.rem_euclid(256)).unwrap(), 255])
        }
        _ => Value::Null,
    }
}
