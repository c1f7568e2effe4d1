//! Values in the place of `?`.

use sandshift_model::value::Value;

use super::literal::literal;
use crate::backend::dialect::DialectError;

/// Puts one literal in the place of each `?` that stands outside quotes and comments.
///
/// # Errors
///
/// [`DialectError::Parameters`] when the numbers differ, [`DialectError::Value`] for a value.
pub(super) fn bind(sql: &str, values: &[Value]) -> Result<String, DialectError> {
    let mut bound = String::with_capacity(sql.len());
    let (mut used, mut rest) = (0, sql);
    while let Some(at) = rest.find(['?', '\'', '"', '`', '#', '-', '/']) {
        bound.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with('?') {
            if let Some(value) = values.get(used) {
                // Kept apart from its neighbours: `5-?` with -1 must not become a comment.
                let open =
                    bound.chars().next_back().is_some_and(|c| !c.is_whitespace() && c != '(');
                bound.push_str(if open { " " } else { "" });
                bound.push_str(&literal(value)?);
            }
            used += 1;
            rest = &rest[1..];
            continue;
        }
        let end = opaque(rest);
        bound.push_str(&rest[..end]);
        rest = &rest[end..];
    }
    bound.push_str(rest);
    if used != values.len() {
        let reason = format!(
            "the statement has {used} placeholders, but {} values were given",
            values.len()
        );
        return Err(DialectError::Parameters { reason });
    }
    Ok(bound)
}

/// The length of the quoted text or comment at the start, or of one character.
pub(super) fn opaque(text: &str) -> usize {
    let bytes = text.as_bytes();
    let until = |end: &str, from: usize| {
        text[from..].find(end).map_or(text.len(), |at| from + at + end.len())
    };
    match bytes {
        [quote @ (b'\'' | b'"' | b'`'), ..] => quoted(bytes, *quote),
        [b'#', ..] => until("\n", 1),
        [b'-', b'-', blank, ..] if blank.is_ascii_whitespace() => until("\n", 2),
        [b'/', b'*', ..] => until("*/", 2),
        _ => text.chars().next().map_or(0, char::len_utf8),
    }
}

fn quoted(bytes: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote != b'`' => at += 2,
            byte if byte == quote && bytes.get(at + 1) == Some(&quote) => at += 2,
            byte if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn question_marks_in_quotes_and_comments_are_no_placeholders() {
        let sql = "SELECT '?', \"\\\"?\", `?` /* ? */, 5-? -- ?\n, ? # ?";
        let bound = bind(sql, &[Value::Int(-1), Value::Text("?".into())]).unwrap();
        assert_eq!(bound, "SELECT '?', \"\\\"?\", `?` /* ? */, 5- -1 -- ?\n, '?' # ?");
    }

    #[test]
    fn more_or_fewer_values_than_placeholders_are_refused() {
        assert!(bind("SELECT ?", &[]).is_err());
        assert!(bind("SELECT 1", &[Value::Null]).is_err());
    }
}
