//! The words of a statement, taken one after the other.

use sandshift_model::ident::Ident;

use super::names;
use crate::backend::scan::{Token, TokenKind};

/// What is left of a statement. A method that gives none may have taken some of it.
#[derive(Debug, Clone)]
pub(super) struct Reader<'t, 'a> {
    tokens: &'t [Token<'a>],
    /// The names that the server gives to what was read.
    given: Vec<Ident>,
}

impl<'t, 'a> Reader<'t, 'a> {
    pub(super) fn new(tokens: &'t [Token<'a>]) -> Self {
        Self { tokens, given: Vec::new() }
    }

    /// The names that the server gives, once everything is read.
    pub(super) fn end(self) -> Option<Vec<Ident>> {
        self.tokens.is_empty().then_some(self.given)
    }

    /// Notes the name that the server gives to what is read.
    pub(super) fn give(&mut self, name: Ident) -> Ident {
        self.given.push(name.clone());
        name
    }

    /// Takes these keywords when they are next, one behind the other.
    pub(super) fn takes(&mut self, keywords: &[&str]) -> bool {
        let is_next = self.begins(keywords);
        if is_next {
            self.tokens = &self.tokens[keywords.len()..];
        }
        is_next
    }

    /// Tells whether these keywords are next.
    pub(super) fn begins(&self, keywords: &[&str]) -> bool {
        self.tokens.len() >= keywords.len()
            && self.tokens.iter().zip(keywords).all(|(token, keyword)| token.is(keyword))
    }

    /// Takes a character of punctuation when it is next.
    pub(super) fn takes_mark(&mut self, mark: &str) -> bool {
        let is_next = self.tokens.first().is_some_and(|token| token.is_punct(mark));
        if is_next {
            self.tokens = &self.tokens[1..];
        }
        is_next
    }

    /// Tells whether an opening bracket is next.
    pub(super) fn is_bracket(&self) -> bool {
        self.tokens.first().is_some_and(|token| token.is_punct("("))
    }

    /// Tells whether nothing more is said about an element of a list.
    pub(super) fn is_end_of_element(&self) -> bool {
        let is_end = |token: &Token<'_>| token.is_punct(",") || token.is_punct(")");
        self.tokens.first().is_none_or(is_end)
    }

    /// Takes the next word that is in no quotes, in lower case.
    pub(super) fn word(&mut self) -> Option<String> {
        Some(self.next(TokenKind::Word)?.text.to_ascii_lowercase())
    }

    /// Takes the next name, as the server keeps it.
    pub(super) fn name(&mut self) -> Option<Ident> {
        let (token, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        names::name(token)
    }

    /// Takes names in brackets.
    pub(super) fn names(&mut self) -> Option<Vec<Ident>> {
        let mut names = Vec::new();
        self.takes_mark("(").then_some(())?;
        loop {
            names.push(self.name()?);
            if self.takes_mark(")") {
                return Some(names);
            }
            self.takes_mark(",").then_some(())?;
        }
    }

    /// Takes a number as it is written.
    pub(super) fn digits(&mut self) -> Option<&'a str> {
        Some(self.next(TokenKind::Number)?.text)
    }

    /// Takes what stands in quotes, without them.
    pub(super) fn text(&mut self) -> Option<String> {
        let inner = self.next(TokenKind::String)?.text.strip_prefix('\'')?.strip_suffix('\'')?;
        Some(inner.replace("''", "'"))
    }

    /// Takes whole numbers in brackets; none where no bracket is next.
    pub(super) fn numbers(&mut self) -> Option<Vec<u32>> {
        let mut numbers = Vec::new();
        if !self.takes_mark("(") {
            return Some(numbers);
        }
        loop {
            let digits = self.digits()?;
            let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
            numbers.push(digits.parse().ok().filter(|_| is_plain)?);
            if self.takes_mark(")") {
                return Some(numbers);
            }
            self.takes_mark(",").then_some(())?;
        }
    }

    fn next(&mut self, kind: TokenKind) -> Option<&'t Token<'a>> {
        let (token, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        (token.kind == kind).then_some(token)
    }
}
