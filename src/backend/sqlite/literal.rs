//! Values as SQL literals.

use std::fmt::Write as _;

use sandshift_model::value::Value;

use super::TITLE;
use crate::backend::dialect::DialectError;
use crate::backend::quotes;

/// A value as a literal.
///
/// Decimals are quoted: a column with a numeric affinity turns the text into a number when it is
/// stored, and one with text affinity keeps every digit of it.
pub(super) fn literal(value: &Value) -> Result<String, DialectError> {
    match value {
        Value::Null => Ok("NULL".to_owned()),
        Value::Bool(value) => Ok(if *value { "1" } else { "0" }.to_owned()),
        Value::Int(value) => Ok(int(*value)),
        Value::Uint(number) => match i64::try_from(*number) {
            Ok(number) => Ok(int(number)),
            Err(_) => Err(refused(value, format!("{number} is above {}", i64::MAX))),
        },
        Value::Real(number) => real(value, *number),
        Value::Bytes(bytes) => Ok(hexadecimal(bytes)),
        Value::Decimal(text)
        | Value::Text(text)
        | Value::Json(text)
        | Value::Date(text)
        | Value::Time(text)
        | Value::Timestamp(text)
        | Value::TimestampTz(text)
        | Value::Uuid(text)
        | Value::Other(text) => quoted(value, text),
    }
}

/// A text in single quotes.
pub(super) fn text(text: &str) -> String {
    quotes::quoted(text, '\'')
}

fn int(number: i64) -> String {
    // SQLite reads the digits before the sign, and 9223372036854775808 is a real number.
    if number == i64::MIN { format!("({} - 1)", i64::MIN + 1) } else { number.to_string() }
}

fn real(value: &Value, number: f64) -> Result<String, DialectError> {
    if number.is_nan() {
        return Err(refused(value, "it is not a number, which SQLite stores as NULL".to_owned()));
    }
    if number.is_infinite() {
        return Ok(if number > 0.0 { "9e999" } else { "-9e999" }.to_owned());
    }
    // `{:?}` gives the shortest text that reads back the same, always with a point or an exponent.
    Ok(format!("{number:?}"))
}

fn hexadecimal(bytes: &[u8]) -> String {
    let mut literal = String::with_capacity(bytes.len() * 2 + 3);
    literal.push_str("X'");
    for byte in bytes {
        let _ = write!(literal, "{byte:02X}");
    }
    literal.push('\'');
    literal
}

fn quoted(value: &Value, content: &str) -> Result<String, DialectError> {
    if content.contains('\0') {
        // SQL text ends at the first NUL, so the rest of the statement would be lost.
        return Err(refused(value, "it holds a NUL character".to_owned()));
    }
    Ok(text(content))
}

fn refused(value: &Value, reason: String) -> DialectError {
    DialectError::Value { database: TITLE, kind: value.kind(), reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: Value, expected: &str) {
        assert_eq!(literal(&value).unwrap(), expected);
    }

    #[test]
    fn literals_read_back_the_same() {
        check(Value::Null, "NULL");
        check(Value::Bool(true), "1");
        check(Value::Int(-3), "-3");
        check(Value::Int(i64::MIN), "(-9223372036854775807 - 1)");
        check(Value::Real(1.0), "1.0");
        check(Value::Real(0.1 + 0.2), "0.30000000000000004");
        check(Value::Real(1e300), "1e300");
        check(Value::Real(f64::NEG_INFINITY), "-9e999");
        check(Value::Decimal("1.10".into()), "'1.10'");
        check(Value::Text("it's".into()), "'it''s'");
        check(Value::Bytes(vec![0, 255]), "X'00FF'");
    }

    #[test]
    fn values_that_sqlite_cannot_hold_are_refused() {
        assert!(literal(&Value::Text("a\0b".into())).is_err());
        assert!(literal(&Value::Real(f64::NAN)).is_err());
        assert!(literal(&Value::Uint(u64::MAX)).is_err());
        check(Value::Uint(7), "7");
    }
}
