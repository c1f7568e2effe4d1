//! Cuts a text into the statements that MySQL or MariaDB would run one after the other.
//!
//! A semicolon ends a statement, except in the body of a stored program (`blocks`). A
//! `DELIMITER` line is a command of the `mysql` shell: it is followed, and never sent. The author's
//! delimiter ends a statement wherever it stands; a semicolon outside of a body still does too, because
//! a server that takes several statements in one string would run them all.

use crate::backend::lexis::Lexis;
use crate::backend::mysql::blocks::{Blocks, Hidden};
use crate::backend::piece::{self, Cutter, Piece, Span, SplitError};
use crate::backend::scan::{Scanner, Token, TokenKind};

/// Cuts the text into statements; an empty text has none.
///
/// # Errors
///
/// [`SplitError`] for strings and blocks without an end, NUL bytes, shell commands, `DELIMITER` in the
/// wrong place, and executable comments that hide where a statement ends.
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
    let mut blocks = Blocks::default();
    let mut scanner = Scanner::new(text, &Lexis::MYSQL);
    while let Some(token) = scanner.next() {
        let token = token?;
        if !token.is_significant() {
            continue;
        }
        let ends = token.kind == TokenKind::Delimiter || (token.is_punct(";") && !blocks.is_open());
        if ends {
            if blocks.in_executable_comment() {
                return Err(hidden(&token));
            }
            cutter.end();
            blocks = Blocks::default();
            continue;
        }
        if token.is("DELIMITER") && follows_delimiter(text, &token, cutter.open())? {
            let rest = scanner.take_line();
            scanner.set_delimiter(delimiter(rest, &token)?);
            continue;
        }
        if token.is_punct("\\") && !text[token.end..].starts_with('N') {
            return Err(SplitError::client_command(text, &token));
        }
        blocks.see(&token).map_err(|Hidden| hidden(&token))?;
        cutter.take(&token);
    }
    match (blocks.what_is_open(), cutter.open()) {
        (Some(what), Some(Span { line, column, .. })) => {
            Err(SplitError::Unclosed { what, line, column })
        }
        _ => Ok(cutter.finish()),
    }
}

fn hidden(token: &Token<'_>) -> SplitError {
    SplitError::HiddenStructure { line: token.line, column: token.column }
}

/// Says whether the word is the shell's command; in the middle of a statement it may be a column.
fn follows_delimiter(
    text: &str,
    token: &Token<'_>,
    open: Option<Span>,
) -> Result<bool, SplitError> {
    let line_start = text[..token.start].rfind('\n').map_or(0, |newline| newline + 1);
    let first_in_line =
        text[line_start..token.start].trim_matches(['\u{feff}', ' ', '\t']).is_empty();
    let rest = text[token.end..].lines().next().unwrap_or_default().trim();
    let looks_like_command =
        !rest.is_empty() && rest.chars().all(|char| char.is_ascii_punctuation());
    match open {
        None if first_in_line => Ok(true),
        None => Err(SplitError::client_command(text, token)),
        Some(statement) if first_in_line && looks_like_command && !matches!(rest, "," | ")") => {
            Err(SplitError::MisplacedDelimiter {
                line: token.line,
                column: token.column,
                statement_line: statement.line,
            })
        }
        Some(_) => Ok(false),
    }
}

/// Reads the argument of a `DELIMITER` line; a single semicolon is the scanner's own rule.
fn delimiter<'a>(rest: &'a str, token: &Token<'_>) -> Result<Option<&'a str>, SplitError> {
    let delimiter = rest.split_whitespace().next().unwrap_or_default();
    let opens_other_token =
        ["'", "\"", "`", "#", "--", "/*"].iter().any(|mark| delimiter.starts_with(mark));
    if delimiter.is_empty() || delimiter.contains('\\') || opens_other_token {
        let delimiter = delimiter.to_owned();
        return Err(SplitError::BadDelimiter { delimiter, line: token.line });
    }
    Ok(Some(delimiter).filter(|delimiter| *delimiter != ";"))
}

#[cfg(test)]
#[path = "split_tests.rs"]
mod tests;
