//! A place in the tokens of a definition, with the small steps that a parser takes.

use sandshift_model::ident::{Ident, ObjectName};

use super::tokens::{Kind, Token, tokens};

/// Why a stored definition cannot be read, as a lower case fragment.
pub(super) type Unread = String;

/// A place in the tokens of a definition.
pub(super) struct Cursor<'a> {
    sql: &'a str,
    tokens: Vec<Token<'a>>,
    at: usize,
}

impl<'a> Cursor<'a> {
    /// The beginning of a text.
    pub(super) fn new(sql: &'a str) -> Self {
        Self { sql, tokens: tokens(sql), at: 0 }
    }

    /// The next token.
    pub(super) fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.at).copied()
    }

    /// Takes the next token.
    pub(super) fn next(&mut self) -> Option<Token<'a>> {
        let token = self.peek();
        self.at += usize::from(token.is_some());
        token
    }

    /// Tells whether these words come next.
    pub(super) fn sees(&self, words: &[&str]) -> bool {
        let rest = &self.tokens[self.at.min(self.tokens.len())..];
        rest.len() >= words.len() && words.iter().zip(rest).all(|(word, token)| token.is_word(word))
    }

    /// Takes these words if they come next.
    pub(super) fn eat(&mut self, words: &[&str]) -> bool {
        let seen = self.sees(words);
        self.at += if seen { words.len() } else { 0 };
        seen
    }

    /// Takes this symbol if it comes next.
    pub(super) fn eat_symbol(&mut self, symbol: &str) -> bool {
        let seen = self.sees_symbol(symbol);
        self.at += usize::from(seen);
        seen
    }

    /// Tells whether this symbol comes next.
    pub(super) fn sees_symbol(&self, symbol: &str) -> bool {
        self.peek().is_some_and(|token| token.is_symbol(symbol))
    }

    /// Takes these words.
    pub(super) fn expect(&mut self, words: &[&str]) -> Result<(), Unread> {
        if self.eat(words) { Ok(()) } else { Err(self.unread(&words.join(" "))) }
    }

    /// Takes this symbol.
    pub(super) fn expect_symbol(&mut self, symbol: &str) -> Result<(), Unread> {
        if self.eat_symbol(symbol) { Ok(()) } else { Err(self.unread(symbol)) }
    }

    /// The message for something else than what was expected.
    pub(super) fn unread(&self, expected: &str) -> Unread {
        match self.peek() {
            Some(token) => format!("`{}` stands where `{expected}` should be", token.text),
            None => format!("it ends where `{expected}` should be"),
        }
    }

    /// Takes a name.
    pub(super) fn name(&mut self) -> Result<Ident, Unread> {
        match self.peek() {
            Some(token) if matches!(token.kind, Kind::Word | Kind::Quoted | Kind::Text) => {
                self.at += 1;
                Ident::new(token.content()).map_err(|error| error.to_string())
            }
            _ => Err(self.unread("a name")),
        }
    }

    /// Takes the name of a table, dropping `main.`, which is all there can be in a definition.
    pub(super) fn object(&mut self) -> Result<ObjectName, Unread> {
        let mut name = self.name()?;
        if self.eat_symbol(".") {
            name = self.name()?;
        }
        Ok(ObjectName::bare(name))
    }

    /// Takes a group in parentheses and gives what stands between them, but for a comment at its
    /// end, which would hide the parenthesis when the text is restated on one line.
    pub(super) fn group(&mut self) -> Result<&'a str, Unread> {
        self.expect_symbol("(")?;
        let from = self.start();
        let mut to = from;
        let mut depth = 1;
        while let Some(token) = self.next() {
            depth += i32::from(token.is_symbol("("));
            depth -= i32::from(token.is_symbol(")"));
            if depth == 0 {
                return Ok(&self.sql[from..to.max(from)]);
            }
            to = token.end();
        }
        Err(self.unread(")"))
    }

    /// Where the next token begins, in bytes.
    pub(super) fn start(&self) -> usize {
        self.peek().map_or(self.sql.len(), |token| token.start)
    }

    /// The text from a place to the end of the last token taken.
    pub(super) fn since(&self, start: usize) -> &'a str {
        let end = if self.at == 0 { start } else { self.tokens[self.at - 1].end() };
        self.sql[start..end.max(start)].trim()
    }

    /// The text from the next token on, but for comments and semicolons at its end.
    pub(super) fn rest(&self) -> &'a str {
        let left = &self.tokens[self.at.min(self.tokens.len())..];
        match left.iter().rfind(|token| !token.is_symbol(";")) {
            Some(last) => &self.sql[self.start()..last.end()],
            None => "",
        }
    }
}
