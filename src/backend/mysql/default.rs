//! Defaults of columns as SQL text.

use sandshift_model::column::DefaultValue;
use sandshift_model::value::Value;

use super::literal::literal;
use super::types::{first_word, is_long};
use crate::backend::dialect::DialectError;

/// The words behind `DEFAULT` for a column of this type.
pub(super) fn default_text(default: &DefaultValue, spelled: &str) -> Result<String, DialectError> {
    Ok(match default {
        // The server prints a binary default with `?` for what is no text, so that it could not be
        // read back; a call of `unhex` it prints as it stands.
        DefaultValue::Literal(Value::Bytes(bytes)) => format!("(unhex('{}'))", hex::encode(bytes)),
        // Nor does it print characters of four bytes; a value of an ENUM must be a plain constant.
        DefaultValue::Literal(Value::Text(text) | Value::Json(text))
            if text.chars().any(|c| u32::from(c) > 0xFFFF)
                && !first_word(spelled).eq_ignore_ascii_case("enum") =>
        {
            literal(&Value::Text(text.clone()))?;
            format!("(convert(unhex('{}') using utf8mb4))", hex::encode(text))
        }
        // MySQL takes only expressions for these types.
        DefaultValue::Literal(value) if is_long(spelled) => format!("({})", literal(value)?),
        DefaultValue::Literal(value) => literal(value)?,
        DefaultValue::Now => now(spelled),
        DefaultValue::Expression(text) => format!("({text})"),
    })
}

/// The moment of the insert in the precision of the type: MySQL refuses any other one.
pub(super) fn now(spelled: &str) -> String {
    let text = spelled.to_ascii_lowercase();
    let precision = text
        .split_once('(')
        .and_then(|(_, rest)| rest.split_once(')'))
        .map(|(digits, _)| digits)
        .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    match first_word(&text) {
        "datetime" | "timestamp" => match precision {
            Some(digits) => format!("CURRENT_TIMESTAMP({digits})"),
            None => "CURRENT_TIMESTAMP".to_owned(),
        },
        "date" => "(CURRENT_DATE)".to_owned(),
        "time" => format!("(CURRENT_TIME({}))", precision.unwrap_or("0")),
        _ => "(CURRENT_TIMESTAMP(6))".to_owned(),
    }
}
