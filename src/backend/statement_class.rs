//! What kind of statement a text is, as far as transactions and permissions care.
//!
//! The `classify` modules of the databases decide; the gate asks. It is a second wall, not the first: a
//! function call can hide anything, so the classes say what a statement does at least. What is not known
//! is [`Class::Other`], and a caller that denies by default denies it.

use crate::backend::lexis::Lexis;
use crate::backend::scan::{Scanner, Token, TokenKind};

/// The kind of a statement. A later variant is the graver one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// Blanks and comments only.
    Empty,
    /// Reads.
    Read,
    /// Changes rows; on MySQL also makes or drops a temporary table, which commits nothing.
    Write,
    /// Changes the session: settings, current database.
    Session,
    /// Changes the schema or rights. On MySQL and MariaDB it commits the open transaction.
    Ddl,
    /// Anything else, including calls and blocks of code, and text that is not exactly one statement.
    Other,
    /// Refuses to run inside a transaction, or does nothing there; carries its name.
    RefusesTransaction(&'static str),
    /// Begins, ends or divides a transaction; carries its name.
    Transaction(&'static str),
}

/// The significant tokens of one statement, or what is left of them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Phrase<'t, 'a>(&'t [Token<'a>]);

impl<'t, 'a> Phrase<'t, 'a> {
    pub(crate) fn new(tokens: &'t [Token<'a>]) -> Self {
        Self(tokens)
    }

    /// The significant tokens of a text; none when it cannot be read.
    pub(crate) fn tokens(sql: &'a str, lexis: &'a Lexis) -> Option<Vec<Token<'a>>> {
        Scanner::new(sql, lexis)
            .filter(|token| !matches!(token, Ok(token) if !token.is_significant()))
            .collect::<Result<Vec<_>, _>>()
            .ok()
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = &'t Token<'a>> {
        self.0.iter()
    }

    pub(crate) fn first(self) -> Option<&'t Token<'a>> {
        self.0.first()
    }

    pub(crate) fn from(self, index: usize) -> Self {
        Self(self.0.get(index..).unwrap_or_default())
    }

    /// Says whether the phrase begins with these keywords, one behind the other.
    pub(crate) fn begins(self, keywords: &[&str]) -> bool {
        self.0.len() >= keywords.len()
            && self.0.iter().zip(keywords).all(|(token, keyword)| token.is(keyword))
    }

    /// Says whether the phrase begins with one of these keywords.
    pub(crate) fn begins_any(self, keywords: &[&str]) -> bool {
        self.first().is_some_and(|token| token.is_any(keywords))
    }

    /// Says whether these keywords stand somewhere, one behind the other.
    pub(crate) fn holds(self, keywords: &[&str]) -> bool {
        (0..self.0.len()).any(|index| self.from(index).begins(keywords))
    }

    /// Leaves these keywords out at the start, in any order.
    pub(crate) fn without(self, keywords: &[&str]) -> Self {
        let kept = self.0.iter().position(|token| !token.is_any(keywords));
        self.from(kept.unwrap_or(self.0.len()))
    }

    /// Leaves out brackets that open a statement: `(SELECT ...) UNION ...`.
    pub(crate) fn without_brackets(self) -> Self {
        let kept = self.0.iter().position(|token| !token.is_punct("("));
        self.from(kept.unwrap_or(self.0.len()))
    }

    /// The tokens outside of all brackets, each with its index.
    pub(crate) fn outside_brackets(self) -> impl Iterator<Item = (usize, &'t Token<'a>)> {
        let mut depth = 0_usize;
        self.0.iter().enumerate().filter(move |(_, token)| {
            if token.is_punct("(") {
                depth += 1;
                return false;
            }
            if token.is_punct(")") {
                depth = depth.saturating_sub(1);
                return false;
            }
            depth == 0
        })
    }

    /// Says what `WITH ...` does: one of its parts writes, or the main statement decides.
    pub(crate) fn with_query(self) -> Class {
        const WRITES: [&str; 4] = ["INSERT", "UPDATE", "DELETE", "MERGE"];
        let writes_inside =
            self.0.windows(2).any(|pair| pair[0].is_punct("(") && pair[1].is_any(&WRITES));
        let main = self.outside_brackets().find(|(index, token)| {
            let behind_bracket = index.checked_sub(1).is_some_and(|at| self.0[at].is_punct(")"));
            behind_bracket
                && (token.is_any(&WRITES)
                    || token.is_any(&["REPLACE", "SELECT", "VALUES", "TABLE"]))
        });
        match main {
            _ if writes_inside => Class::Write,
            Some((_, token)) if token.is_any(&["SELECT", "VALUES", "TABLE"]) => Class::Read,
            Some(_) => Class::Write,
            // `WITH ... (SELECT ...)`, or no query at all.
            None if self.holds(&["SELECT"]) => Class::Read,
            None => Class::Other,
        }
    }

    /// The name at the start, without its quotes and in lower case; none for punctuation.
    pub(crate) fn first_name(self) -> Option<String> {
        let token = self.first()?;
        match token.kind {
            TokenKind::Word => Some(token.text.to_ascii_lowercase()),
            TokenKind::Name | TokenKind::String => {
                let inner = token.text.get(1..token.text.len().checked_sub(1)?)?;
                Some(inner.to_ascii_lowercase())
            }
            _ => None,
        }
    }
}

#[cfg(test)]
#[path = "statement_class_tests.rs"]
mod tests;
