//! Values as literals.
//!
//! Texts, dates, uuids and the like are quoted without a type: PostgreSQL gives such a literal
//! the type of the column it meets. `standard_conforming_strings` is on in every session of
//! ours, so a backslash is a character like any other.

use sandshift_model::value::Value;

use super::names::TITLE;
use crate::backend::dialect::DialectError;
use crate::backend::quotes;

/// A value as a literal.
pub(super) fn literal(value: &Value) -> Result<String, DialectError> {
    match value {
        Value::Null => Ok("NULL".to_owned()),
        Value::Bool(true) => Ok("TRUE".to_owned()),
        Value::Bool(false) => Ok("FALSE".to_owned()),
        // Without the quotes the scanner reads 9223372036854775808 as numeric before the minus.
        Value::Int(i64::MIN) => Ok(format!("'{}'::bigint", i64::MIN)),
        Value::Int(number) => Ok(number.to_string()),
        Value::Uint(number) => Ok(number.to_string()),
        Value::Real(number) => Ok(real(*number)),
        Value::Decimal(number) => decimal(number),
        Value::Bytes(bytes) => Ok(format!("'\\x{}'::bytea", hex::encode(bytes))),
        Value::Text(text)
        | Value::Json(text)
        | Value::Date(text)
        | Value::Time(text)
        | Value::Timestamp(text)
        | Value::TimestampTz(text)
        | Value::Uuid(text)
        | Value::Other(text) => quoted(text, value.kind()),
    }
}

/// A value as it stands in the middle of somebody's SQL, where `a -?` must not become a comment.
pub(super) fn operand(value: &Value) -> Result<String, DialectError> {
    let text = literal(value)?;
    Ok(if text.starts_with('-') { format!("({text})") } else { text })
}

/// A text as a string literal.
pub(super) fn text(text: &str) -> Result<String, DialectError> {
    quoted(text, "text")
}

fn quoted(text: &str, kind: &'static str) -> Result<String, DialectError> {
    if text.contains('\0') {
        return Err(refused(kind, "it holds a NUL character".to_owned()));
    }
    Ok(quotes::quoted(text, '\''))
}

fn real(number: f64) -> String {
    if number.is_nan() {
        return "'NaN'::float8".to_owned();
    }
    if number.is_infinite() {
        let sign = if number < 0.0 { "-" } else { "" };
        return format!("'{sign}Infinity'::float8");
    }
    // An unquoted -0.0 is numeric first and loses its sign.
    if number == 0.0 && number.is_sign_negative() {
        return "'-0'::float8".to_owned();
    }
    format!("{number:?}")
}

fn decimal(number: &str) -> Result<String, DialectError> {
    let digits = number.strip_prefix('-').unwrap_or(number);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if plain(whole) && plain(fraction) {
        return Ok(number.to_owned());
    }
    Err(refused("numeric", format!("`{number}` is no plain base-10 number")))
}

fn refused(kind: &'static str, reason: String) -> DialectError {
    DialectError::Value { database: TITLE, kind, reason }
}
