//! Values of rows and of defaults as expressions of a script.

use sandshift_model::value::Value;
use serde_json::Value as Json;

use super::layout::Node;
use super::text::{key, string};

/// The expression whose value is this one, digit for digit.
pub(super) fn value(value: &Value) -> Node {
    match value {
        Value::Null => Node::word("()"),
        Value::Bool(truth) => Node::word(truth.to_string()),
        Value::Int(number) => integer(*number),
        Value::Uint(number) => made("decimal", &number.to_string()),
        Value::Real(number) => real(*number),
        Value::Decimal(text) if is_plain_decimal(text) => made("decimal", text),
        Value::Decimal(text) => typed("numeric", text),
        Value::Text(text) => Node::word(string(text)),
        Value::Bytes(bytes) => {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            made("hex_decode", &digits)
        }
        Value::Json(text) => json(text).unwrap_or_else(|| typed("json", text)),
        Value::Date(text) if is_civil::<jiff::civil::Date>(text) => made("parse_date", text),
        Value::Date(text) => typed("date", text),
        Value::Time(text) => typed("time", text),
        Value::Timestamp(text) => typed("datetime", text),
        Value::TimestampTz(text) => typed("timestamp_tz", text),
        Value::Uuid(text) => typed("uuid", text),
        Value::Other(text) => typed("other", text),
    }
}

/// An integer; the smallest one has no literal.
pub(super) fn integer(number: i64) -> Node {
    if number == i64::MIN {
        return Node::word(format!("{} - 1", i64::MIN + 1));
    }
    Node::word(number.to_string())
}

fn real(number: f64) -> Node {
    if !number.is_finite() {
        let text = if number.is_nan() {
            "NaN"
        } else if number > 0.0 {
            "inf"
        } else {
            "-inf"
        };
        return typed("double", text);
    }
    let text = format!("{number:?}");
    match text.split_once('e') {
        Some((digits, exponent)) if !digits.contains('.') => {
            Node::word(format!("{digits}.0e{exponent}"))
        }
        _ => Node::word(text),
    }
}

fn made(function: &str, text: &str) -> Node {
    Node::call(function, vec![Node::Word(string(text))])
}

fn typed(kind: &str, text: &str) -> Node {
    Node::call("typed_value", vec![Node::Word(string(kind)), Node::Word(string(text))])
}

/// Whether a decimal of a script keeps the text: no needless zero in front, no negative zero, and
/// nothing that a script would take for an unsigned integer.
fn is_plain_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let nothing = digits.bytes().all(|b| b == b'0' || b == b'.');
    all_digits(whole)
        && all_digits(fraction)
        && (whole == "0" || !whole.starts_with('0'))
        && !(text.starts_with('-') && nothing)
        && (text.parse::<u64>().is_err() || text.parse::<i64>().is_ok())
}

/// Whether the calendar writes it the same way again.
fn is_civil<T: std::str::FromStr + std::fmt::Display>(text: &str) -> bool {
    text.parse::<T>().is_ok_and(|parsed| format!("{parsed}") == text)
}

/// A document as maps and arrays, when a script makes the same text of them: an object or an array
/// without blanks, its keys sorted, of nothing but texts, whole numbers, truth values and null.
fn json(text: &str) -> Option<Node> {
    let document: Json = serde_json::from_str(text).ok()?;
    let node = match &document {
        Json::Object(_) | Json::Array(_) => json_node(&document)?,
        _ => return None,
    };
    let written = document.to_string();
    (written == text).then_some(node)
}

fn json_node(value: &Json) -> Option<Node> {
    Some(match value {
        Json::Null => Node::word("()"),
        Json::Bool(truth) => Node::word(truth.to_string()),
        Json::Number(number) => integer(number.as_i64()?),
        Json::String(text) => Node::word(string(text)),
        Json::Array(items) => Node::Array(items.iter().map(json_node).collect::<Option<_>>()?),
        Json::Object(entries) if !entries.keys().is_sorted() => return None,
        Json::Object(entries) => {
            let entry = |(name, value): (&String, &Json)| Some((key(name), json_node(value)?));
            Node::Map(entries.iter().map(entry).collect::<Option<_>>()?)
        }
    })
}
