//! Cuts SQL text into tokens that, put together again, are the text byte for byte.
//!
//! No dialect is known here, so that the quirks of all of them are read at once: names in `"…"`,
//! `` `…` `` or `[…]`, texts in `'…'`, `E'…'` or `$tag$…$tag$`, comments in `--` and `/* */`.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A word without quotes: a name or a keyword.
    Word,
    /// A name in quotes.
    Quoted,
    /// A text literal.
    Text,
    /// A number.
    Number,
    /// One other character.
    Symbol(char),
    /// White space or a comment.
    Blank,
}

/// A piece of SQL text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token<'a> {
    pub(crate) kind: Kind,
    pub(crate) text: &'a str,
}

impl Token<'_> {
    /// The name without its quotes; the text itself for anything that is no quoted name.
    pub(crate) fn name(&self) -> String {
        if self.kind != Kind::Quoted {
            return self.text.to_owned();
        }
        let inner = self.text.get(1..self.text.len() - 1).unwrap_or_default();
        let close = if self.text.starts_with('[') { "]" } else { &self.text[..1] };
        inner.replace(&close.repeat(2), close)
    }

    /// Tells whether it is this keyword, written in any case and without quotes.
    pub(crate) fn is(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }
}

/// Cuts a text into its tokens.
pub(crate) fn tokens(sql: &str) -> Vec<Token<'_>> {
    // Only MySQL takes `\'` for a quote inside of a text. A text that never ends without this
    // reading and ends with it must have meant it.
    let (plain, closed) = cut(sql, false);
    if closed {
        return plain;
    }
    let (escaped, closed) = cut(sql, true);
    if closed { escaped } else { plain }
}

fn cut(sql: &str, backslash: bool) -> (Vec<Token<'_>>, bool) {
    let mut found: Vec<Token<'_>> = Vec::new();
    let mut rest = sql;
    let mut brackets = 0_usize;
    let mut all_closed = true;
    while let Some(first) = rest.chars().next() {
        let last = found.iter().rev().find(|t| t.kind != Kind::Blank).copied();
        let escapes = backslash || found.last().is_some_and(|t| t.is("e"));
        let (kind, end) = match first {
            '\'' => (Kind::Text, quoted(rest, '\'', escapes)),
            '"' | '`' => (Kind::Quoted, quoted(rest, first, false)),
            // Behind a value it is a subscript or an array, elsewhere a name as SQLite allows it.
            '[' if brackets == 0 && !last.is_some_and(ends_value) => {
                (Kind::Quoted, quoted(rest, ']', false))
            }
            '$' => match dollar_quoted(rest) {
                Some(end) => (Kind::Text, Some(end)),
                None => (Kind::Symbol('$'), Some(1)),
            },
            '-' if rest.starts_with("--") => {
                (Kind::Blank, Some(rest.find('\n').unwrap_or(rest.len())))
            }
            '/' if rest.starts_with("/*") => (Kind::Blank, rest.find("*/").map(|at| at + 2)),
            c if c.is_whitespace() => (Kind::Blank, Some(run(rest, char::is_whitespace))),
            c if c.is_ascii_digit() => {
                (Kind::Number, Some(run(rest, |c| c.is_ascii_alphanumeric() || c == '.')))
            }
            c if c.is_alphabetic() || c == '_' => {
                let inside = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
                (Kind::Word, Some(run(rest, inside)))
            }
            c => (Kind::Symbol(c), Some(c.len_utf8())),
        };
        match kind {
            Kind::Symbol('[') => brackets += 1,
            Kind::Symbol(']') => brackets = brackets.saturating_sub(1),
            _ => {}
        }
        let (kind, end) = match end {
            Some(end) => (kind, end),
            // What never ends cannot be read as a name, so it is left alone as a text.
            None => {
                all_closed = false;
                (Kind::Text, rest.len())
            }
        };
        found.push(Token { kind, text: &rest[..end] });
        rest = &rest[end..];
    }
    (found, all_closed)
}

/// Keywords that a name in brackets may follow; behind any other word a bracket is a subscript.
const BEFORE_NAME: &[&str] = &[
    "and", "between", "by", "case", "else", "from", "in", "into", "is", "join", "like", "not",
    "on", "or", "select", "table", "then", "update", "when", "where",
];

fn ends_value(token: Token<'_>) -> bool {
    let word = token.kind == Kind::Word && !BEFORE_NAME.iter().any(|word| token.is(word));
    word || matches!(token.kind, Kind::Quoted | Kind::Text | Kind::Symbol(')' | ']'))
}

fn run(text: &str, inside: impl Fn(char) -> bool) -> usize {
    text.find(|c| !inside(c)).unwrap_or(text.len())
}

/// The end of a quoted piece, behind its closing quote; a doubled quote stands for one.
fn quoted(text: &str, close: char, backslash: bool) -> Option<usize> {
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if backslash && c == '\\' {
            chars.next();
        } else if c == close {
            if chars.peek().is_some_and(|(_, next)| *next == close) {
                chars.next();
            } else {
                return Some(at + close.len_utf8());
            }
        }
    }
    None
}

fn dollar_quoted(text: &str) -> Option<usize> {
    let tag = 1 + run(&text[1..], |c| c.is_alphanumeric() || c == '_');
    if !text[tag..].starts_with('$') || text[1..].starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let fence = &text[..=tag];
    text[fence.len()..].find(fence).map(|at| fence.len() + at + fence.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(sql: &str) -> Vec<String> {
        let found = tokens(sql);
        assert_eq!(found.iter().map(|t| t.text).collect::<String>(), sql);
        let names = found.iter().filter(|t| matches!(t.kind, Kind::Word | Kind::Quoted));
        names.map(Token::name).collect()
    }

    #[test]
    fn texts_and_comments_hold_no_names() {
        assert_eq!(words("a = 'b' -- c\n /* d */ AND E'it\\'s e' <> $x$ f $x$"), ["a", "AND", "E"]);
    }

    #[test]
    fn a_backslash_escapes_only_where_the_text_would_not_end_otherwise() {
        assert_eq!(words(r"path <> 'C:\' AND x"), ["path", "AND", "x"]);
        assert_eq!(words(r"name <> 'it\'s b' AND c"), ["name", "AND", "c"]);
    }

    #[test]
    fn every_quoting_style_gives_the_bare_name() {
        assert_eq!(words(r#""a""b" + `c` + [d e]"#), ["a\"b", "c", "d e"]);
    }

    #[test]
    fn subscripts_and_arrays_are_no_quoted_names() {
        assert_eq!(words("tags[i] = ANY (ARRAY[a, [b]])"), ["tags", "i", "ANY", "ARRAY", "a", "b"]);
    }

    #[test]
    fn what_never_ends_is_left_alone() {
        assert_eq!(words("a = 'b"), ["a"]);
        assert_eq!(words("a /* b"), ["a"]);
        assert!(words("\"").is_empty());
    }
}
