//! Values: from Rust into the database, and back.

use std::fmt;

use crate::Value;

/// A value of another kind than what was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueError {
    wanted: &'static str,
    found: &'static str,
}

impl ValueError {
    pub(crate) fn new(wanted: &'static str, found: &Value) -> Self {
        Self { wanted, found: found.kind() }
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} where {} is wanted", self.found, self.wanted)
    }
}

impl std::error::Error for ValueError {}

/// What a value of the database becomes; NULL needs an [`Option`].
///
/// ```
/// use sandshift_guest::{FromValue, Value};
///
/// assert_eq!(i64::from_value(Value::Signed(7)), Ok(7));
/// assert_eq!(Option::<i64>::from_value(Value::Null), Ok(None));
/// let wrong = i64::from_value(Value::text("7")).unwrap_err();
/// assert_eq!(wrong.to_string(), "a text where a 64-bit integer is wanted");
/// ```
pub trait FromValue: Sized {
    /// Takes the value.
    ///
    /// # Errors
    ///
    /// [`ValueError`] for a value of another kind, or a number out of range.
    fn from_value(value: Value) -> Result<Self, ValueError>;
}

impl FromValue for Value {
    fn from_value(value: Value) -> Result<Self, ValueError> {
        Ok(value)
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value) -> Result<Self, ValueError> {
        match value {
            Value::Null => Ok(None),
            value => T::from_value(value).map(Some),
        }
    }
}

macro_rules! taken {
    ($($type:ty, $wanted:literal, $($pattern:pat => $taken:expr),+;)*) => { $(
        impl TryFrom<Value> for $type {
            type Error = ValueError;

            fn try_from(value: Value) -> Result<Self, ValueError> {
                let found = value.kind();
                let taken = match value {
                    $($pattern => $taken,)+
                    _ => None,
                };
                taken.ok_or(ValueError { wanted: $wanted, found })
            }
        }

        impl FromValue for $type {
            fn from_value(value: Value) -> Result<Self, ValueError> {
                Self::try_from(value)
            }
        }
    )* };
}

taken! {
    // SQLite keeps truth values as numbers when the column does not say that it is of truth values.
    bool, "a truth value",
        Value::Boolean(truth) => Some(truth),
        Value::Signed(number @ 0..=1) => Some(number == 1);
    i16, "a 16-bit integer", Value::Signed(number) => number.try_into().ok();
    i32, "a 32-bit integer", Value::Signed(number) => number.try_into().ok();
    i64, "a 64-bit integer", Value::Signed(number) => Some(number);
    u32, "a 32-bit integer without a sign", Value::Signed(number) => number.try_into().ok();
    u64, "a 64-bit integer without a sign",
        Value::Signed(number) => number.try_into().ok(),
        Value::Unsigned(number) => Some(number);
    // A whole number of SQLite stays one in a column of real numbers.
    f64, "a number",
        Value::Real(number) => Some(number),
        Value::Signed(number) => exactly(number);
    String, "a text",
        Value::Text(text) => Some(text),
        Value::Json(text) | Value::Uuid(text) | Value::Decimal(text) | Value::Other(text) => Some(text),
        Value::Date(text) | Value::Time(text) => Some(text),
        Value::Timestamp(text) | Value::TimestampWithZone(text) => Some(text);
    Vec<u8>, "bytes", Value::Bytes(bytes) => Some(bytes);
}

#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "checked")]
fn exactly(number: i64) -> Option<f64> {
    (number.unsigned_abs() <= 1 << 53).then_some(number as f64)
}

macro_rules! given {
    ($($type:ty => |$name:ident| $value:expr;)*) => { $(
        impl From<$type> for Value {
            fn from($name: $type) -> Self {
                $value
            }
        }
    )* };
}

given! {
    // `()` is NULL, as in scripts.
    () => |_null| Value::Null;
    bool => |truth| Value::Boolean(truth);
    i16 => |number| Value::Signed(number.into());
    i32 => |number| Value::Signed(number.into());
    i64 => |number| Value::Signed(number);
    u32 => |number| Value::Signed(number.into());
    u64 => |number| Value::Unsigned(number);
    f64 => |number| Value::Real(number);
    &str => |text| Value::Text(text.to_owned());
    &String => |text| Value::Text(text.clone());
    String => |text| Value::Text(text);
    Vec<u8> => |bytes| Value::Bytes(bytes);
    &[u8] => |bytes| Value::Bytes(bytes.to_vec());
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident => $case:ident;)*) => {
        impl Value {
            $($(#[$doc])*
            #[must_use]
            pub fn $name(text: impl Into<String>) -> Self {
                Self::$case(text.into())
            })*
        }
    };
}

texts! {
    /// A text.
    text => Text;
    /// An exact decimal, `"19.90"`: base 10, no exponent.
    decimal => Decimal;
    /// A JSON document.
    json => Json;
    /// A date, `"2026-01-31"`.
    date => Date;
    /// A time of day, `"23:59:59.123456"`.
    time => Time;
    /// A date and time without a zone, `"2026-01-31 23:59:59"`.
    timestamp => Timestamp;
    /// A moment in UTC, `"2026-01-31 23:59:59+00:00"`.
    timestamp_tz => TimestampWithZone;
    /// A uuid in lower case with dashes.
    uuid => Uuid;
}

impl Value {
    /// Tells whether this is NULL.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The text of a value that is written as text, whatever it means.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Json(text) | Self::Uuid(text) | Self::Decimal(text) => {
                Some(text)
            }
            Self::Date(text) | Self::Time(text) | Self::Other(text) => Some(text),
            Self::Timestamp(text) | Self::TimestampWithZone(text) => Some(text),
            Self::Null | Self::Boolean(_) | Self::Signed(_) | Self::Unsigned(_) => None,
            Self::Real(_) | Self::Bytes(_) => None,
        }
    }

    /// What kind of value this is, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "NULL",
            Self::Boolean(_) => "a truth value",
            Self::Signed(_) | Self::Unsigned(_) => "a whole number",
            Self::Real(_) => "a number",
            Self::Decimal(_) => "a decimal",
            Self::Text(_) => "a text",
            Self::Bytes(_) => "bytes",
            Self::Json(_) => "a JSON document",
            Self::Date(_) => "a date",
            Self::Time(_) => "a time",
            Self::Timestamp(_) => "a date and time",
            Self::TimestampWithZone(_) => "a moment",
            Self::Uuid(_) => "a uuid",
            Self::Other(_) => "a value of another type",
        }
    }
}
