//! Defaults as the server prints them, which MySQL and MariaDB do in two ways.

use sandshift_model::column::DefaultValue;
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;

use super::checks::{unescaped, without_outer_parentheses};
use crate::backend::mysql::default::now;
use crate::backend::mysql::flavour::Flavour;
use crate::backend::mysql::literal::unquote_text;
use crate::backend::mysql::temporal::{is_date, is_time, is_timestamp, without_empty_fraction};
use crate::backend::mysql::types::{first_word, is_textual};

/// The default behind what `information_schema` gives; `computed` is MySQL's word for expressions.
pub(super) fn default_of(
    given: Option<String>,
    ty: &ColumnType,
    reported: &str,
    computed: bool,
    flavour: Flavour,
) -> Option<DefaultValue> {
    let text = given?;
    match flavour {
        // MariaDB says NULL for a nullable column without a default, and quotes every text.
        Flavour::MariaDb if text == "NULL" => None,
        Flavour::MariaDb => Some(match unquote_text(&text) {
            Some(inner) => literal(inner, ty),
            None => expression(text, ty, reported),
        }),
        Flavour::Mysql if computed => Some(expression(unescaped(text, flavour), ty, reported)),
        Flavour::Mysql => Some(match is_quoted_type(reported) {
            true => literal(text, ty),
            false => expression(text, ty, reported),
        }),
    }
}

/// The types whose constants stand in quotes.
fn is_quoted_type(reported: &str) -> bool {
    is_textual(reported)
        || matches!(
            first_word(&reported.to_ascii_lowercase()),
            "date" | "time" | "datetime" | "timestamp" | "binary" | "varbinary"
        )
}

fn literal(text: String, ty: &ColumnType) -> DefaultValue {
    DefaultValue::Literal(match ty {
        ColumnType::Json => Value::Json(text),
        ColumnType::Uuid => Value::Uuid(text),
        ColumnType::Date if is_date(&text) => Value::Date(text),
        ColumnType::Time if is_time(&text) => Value::Time(without_empty_fraction(&text).to_owned()),
        ColumnType::DateTime { .. } if is_timestamp(&text) => {
            Value::Timestamp(without_empty_fraction(&text).to_owned())
        }
        _ => Value::Text(text),
    })
}

fn expression(text: String, ty: &ColumnType, reported: &str) -> DefaultValue {
    let constant = match ty {
        ColumnType::Boolean if text == "0" => Some(Value::Bool(false)),
        ColumnType::Boolean if text == "1" => Some(Value::Bool(true)),
        ColumnType::Double => number(&text).and_then(|text| text.parse().ok()).map(Value::Real),
        ColumnType::Numeric { .. } => number(&text).map(Value::Decimal),
        ColumnType::Binary { .. } => bytes(&text).map(Value::Bytes),
        _ => integer(&text),
    };
    if let Some(text) = wide_text(&text) {
        return literal(text, ty);
    }
    if let Some(value) = constant {
        return DefaultValue::Literal(value);
    }
    if is_now(&text, reported) {
        return DefaultValue::Now;
    }
    DefaultValue::Expression(without_outer_parentheses(&text).to_owned())
}

/// The plain number; an exponent is part of a double alone.
fn number(text: &str) -> Option<String> {
    let is_number = text.parse::<f64>().is_ok_and(f64::is_finite)
        && text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    is_number.then(|| text.to_owned())
}

fn integer(text: &str) -> Option<Value> {
    text.parse().map(Value::Int).ok().or_else(|| text.parse().map(Value::Uint).ok())
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    hex::decode(text.strip_prefix("unhex('")?.strip_suffix("')")?).ok()
}

/// A text with characters of four bytes, as `default_text` spells it.
fn wide_text(text: &str) -> Option<String> {
    let inner = text.strip_prefix("convert(")?.strip_suffix(" using utf8mb4)")?;
    String::from_utf8(bytes(inner)?).ok()
}

/// Tells whether the text is the moment of the insert as we would spell it for this type.
fn is_now(text: &str, reported: &str) -> bool {
    let plain = |text: &str| {
        text.to_ascii_lowercase()
            .replace("current_date", "curdate")
            .replace("current_time(", "curtime(")
            .replace("()", "")
            .trim_start_matches('(')
            .trim_end_matches(')')
            .to_owned()
    };
    plain(text) == plain(&now(reported))
}
