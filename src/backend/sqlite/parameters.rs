//! Puts literals in the place of `?` placeholders.
//!
//! Nothing is ever bound, so that a dry run prints what a run sends.

use sandshift_model::value::Value;

use super::literal::literal;
use super::tokens::{Kind, tokens};
use crate::backend::dialect::DialectError;

/// The text with each `?` replaced by the literal of its value; quotes and comments are left alone.
///
/// # Errors
///
/// [`DialectError::Parameters`] when the numbers differ or a placeholder has a name or number,
/// [`DialectError::Value`] when a value does not fit.
pub(super) fn with_parameters(sql: &str, parameters: &[Value]) -> Result<String, DialectError> {
    let places: Vec<_> = tokens(sql).into_iter().filter(|t| t.kind == Kind::Parameter).collect();
    // Without parameters a `:name` is left to SQLite, whose message names it better.
    if parameters.is_empty() && !places.iter().any(|place| place.text == "?") {
        return Ok(sql.to_owned());
    }
    if let Some(place) = places.iter().find(|place| place.text != "?") {
        let reason = format!("the placeholder `{}` is not a plain `?`", place.text);
        return Err(DialectError::Parameters { reason });
    }
    if places.len() != parameters.len() {
        let (marks, values) = (places.len(), parameters.len());
        let reason =
            format!("the SQL text has {marks} placeholders, but {values} values are given");
        return Err(DialectError::Parameters { reason });
    }
    let mut text = String::with_capacity(sql.len() + parameters.len() * 8);
    let mut from = 0;
    for (place, value) in places.iter().zip(parameters) {
        let value = literal(value)?;
        text.push_str(&sql[from..place.start]);
        // A minus sign behind another one would begin a comment.
        if value.starts_with('-') {
            text.push_str(&format!("({value})"));
        } else {
            text.push_str(&value);
        }
        from = place.end();
    }
    text.push_str(&sql[from..]);
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_in_texts_and_comments_stay() {
        let sql = with_parameters("a = ? AND b = '?' /* ? */", &[Value::Int(1)]).unwrap();
        assert_eq!(sql, "a = 1 AND b = '?' /* ? */");
    }

    #[test]
    fn a_negative_number_cannot_become_a_comment() {
        assert_eq!(with_parameters("a-?", &[Value::Int(-1)]).unwrap(), "a-(-1)");
    }

    #[test]
    fn wrong_numbers_are_refused() {
        assert!(with_parameters("a = ?", &[]).is_err());
        assert!(with_parameters("a = 1", &[Value::Null]).is_err());
        assert!(with_parameters("a = ?1", &[Value::Null]).is_err());
    }
}
