//! Cuts a text into the statements that PostgreSQL would run one after the other.
//!
//! A semicolon ends a statement, except in the brackets of `CREATE RULE ... DO (...; ...)` and in the
//! `BEGIN ATOMIC ... END` body of a function, which only an `END` behind a semicolon closes. Bodies in
//! dollar quotes are strings to the scanner already.

use crate::backend::lexis::Lexis;
use crate::backend::piece::{self, Cutter, Piece, Span, SplitError};
use crate::backend::scan::{Scanner, Token};

/// Cuts the text into statements; an empty text has none.
///
/// # Errors
///
/// [`SplitError`] for strings and bodies without an end, NUL bytes and commands of `psql`, including
/// `COPY ... FROM STDIN`, whose rows are no SQL.
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
    for token in Scanner::new(text, &Lexis::POSTGRES) {
        let token = token?;
        if !token.is_significant() {
            continue;
        }
        if token.is_punct(";") && !body.is_open() {
            cutter.end();
            body = Body::default();
            continue;
        }
        let begins = cutter.open().is_none();
        if token.is_punct("\\") || (begins && token.is("DELIMITER")) {
            return Err(SplitError::client_command(text, &token));
        }
        body = body.after(&token);
        cutter.take(&token);
        if let (Body::CopyFromStdin, Some(Span { line, column, .. })) = (body, cutter.open()) {
            let command = "COPY ... FROM STDIN".to_owned();
            return Err(SplitError::ClientCommand { command, line, column });
        }
    }
    match (body.what_is_open(), cutter.open()) {
        (Some(what), Some(Span { line, column, .. })) => {
            Err(SplitError::Unclosed { what, line, column })
        }
        _ => Ok(cutter.finish()),
    }
}

/// How far into a statement with inner semicolons the text is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Body {
    #[default]
    Verb,
    Create,
    RoutineHead,
    RoutineBegin,
    AtomicStatementStart,
    AtomicStatement,
    Rule {
        depth: u32,
    },
    Copy {
        depth: u32,
    },
    CopyFrom,
    CopyFromStdin,
    Other,
}

impl Body {
    fn what_is_open(self) -> Option<&'static str> {
        match self {
            Self::AtomicStatementStart | Self::AtomicStatement => Some("BEGIN ATOMIC"),
            Self::Rule { depth: 1.. } => Some("a bracket"),
            _ => None,
        }
    }

    fn is_open(self) -> bool {
        self.what_is_open().is_some()
    }

    fn after(self, token: &Token<'_>) -> Self {
        match self {
            Self::Verb if token.is("CREATE") => Self::Create,
            Self::Verb if token.is("COPY") => Self::Copy { depth: 0 },
            Self::Create if token.is_any(&["OR", "REPLACE"]) => Self::Create,
            Self::Create if token.is_any(&["FUNCTION", "PROCEDURE"]) => Self::RoutineHead,
            Self::Create if token.is("RULE") => Self::Rule { depth: 0 },
            Self::Verb | Self::Create => Self::Other,
            Self::RoutineHead | Self::RoutineBegin if token.is("BEGIN") => Self::RoutineBegin,
            Self::RoutineBegin if token.is("ATOMIC") => Self::AtomicStatementStart,
            Self::RoutineHead | Self::RoutineBegin => Self::RoutineHead,
            Self::AtomicStatementStart if token.is("END") => Self::Other,
            Self::AtomicStatementStart | Self::AtomicStatement if token.is_punct(";") => {
                Self::AtomicStatementStart
            }
            Self::AtomicStatementStart | Self::AtomicStatement => Self::AtomicStatement,
            Self::Rule { depth } => Self::Rule { depth: nested(depth, token) },
            Self::Copy { depth: 0 } if token.is("FROM") => Self::CopyFrom,
            Self::Copy { depth } => Self::Copy { depth: nested(depth, token) },
            Self::CopyFrom if token.is("STDIN") => Self::CopyFromStdin,
            Self::CopyFrom | Self::CopyFromStdin | Self::Other => Self::Other,
        }
    }
}

fn nested(depth: u32, token: &Token<'_>) -> u32 {
    if token.is_punct("(") {
        depth.saturating_add(1)
    } else if token.is_punct(")") {
        depth.saturating_sub(1)
    } else {
        depth
    }
}

#[cfg(test)]
#[path = "split_tests.rs"]
mod tests;
