//! Reads the default of a column from a stored CREATE TABLE text.

use sandshift_model::column::DefaultValue;
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;

use super::column::NOW_WITH_ZONE;
use super::tokens::{Kind, Token};

/// The default behind `DEFAULT (`.
pub(super) fn from_group(expression: &str, ty: &ColumnType) -> DefaultValue {
    // The only literals that are spelled as expressions: a moment with its zone, and `i64::MIN`.
    if matches!(ty, ColumnType::DateTime { timezone: true }) && expression == NOW_WITH_ZONE {
        return DefaultValue::Now;
    }
    if expression == format!("{} - 1", i64::MIN + 1) {
        return DefaultValue::Literal(Value::Int(i64::MIN));
    }
    DefaultValue::Expression(expression.to_owned())
}

/// The default in one token, behind its sign.
pub(super) fn from_token(token: Token<'_>, negative: bool, ty: &ColumnType) -> DefaultValue {
    let signed = |text: &str| if negative { format!("-{text}") } else { text.to_owned() };
    match token.kind {
        Kind::Number => number(&signed(token.text), ty),
        Kind::Text | Kind::Quoted => DefaultValue::Literal(text(token.content(), ty)),
        Kind::Blob => blob(token.text),
        Kind::Word if token.is_word("NULL") => DefaultValue::Literal(Value::Null),
        Kind::Word if token.is_word("TRUE") => truth(true, ty),
        Kind::Word if token.is_word("FALSE") => truth(false, ty),
        Kind::Word if is_now(token, ty) => DefaultValue::Now,
        Kind::Word | Kind::Parameter | Kind::Symbol => DefaultValue::Expression(signed(token.text)),
    }
}

fn truth(value: bool, ty: &ColumnType) -> DefaultValue {
    DefaultValue::Literal(match ty {
        ColumnType::Boolean => Value::Bool(value),
        _ => Value::Int(i64::from(value)),
    })
}

fn number(text: &str, ty: &ColumnType) -> DefaultValue {
    let value = match (ty, text) {
        (ColumnType::Boolean, "0") => Value::Bool(false),
        (ColumnType::Boolean, "1") => Value::Bool(true),
        (_, "9e999") => Value::Real(f64::INFINITY),
        (_, "-9e999") => Value::Real(f64::NEG_INFINITY),
        _ => match (text.parse::<i64>(), text.parse::<f64>()) {
            (Ok(number), _) => Value::Int(number),
            (Err(_), Ok(number)) if number.is_finite() => Value::Real(number),
            _ => return DefaultValue::Expression(text.to_owned()),
        },
    };
    DefaultValue::Literal(value)
}

fn text(text: String, ty: &ColumnType) -> Value {
    match ty {
        ColumnType::Numeric { .. } => Value::Decimal(text),
        ColumnType::Date => Value::Date(text),
        ColumnType::Time => Value::Time(text),
        ColumnType::DateTime { timezone: false } => Value::Timestamp(text),
        ColumnType::DateTime { timezone: true } => Value::TimestampTz(text),
        ColumnType::Json => Value::Json(text),
        ColumnType::Uuid => Value::Uuid(text),
        _ => Value::Text(text),
    }
}

fn blob(text: &str) -> DefaultValue {
    let digits = text.get(2..text.len().saturating_sub(1)).unwrap_or_default();
    match hex::decode(digits) {
        Ok(bytes) => DefaultValue::Literal(Value::Bytes(bytes)),
        Err(_) => DefaultValue::Expression(text.to_owned()),
    }
}

fn is_now(token: Token<'_>, ty: &ColumnType) -> bool {
    let word = match ty {
        ColumnType::Date => "CURRENT_DATE",
        ColumnType::Time => "CURRENT_TIME",
        ColumnType::DateTime { timezone: true } => return false,
        _ => "CURRENT_TIMESTAMP",
    };
    token.is_word(word)
}
