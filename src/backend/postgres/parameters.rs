//! Literals in the place of `?` placeholders.
//!
//! A `?` inside a string, a quoted name, a comment or a dollar-quoted text is no placeholder.
//! PostgreSQL also has operators with a question mark (`jsonb ? text`): a text without
//! parameters is left as it is, and beside parameters such an operator is written `??`.

use sandshift_model::types::PerDialect;
use sandshift_model::value::Value;

use super::literal::operand;
use super::names::TITLE;
use crate::backend::dialect::DialectError;

/// The text for PostgreSQL with its parameters in place, without a semicolon at its end.
pub(super) fn fill(sql: &PerDialect, parameters: &[Value]) -> Result<String, DialectError> {
    let text = sql.get("postgres").ok_or(DialectError::NoVariant { database: TITLE })?;
    let text = text.trim().trim_end_matches(';').trim_end();
    if parameters.is_empty() {
        return Ok(text.to_owned());
    }
    let mut filled = String::with_capacity(text.len());
    let mut values = parameters.iter();
    let mut placeholders = 0;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let opaque = opaque_length(rest, filled.chars().last());
        if opaque > 0 {
            filled.push_str(&rest[..opaque]);
            rest = &rest[opaque..];
        } else if let Some(behind) = rest.strip_prefix("??") {
            filled.push('?');
            rest = behind;
        } else if first == '?' {
            placeholders += 1;
            if let Some(value) = values.next() {
                filled.push_str(&operand(value)?);
            }
            rest = &rest[1..];
        } else {
            filled.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    if placeholders != parameters.len() {
        let given = parameters.len();
        return Err(DialectError::Parameters {
            reason: format!("the SQL text has {placeholders} placeholders, but {given} parameters"),
        });
    }
    Ok(filled)
}

/// The length of the string, quoted name, comment or dollar quote at the start, 0 for none.
fn opaque_length(text: &str, before: Option<char>) -> usize {
    let in_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$');
    match text.as_bytes() {
        [b'e' | b'E', b'\'', ..] if !in_word => escaped_string_length(text),
        [b'\'', ..] => quoted_length(text, '\''),
        [b'"', ..] => quoted_length(text, '"'),
        [b'-', b'-', ..] => text.find('\n').unwrap_or(text.len()),
        [b'/', b'*', ..] => comment_length(text),
        [b'$', ..] if !in_word => dollar_length(text),
        _ => 0,
    }
}

/// A doubled quote inside counts as two strings side by side, which ends at the same place.
fn quoted_length(text: &str, quote: char) -> usize {
    text[1..].find(quote).map_or(text.len(), |at| at + 2)
}

/// Here a backslash hides a quote, so a doubled quote must be passed over as one.
fn escaped_string_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 2;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'\'' if bytes.get(at + 1) == Some(&b'\'') => at += 2,
            b'\'' => return at + 1,
            _ => at += 1,
        }
    }
    text.len()
}

/// Comments nest in PostgreSQL.
fn comment_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (0, 0);
    while at + 1 < bytes.len() {
        match (bytes[at], bytes[at + 1]) {
            (b'/', b'*') => (depth, at) = (depth + 1, at + 2),
            (b'*', b'/') => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

fn dollar_length(text: &str) -> usize {
    let Some(end) = text[1..].find('$').map(|at| at + 2) else { return 0 };
    let tag = &text[1..end - 1];
    let is_tag = tag.chars().all(|c| c.is_alphanumeric() || c == '_')
        && !tag.starts_with(|c: char| c.is_ascii_digit());
    if !is_tag {
        return 0;
    }
    text[end..].find(&text[..end]).map_or(text.len(), |at| end + at + end)
}
