//! Values as SQL text.
//!
//! Backslashes are doubled, because the session setting of ours leaves them as escapes. Line ends
//! are escaped too: the `mariadb` shell turns CR LF in its input into LF.

use sandshift_model::value::Value;

use super::temporal::{is_date, is_time, is_timestamp};
use super::unsupported::bad_value;
use crate::backend::dialect::DialectError;

/// The digits that a DECIMAL holds at most.
const DECIMAL_DIGITS: usize = 65;

/// A value as a literal.
///
/// Dates and times carry their type word, so that a list of rows has typed columns.
pub(super) fn literal(value: &Value) -> Result<String, DialectError> {
    Ok(match value {
        Value::Null => "NULL".to_owned(),
        Value::Bool(true) => "TRUE".to_owned(),
        Value::Bool(false) => "FALSE".to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Uint(number) => number.to_string(),
        Value::Real(number) => real(*number)?,
        Value::Decimal(text) => decimal(text)?,
        Value::Text(text) | Value::Json(text) | Value::Uuid(text) | Value::Other(text) => {
            quoted(text, value.kind())?
        }
        Value::Bytes(bytes) => format!("x'{}'", hex::encode(bytes)),
        Value::Date(text) => temporal("DATE", text, is_date(text), value)?,
        Value::Time(text) => temporal("TIME", text, is_time(text), value)?,
        Value::Timestamp(text) => temporal("TIMESTAMP", text, is_timestamp(text), value)?,
        Value::TimestampTz(text) => {
            let local = text.strip_suffix("+00:00");
            let clock = local.unwrap_or(text);
            temporal("TIMESTAMP", clock, local.is_some() && is_timestamp(clock), value)?
        }
    })
}

/// Text in quotes, without a look at what it means.
pub(super) fn quote_text(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('\'');
    for character in text.chars() {
        match character {
            '\'' => quoted.push_str("''"),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\u{1a}' => quoted.push_str("\\Z"),
            other => quoted.push(other),
        }
    }
    quoted.push('\'');
    quoted
}

/// Reads text in quotes as the server prints it; none when it is something else.
pub(super) fn unquote_text(sql: &str) -> Option<String> {
    let inner = sql.strip_prefix('\'')?.strip_suffix('\'')?;
    let mut text = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        match character {
            '\'' => {
                if characters.next()? != '\'' {
                    return None;
                }
                text.push('\'');
            }
            '\\' => text.push(match characters.next()? {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                '0' => '\0',
                'Z' => '\u{1a}',
                other => other,
            }),
            other => text.push(other),
        }
    }
    Some(text)
}

fn quoted(text: &str, kind: &'static str) -> Result<String, DialectError> {
    if text.contains('\0') {
        // The server could keep it, but PostgreSQL could not, and one script must mean one thing.
        return Err(bad_value(kind, "it holds a NUL character"));
    }
    Ok(quote_text(text))
}

fn real(number: f64) -> Result<String, DialectError> {
    if number.is_finite() {
        // Without an exponent the server would read an exact decimal.
        Ok(format!("{number:e}"))
    } else {
        Err(bad_value("double", format!("it has no `{number}`")))
    }
}

fn decimal(text: &str) -> Result<String, DialectError> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(whole) || !plain(fraction) {
        return Err(bad_value("numeric", format!("`{text}` is no plain decimal")));
    }
    if digits.bytes().filter(u8::is_ascii_digit).count() > DECIMAL_DIGITS {
        return Err(bad_value("numeric", format!("it has more than {DECIMAL_DIGITS} digits")));
    }
    Ok(text.to_owned())
}

fn temporal(word: &str, text: &str, fits: bool, value: &Value) -> Result<String, DialectError> {
    if fits {
        Ok(format!("{word}'{text}'"))
    } else {
        Err(bad_value(value.kind(), format!("`{text}` is outside what it can keep")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_backslashes_and_line_ends_cannot_leave_the_text() {
        let text = "it's \\ a\r\nb \u{1a} 😀";
        let sql = literal(&Value::Text(text.into())).unwrap();
        assert_eq!(sql, "'it''s \\\\ a\\r\\nb \\Z 😀'");
        assert_eq!(unquote_text(&sql).unwrap(), text);
    }

    #[test]
    fn values_that_would_change_are_refused() {
        for value in [
            Value::Text("a\0b".into()),
            Value::Real(f64::NAN),
            Value::Real(f64::INFINITY),
            Value::Decimal("1e5".into()),
            Value::Decimal("9".repeat(66)),
            Value::Timestamp("infinity".into()),
            Value::TimestampTz("2026-01-01 00:00:00+02:00".into()),
            Value::Date("10000-01-01".into()),
        ] {
            assert!(literal(&value).is_err(), "{value:?}");
        }
    }
}
