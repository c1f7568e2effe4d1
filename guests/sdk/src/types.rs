//! Column types: `string(100)`, `numeric(10, 2)`, `timestamp_tz()`.

use crate::{ColumnType, DialectText, NumericSize};

macro_rules! plain {
    ($($(#[$doc:meta])* $name:ident => $type:expr;)*) => { $(
        $(#[$doc])*
        #[must_use]
        pub fn $name() -> ColumnType {
            $type
        }
    )* };
}

plain! {
    /// 16-bit integer.
    small_integer => ColumnType::SmallInteger;
    /// 32-bit integer.
    integer => ColumnType::Integer;
    /// 64-bit integer.
    big_integer => ColumnType::BigInteger;
    /// Truth value.
    boolean => ColumnType::Boolean;
    /// Single-precision number.
    float => ColumnType::Float;
    /// Double-precision number.
    double => ColumnType::Double;
    /// Text of any length.
    text => ColumnType::Text;
    /// Bytes of any length.
    large_binary => ColumnType::Binary(None);
    /// Calendar date.
    date => ColumnType::Date;
    /// Time of day.
    time => ColumnType::Time;
    /// Date and time without a zone.
    datetime => ColumnType::Timestamp;
    /// A moment.
    timestamp_tz => ColumnType::TimestampWithZone;
    /// A span of time; text where the database has no such type.
    interval => ColumnType::Interval;
    /// JSON document.
    json => ColumnType::Json;
    /// Uuid.
    uuid => ColumnType::Uuid;
}

/// Exact decimal of so many digits, `scale` of them behind the point.
#[must_use]
pub fn numeric(precision: u32, scale: u32) -> ColumnType {
    ColumnType::Numeric(NumericSize { precision: Some(precision), scale: Some(scale) })
}

/// Text of at most so many characters.
#[must_use]
pub fn string(length: u32) -> ColumnType {
    ColumnType::String(Some(length))
}

/// Text of exactly so many characters.
#[must_use]
pub fn char(length: u32) -> ColumnType {
    ColumnType::Char(length)
}

/// Bytes, at most so many where the database has such a type.
#[must_use]
pub fn binary(length: u32) -> ColumnType {
    ColumnType::Binary(Some(length))
}

/// An enum made by [`crate::Db::create_enum`].
#[must_use]
pub fn enum_type(name: impl Into<String>) -> ColumnType {
    ColumnType::Enumeration(name.into())
}

/// The database's own spelling, the same for all or [`crate::per_dialect`].
#[must_use]
pub fn native(spelling: impl Into<DialectText>) -> ColumnType {
    ColumnType::Native(spelling.into())
}
