//! Values of a result, typed by what SQLite stored and by what the column was declared as.
//!
//! SQLite stores five kinds of values; whether an integer is a truth value, or a text a date, is
//! said by the declared type alone. A stored value that does not look like its declared type
//! comes out as what it is, so that nothing is made up.

use rusqlite::types::ValueRef;
use sandshift_model::value::Value;

use super::types::split;

/// What a declared type says about the values of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Declared {
    /// Nothing beyond the stored kind.
    #[default]
    Plain,
    /// Truth values.
    Boolean,
    /// Decimals with this many digits behind the point, or as many as there are.
    Decimal(Option<usize>),
    /// Dates.
    Date,
    /// Times of day.
    Time,
    /// Dates with times.
    DateTime,
    /// Moments.
    Moment,
    /// JSON documents.
    Json,
    /// Uuids.
    Uuid,
}

impl Declared {
    /// Reads a declared type, in any case.
    pub(super) fn new(declared: &str) -> Self {
        let declared = declared.to_ascii_uppercase();
        let Some((word, numbers)) = split(&declared) else { return Self::Plain };
        match word {
            "BOOLEAN" | "BOOL" => Self::Boolean,
            "DECIMAL" | "NUMERIC" | "TEXT_DECIMAL" => {
                Self::Decimal(match numbers.as_slice() {
                    [_, scale] => usize::try_from(*scale).ok(),
                    // A precision without a scale means whole numbers.
                    [_] => Some(0),
                    _ => None,
                })
            }
            "DATE" => Self::Date,
            "TIME" => Self::Time,
            "DATETIME" | "TIMESTAMP" => Self::DateTime,
            "DATETIME_TZ" => Self::Moment,
            "JSON" | "JSON_TEXT" => Self::Json,
            "UUID" | "UUID_TEXT" => Self::Uuid,
            _ => Self::Plain,
        }
    }
}

/// A stored value in the column of a declared type.
pub(super) fn decode(value: ValueRef<'_>, declared: Declared) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => integer(number, declared),
        ValueRef::Real(number) => real(number, declared),
        ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(content) => text(content.to_owned(), declared),
            // SQLite keeps any bytes as text; these are no characters.
            Err(_) => Value::Bytes(bytes.to_vec()),
        },
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
    }
}

fn integer(number: i64, declared: Declared) -> Value {
    match (declared, number) {
        (Declared::Boolean, 0) => Value::Bool(false),
        (Declared::Boolean, 1) => Value::Bool(true),
        (Declared::Decimal(Some(scale)), _) if scale > 0 => {
            Value::Decimal(format!("{number}.{}", "0".repeat(scale)))
        }
        (Declared::Decimal(_), _) => Value::Decimal(number.to_string()),
        _ => Value::Int(number),
    }
}

fn real(number: f64, declared: Declared) -> Value {
    match declared {
        Declared::Decimal(scale) if number.is_finite() => {
            let scaled = scale.map(|scale| format!("{number:.scale$}"));
            // SQLite does not enforce the scale; a number with more digits keeps them.
            let exact = scaled.filter(|text| text.parse() == Ok(number));
            Value::Decimal(exact.unwrap_or_else(|| number.to_string()))
        }
        _ => Value::Real(number),
    }
}

fn text(text: String, declared: Declared) -> Value {
    match declared {
        Declared::Decimal(_) if is_decimal(&text) => Value::Decimal(text),
        Declared::Date if is_date(&text) => Value::Date(text),
        Declared::Time if is_time(&text) => Value::Time(text),
        Declared::DateTime if is_timestamp(&text) => Value::Timestamp(text),
        Declared::Moment => match text.strip_suffix("+00:00") {
            Some(moment) if is_timestamp(moment) => Value::TimestampTz(text),
            // CURRENT_TIMESTAMP gives UTC without saying so.
            None if is_timestamp(&text) => Value::TimestampTz(format!("{text}+00:00")),
            _ => Value::Text(text),
        },
        Declared::Json => Value::Json(text),
        Declared::Uuid if is_uuid(&text) => Value::Uuid(text),
        _ => Value::Text(text),
    }
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all(whole) && all(rest)
}

fn is_date(text: &str) -> bool {
    fits(text, "0000-00-00")
}

fn is_time(text: &str) -> bool {
    match text.split_once('.') {
        Some((time, fraction)) => {
            let digits = fraction.bytes().all(|byte| byte.is_ascii_digit());
            fits(time, "00:00:00") && digits && !fraction.is_empty()
        }
        None => fits(text, "00:00:00"),
    }
}

fn is_timestamp(text: &str) -> bool {
    text.split_once(' ').is_some_and(|(date, time)| is_date(date) && is_time(time))
}

fn is_uuid(text: &str) -> bool {
    uuid::Uuid::try_parse(text).is_ok_and(|uuid| uuid.to_string() == text)
}

/// Tells whether a text has digits where the pattern has zeros, and is the same elsewhere.
fn fits(text: &str, pattern: &str) -> bool {
    let same = |(byte, sample): (u8, u8)| match sample {
        b'0' => byte.is_ascii_digit(),
        _ => byte == sample,
    };
    text.len() == pattern.len() && text.bytes().zip(pattern.bytes()).all(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_keep_the_scale_of_their_column() {
        let declared = Declared::new("decimal(10, 2)");
        assert_eq!(real(1.1, declared), Value::Decimal("1.10".into()));
        assert_eq!(integer(7, declared), Value::Decimal("7.00".into()));
        assert_eq!(real(1.125, declared), Value::Decimal("1.125".into()));
        assert_eq!(text("1.100".into(), declared), Value::Decimal("1.100".into()));
    }

    #[test]
    fn texts_that_do_not_look_like_their_type_stay_texts() {
        assert_eq!(text("soon".into(), Declared::Date), Value::Text("soon".into()));
        assert_eq!(text("2026-01-31".into(), Declared::Date), Value::Date("2026-01-31".into()));
        let moment = text("2026-01-31 10:00:00".into(), Declared::Moment);
        assert_eq!(moment, Value::TimestampTz("2026-01-31 10:00:00+00:00".into()));
    }
}
