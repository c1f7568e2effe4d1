//! SQLite's lexical rules: just enough to read definitions that SQLite itself accepted.
//!
//! Used by the definition parser, by the placeholder replacement and by the question whether an
//! expression names a column. Comments and white space are skipped.

use sandshift_model::ident::Ident;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A keyword or a name without quotes.
    Word,
    /// A name in `"…"`, `` `…` `` or `[…]`.
    Quoted,
    /// A text in single quotes.
    Text,
    /// A number, without a sign.
    Number,
    /// `X'…'`.
    Blob,
    /// `?`, `?1`, `:name`, `@name` or `$name`.
    Parameter,
    /// Any other character, alone.
    Symbol,
}

/// One token with its place in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'a> {
    /// What it is.
    pub(super) kind: Kind,
    /// As it stands in the text.
    pub(super) text: &'a str,
    /// Where it begins, in bytes.
    pub(super) start: usize,
}

impl Token<'_> {
    /// Where it ends, in bytes.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Tells whether it is this word, in any case.
    pub(super) fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }

    /// Tells whether it is this symbol.
    pub(super) fn is_symbol(&self, symbol: &str) -> bool {
        self.kind == Kind::Symbol && self.text == symbol
    }

    /// Its content without quotes; SQLite takes texts in single quotes as names in definitions.
    pub(super) fn content(&self) -> String {
        let (close, doubled) = match (self.kind, self.text.chars().next()) {
            (Kind::Quoted, Some('"')) => ("\"", "\"\""),
            (Kind::Quoted, Some('`')) => ("`", "``"),
            (Kind::Quoted, _) => ("]", "]]"),
            (Kind::Text, _) => ("'", "''"),
            _ => return self.text.to_owned(),
        };
        let inner = &self.text[1..];
        inner.strip_suffix(close).unwrap_or(inner).replace(doubled, close)
    }

    /// Tells whether its quote, if it has one, is closed.
    pub(super) fn is_closed(&self) -> bool {
        let even = |quote: char| self.text.matches(quote).count().is_multiple_of(2);
        match (self.kind, self.text.chars().next()) {
            (Kind::Text | Kind::Blob, _) => even('\''),
            (Kind::Quoted, Some('[')) => self.text.ends_with(']'),
            (Kind::Quoted, Some(quote)) => even(quote),
            _ => true,
        }
    }

    /// Tells whether it may stand for the object of this name.
    pub(super) fn names(&self, name: &Ident) -> bool {
        matches!(self.kind, Kind::Word | Kind::Quoted)
            && self.content().eq_ignore_ascii_case(name.as_str())
    }
}

/// The tokens of a text; an unclosed quote or comment reaches to its end.
pub(super) fn tokens(sql: &str) -> Vec<Token<'_>> {
    Lexer { sql, at: 0 }.collect()
}

/// The first token of a text, without a look at the rest of it, which may be long.
pub(super) fn first(sql: &str) -> Option<Token<'_>> {
    Lexer { sql, at: 0 }.next()
}

struct Lexer<'a> {
    sql: &'a str,
    at: usize,
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let start = self.at;
            let (kind, end) = step(self.sql.as_bytes(), start)?;
            self.at = end;
            if let Some(kind) = kind {
                return Some(Token { kind, text: &self.sql[start..end], start });
            }
        }
    }
}

/// What begins at a place, and where it ends; no kind for comments and white space.
fn step(bytes: &[u8], at: usize) -> Option<(Option<Kind>, usize)> {
    let byte = *bytes.get(at)?;
    let next = bytes.get(at + 1);
    Some(match byte {
        b' ' | b'\t' | b'\n' | b'\r' | 0x0c => (None, at + 1),
        b'-' if next == Some(&b'-') => (None, until(bytes, at, b"\n")),
        b'/' if next == Some(&b'*') => (None, until(bytes, at + 2, b"*/")),
        b'\'' => (Some(Kind::Text), quoted(bytes, at, byte)),
        b'"' | b'`' => (Some(Kind::Quoted), quoted(bytes, at, byte)),
        b'[' => (Some(Kind::Quoted), until(bytes, at, b"]")),
        b'x' | b'X' if next == Some(&b'\'') => (Some(Kind::Blob), quoted(bytes, at + 1, b'\'')),
        b'?' | b':' | b'@' | b'$' => (Some(Kind::Parameter), word(bytes, at + 1)),
        b'0'..=b'9' => (Some(Kind::Number), number(bytes, at)),
        b'.' if next.is_some_and(u8::is_ascii_digit) => (Some(Kind::Number), number(bytes, at)),
        _ if is_word(byte) => (Some(Kind::Word), word(bytes, at)),
        _ => (Some(Kind::Symbol), at + 1),
    })
}

