//! Column types: how PostgreSQL spells them, and how its own spelling is read back.

use sandshift_model::ident::Ident;
use sandshift_model::types::{ColumnType, PerDialect};

use super::names::{TITLE, quoted};
use crate::backend::dialect::DialectError;

/// A column type in SQL.
///
/// The spellings are short aliases of what `format_type` reports; [`from_reported`] knows them.
pub(super) fn column_type(ty: &ColumnType) -> Result<String, DialectError> {
    Ok(match ty {
        ColumnType::SmallInteger => "smallint".to_owned(),
        ColumnType::Integer => "integer".to_owned(),
        ColumnType::BigInteger => "bigint".to_owned(),
        ColumnType::Boolean => "boolean".to_owned(),
        ColumnType::Float => "real".to_owned(),
        ColumnType::Double => "double precision".to_owned(),
        ColumnType::Numeric { precision: None, .. } => "numeric".to_owned(),
        ColumnType::Numeric { precision: Some(precision), scale } => {
            format!("numeric({precision},{})", scale.unwrap_or(0))
        }
        ColumnType::String { length: None } => "varchar".to_owned(),
        ColumnType::String { length: Some(length) } => format!("varchar({length})"),
        ColumnType::Char { length } => format!("char({length})"),
        ColumnType::Text => "text".to_owned(),
        ColumnType::Binary { .. } => "bytea".to_owned(),
        ColumnType::Date => "date".to_owned(),
        ColumnType::Time => "time".to_owned(),
        ColumnType::DateTime { timezone: false } => "timestamp".to_owned(),
        ColumnType::DateTime { timezone: true } => "timestamptz".to_owned(),
        ColumnType::Interval => "interval".to_owned(),
        ColumnType::Json => "jsonb".to_owned(),
        ColumnType::Uuid => "uuid".to_owned(),
        ColumnType::Enum { name } => quoted(name)?,
        ColumnType::Array(element) => format!("{}[]", column_type(element)?),
        ColumnType::Native(text) => {
            text.get("postgres").ok_or(DialectError::NoVariant { database: TITLE })?.to_owned()
        }
    })
}

/// Native types that a cast neither cuts nor rounds, so that a literal may be cast to them.
const PLAIN_NATIVE: &[&str] = &[
    "json",
    "inet",
    "cidr",
    "macaddr",
    "xml",
    "tsvector",
    "money",
    "oid",
    "int4range",
    "int8range",
    "numrange",
    "tsrange",
    "tstzrange",
    "daterange",
    "hstore",
    "citext",
];

/// The type to which a literal for a column may be cast without losing anything, none when no
/// such type is known.
///
/// An explicit cast to `varchar(3)` silently cuts where storing into such a column refuses, so
/// lengths and scales are left out here and the store checks them.
pub(super) fn cast_type(ty: &ColumnType) -> Result<Option<String>, DialectError> {
    Ok(match ty {
        ColumnType::Numeric { .. } => Some("numeric".to_owned()),
        ColumnType::String { .. } | ColumnType::Text => Some("text".to_owned()),
        ColumnType::Char { .. } => Some("bpchar".to_owned()),
        ColumnType::Array(element) => cast_type(element)?.map(|element| format!("{element}[]")),
        ColumnType::Native(text) => {
            text.get("postgres").filter(|text| PLAIN_NATIVE.contains(text)).map(str::to_owned)
        }
        other => Some(column_type(other)?),
    })
}

/// The neutral type for what `format_type` reports; [`ColumnType::Native`] when there is none.
pub(super) fn from_reported(reported: &str) -> ColumnType {
    if let Some(element) = reported.strip_suffix("[]") {
        return ColumnType::Array(Box::new(from_reported(element)));
    }
    let (word, numbers) = match reported.split_once('(') {
        Some((word, rest)) => match rest.strip_suffix(')') {
            Some(numbers) => (word, numbers.split(',').map(|n| n.trim().parse().ok()).collect()),
            None => return native(reported),
        },
        None => (reported, Vec::<Option<u32>>::new()),
    };
    match (word, numbers.as_slice()) {
        ("smallint", []) => ColumnType::SmallInteger,
        ("integer", []) => ColumnType::Integer,
        ("bigint", []) => ColumnType::BigInteger,
        ("boolean", []) => ColumnType::Boolean,
        ("real", []) => ColumnType::Float,
        ("double precision", []) => ColumnType::Double,
        ("numeric", []) => ColumnType::Numeric { precision: None, scale: None },
        ("numeric", [Some(precision), Some(scale)]) => {
            ColumnType::Numeric { precision: Some(*precision), scale: Some(*scale) }
        }
        ("character varying", []) => ColumnType::String { length: None },
        ("character varying", [Some(length)]) => ColumnType::String { length: Some(*length) },
        ("character", [Some(length)]) => ColumnType::Char { length: *length },
        ("text", []) => ColumnType::Text,
        ("bytea", []) => ColumnType::Binary { length: None },
        ("date", []) => ColumnType::Date,
        ("time without time zone", []) => ColumnType::Time,
        ("timestamp without time zone", []) => ColumnType::DateTime { timezone: false },
        ("timestamp with time zone", []) => ColumnType::DateTime { timezone: true },
        ("interval", []) => ColumnType::Interval,
        ("jsonb", []) => ColumnType::Json,
        ("uuid", []) => ColumnType::Uuid,
        _ => native(reported),
    }
}

/// A type that only PostgreSQL has.
pub(super) fn native(text: &str) -> ColumnType {
    ColumnType::Native(PerDialect {
        generic: None,
        variants: [("postgres".to_owned(), text.to_owned())].into(),
    })
}

/// Tells whether a type is this enum or an array of it.
pub(super) fn is_of_enum(ty: &ColumnType, name: &Ident) -> bool {
    match ty {
        ColumnType::Enum { name: own } => own == name,
        ColumnType::Array(element) => is_of_enum(element, name),
        _ => false,
    }
}
