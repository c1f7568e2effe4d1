//! Small questions about texts of the server's deparser.

/// The expression without the parentheses around the whole of it.
pub(super) fn bare(text: &str) -> &str {
    let mut text = text.trim();
    while let Some(inside) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        if !is_balanced(inside) {
            break;
        }
        text = inside.trim();
    }
    text
}

/// Whether no parenthesis closes that was not opened before; strings and quoted names are skipped.
fn is_balanced(text: &str) -> bool {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut escaped = false;
    for c in text.chars() {
        match (quote, c) {
            _ if escaped => escaped = false,
            // The deparser writes a backslash only into strings of the form E'…', doubled.
            (Some('\''), '\\') => escaped = true,
            (Some(open), c) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return false,
            },
            (None, _) => {}
        }
    }
    depth == 0
}

/// The text of a string constant at the start, and what follows it.
pub(super) fn string(text: &str) -> Option<(String, &str)> {
    let (body, escapes) = match text.strip_prefix("E'") {
        Some(body) => (body, true),
        None => (text.strip_prefix('\'')?, false),
    };
    let mut value = String::new();
    let mut chars = body.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\'' => match chars.peek() {
                Some((_, '\'')) => {
                    value.push('\'');
                    chars.next();
                }
                _ => return Some((value, &body[at + 1..])),
            },
            '\\' if escapes => value.push(chars.next()?.1),
            c => value.push(c),
        }
    }
    None
}