/// Tells whether an expression or a whole statement may name this column or table.
pub(super) fn mentions(sql: &str, name: &Ident) -> bool {
    tokens(sql).iter().any(|token| token.names(name))
}

/// An expression without `table.` before its columns, for a definition under another name.
pub(super) fn unqualified(expression: &str, table: &Ident) -> String {
    let found = tokens(expression);
    let mut text = String::new();
    let mut from = 0;
    for pair in found.windows(2) {
        if pair[0].names(table) && pair[1].is_symbol(".") {
            text.push_str(&expression[from..pair[0].start]);
            from = pair[1].end();
        }
    }
    text.push_str(&expression[from..]);
    text
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || byte >= 0x80
}

fn word(bytes: &[u8], from: usize) -> usize {
    from + bytes[from..].iter().take_while(|byte| is_word(**byte)).count()
}

fn until(bytes: &[u8], from: usize, end: &[u8]) -> usize {
    let rest = &bytes[from.min(bytes.len())..];
    let found = rest.windows(end.len()).position(|window| window == end);
    found.map_or(bytes.len(), |at| from + at + end.len())
}

fn quoted(bytes: &[u8], from: usize, quote: u8) -> usize {
    let mut at = from + 1;
    while at < bytes.len() {
        if bytes[at] != quote {
            at += 1;
        } else if bytes.get(at + 1) == Some(&quote) {
            at += 2;
        } else {
            return at + 1;
        }
    }
    bytes.len()
}

fn number(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        let sign = matches!(byte, b'+' | b'-')
            && matches!(bytes[at - 1], b'e' | b'E')
            && !bytes[from..].starts_with(b"0x");
        if !(is_word(byte) || byte == b'.' || (at > from && sign)) {
            break;
        }
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_quotes_hide_their_content() {
        let texts: Vec<&str> = tokens("a -- '\n+ 'it''s' /* ? */ [x y] X'0F' 1.5e-3 ?")
            .iter()
            .map(|t| t.text)
            .collect();
        assert_eq!(texts, ["a", "+", "'it''s'", "[x y]", "X'0F'", "1.5e-3", "?"]);
    }

    #[test]
    fn a_name_is_found_in_any_quotes_but_not_in_a_text() {
        let name = Ident::new("total").unwrap();
        assert!(mentions("[Total] > 0", &name));
        assert!(!mentions("note = 'total' -- total", &name));
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_readers_panic(
            pieces in proptest::collection::vec(
                proptest::sample::select(vec![
                    "CREATE TABLE t (", "CREATE INDEX i ON t (", "CREATE VIEW v AS", "\"", "'", "`", "[",
                    "]", "é", "--", "/*", "*/", "\n", "(", ")", ",", "?", "x'", "1e", ".5", "-", "CHECK",
                    "DEFAULT", "PRIMARY KEY", "a", "CONSTRAINT", "REFERENCES", "COLLATE", "WHERE", " ",
                ]),
                0..24,
            )
        ) {
            let text: String = pieces.concat();
            let name = Ident::new("a").unwrap();
            let _ = mentions(&text, &name);
            let _ = unqualified(&text, &name);
            let _ = super::super::parse_table::parse_table(&text);
            let _ = super::super::parse_index::parse_index(&text);
            let _ = super::super::parse_index::parse_view(&text);
            let _ = super::super::parameters::with_parameters(&text, &[]);
            let _ = super::super::execute::effect(&text);
        }
    }

    #[test]
    fn a_qualifier_goes() {
        let table = Ident::new("t").unwrap();
        assert_eq!(unqualified("\"t\".a > T . b", &table), "a >  b");
    }
}
