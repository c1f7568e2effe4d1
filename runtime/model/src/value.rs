//! One value of one row, the same for every guest language and every database.

use serde::{Deserialize, Serialize};

/// A value on its way between a database and a guest.
///
/// Dates and times are canonical text, so that nothing is lost (years beyond 9999,
/// `infinity`, microseconds): `2026-01-31`, `23:59:59.123456`, `2026-01-31 23:59:59.123456`,
/// and for [`Value::TimestampTz`] always UTC with `+00:00` behind it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// SQL NULL.
    Null,
    /// A truth value.
    Bool(bool),
    /// A signed 64-bit integer.
    Int(i64),
    /// An unsigned integer above `i64::MAX` (MySQL `BIGINT UNSIGNED`); smaller ones are [`Value::Int`].
    Uint(u64),
    /// A double-precision number.
    Real(#[serde(with = "crate::real")] f64),
    /// An exact decimal in plain base-10 notation, never with an exponent.
    Decimal(String),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A JSON document as text.
    Json(String),
    /// A date, `YYYY-MM-DD`.
    Date(String),
    /// A time of day, `HH:MM:SS[.ffffff]`.
    Time(String),
    /// A date and time without a zone.
    Timestamp(String),
    /// A moment, in UTC, ending in `+00:00`.
    TimestampTz(String),
    /// A uuid in lower case with dashes.
    Uuid(String),
    /// A value of a type that has no neutral name (an array, an inet, a range): its text form,
    /// which the database accepts back unchanged.
    Other(String),
}

/// A value in a message: texts in quotes, long ones cut.
#[must_use]
pub fn shown(value: &Value) -> String {
    const MOST: usize = 80;
    let text = match value {
        Value::Null => return "NULL".to_owned(),
        Value::Bool(truth) => return truth.to_string(),
        Value::Int(number) => return number.to_string(),
        Value::Uint(number) => return number.to_string(),
        Value::Real(number) => return number.to_string(),
        Value::Bytes(bytes) => return format!("{} bytes", bytes.len()),
        text => text.as_text().unwrap_or_default(),
    };
    let short: String = text.chars().take(MOST).collect();
    let more = if short.len() < text.len() { "…" } else { "" };
    format!("\"{}{more}\"", short.escape_debug())
}

impl Value {
    /// The neutral name of the value's kind, for messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Int(_) | Self::Uint(_) => "integer",
            Self::Real(_) => "double",
            Self::Decimal(_) => "numeric",
            Self::Text(_) => "text",
            Self::Bytes(_) => "bytes",
            Self::Json(_) => "json",
            Self::Date(_) => "date",
            Self::Time(_) => "time",
            Self::Timestamp(_) => "datetime",
            Self::TimestampTz(_) => "datetime with time zone",
            Self::Uuid(_) => "uuid",
            Self::Other(_) => "other",
        }
    }

    /// Tells whether the value is SQL NULL.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Bytes of text or of bytes that it holds beside its own few; 0 for numbers.
    #[must_use]
    pub fn held_bytes(&self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.len(),
            other => other.as_text().map_or(0, str::len),
        }
    }

    /// The text of a value that is kept as text, whatever it means.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Null
            | Self::Bool(_)
            | Self::Int(_)
            | Self::Uint(_)
            | Self::Real(_)
            | Self::Bytes(_) => None,
            Self::Decimal(text)
            | Self::Text(text)
            | Self::Json(text)
            | Self::Date(text)
            | Self::Time(text)
            | Self::Timestamp(text)
            | Self::TimestampTz(text)
            | Self::Uuid(text)
            | Self::Other(text) => Some(text),
        }
    }

    /// The text of a value that is kept as text, taken out of it.
    #[must_use]
    pub fn into_text(self) -> Option<String> {
        match self {
            Self::Null
            | Self::Bool(_)
            | Self::Int(_)
            | Self::Uint(_)
            | Self::Real(_)
            | Self::Bytes(_) => None,
            Self::Decimal(text)
            | Self::Text(text)
            | Self::Json(text)
            | Self::Date(text)
            | Self::Time(text)
            | Self::Timestamp(text)
            | Self::TimestampTz(text)
            | Self::Uuid(text)
            | Self::Other(text) => Some(text),
        }
    }
}
