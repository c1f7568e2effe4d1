//! Cuts a text into the statements that SQLite would run one after the other.
//!
//! A semicolon ends a statement, except in a trigger: its body holds statements too, and only the `END`
//! that follows a semicolon ends it. No `CASE ... END` can stand there, so no expression is counted.

use crate::backend::lexis::Lexis;
use crate::backend::piece::{self, Cutter, Piece, Span, SplitError};
use crate::backend::scan::{Scanner, Token};

/// Cuts the text into statements; an empty text has none.
///
/// # Errors
///
/// [`SplitError`] for strings and triggers without an end, NUL bytes and shell commands.
pub fn split(text: &str) -> Result<Vec<Piece>, SplitError> {
    Ok(piece::pieces(text, &spans(text)?))
}

/// Gives back the one statement of the text, without the comments around it.
///
/// # Errors
///
/// Those of [`split`], and [`SplitError::Empty`] or [`SplitError::TwoStatements`].
pub fn only_one(text: &str) -> Result<&str, SplitError> {
    piece::only(text, &spans(text)?)
}

fn spans(text: &str) -> Result<Vec<Span>, SplitError> {
    let mut cutter = Cutter::new(text)?;
    let mut body = Body::default();
    for token in Scanner::new(text, &Lexis::SQLITE) {
        let token = token?;
        if !token.is_significant() {
            continue;
        }
        if token.is_punct(";") && !body.is_open() {
            cutter.end();
            body = Body::default();
            continue;
        }
        if cutter.open().is_none() && (token.is_punct(".") || token.is("DELIMITER")) {
            return Err(SplitError::client_command(text, &token));
        }
        body.see(&token);
        cutter.take(&token);
    }
    match cutter.open() {
        Some(Span { line, column, .. }) if body.is_open() => {
            Err(SplitError::Unclosed { what: "BEGIN", line, column })
        }
        _ => Ok(cutter.finish()),
    }
}

/// How far into `CREATE TRIGGER ... BEGIN ...; END` a statement is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Body {
    #[default]
    Verb,
    Create,
    Head,
    StatementStart,
    Statement,
    Other,
}

impl Body {
    fn is_open(self) -> bool {
        matches!(self, Self::StatementStart | Self::Statement)
    }

    fn see(&mut self, token: &Token<'_>) {
        *self = match *self {
            Self::Verb if token.is_any(&["EXPLAIN", "QUERY", "PLAN"]) => Self::Verb,
            Self::Verb if token.is("CREATE") => Self::Create,
            Self::Create if token.is_any(&["TEMP", "TEMPORARY"]) => Self::Create,
            Self::Create if token.is("TRIGGER") => Self::Head,
            Self::Head if token.is("BEGIN") => Self::StatementStart,
            Self::Head => Self::Head,
            Self::StatementStart if token.is("END") => Self::Other,
            Self::StatementStart | Self::Statement if token.is_punct(";") => Self::StatementStart,
            Self::StatementStart | Self::Statement => Self::Statement,
            Self::Verb | Self::Create | Self::Other => Self::Other,
        };
    }
}

#[cfg(test)]
#[path = "split_tests.rs"]
mod tests;
