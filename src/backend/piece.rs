//! One statement out of a text of several.
//!
//! The three `split` modules decide where a statement ends; here is what they share. Text is cut, never
//! rendered: a piece is what the user wrote between its first and its last token.

use crate::backend::scan::Token;
pub use crate::backend::split_error::SplitError;

/// One statement of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The user's bytes, without the comments around it and without its delimiter.
    pub sql: String,
    /// Line of the first token, from 1.
    pub line: u32,
    /// Column of the first token, from 1, in characters.
    pub column: u32,
}

/// Where a statement stands in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    start: usize,
    end: usize,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// Collects the spans of a text while its tokens go by.
#[derive(Debug)]
pub(crate) struct Cutter {
    spans: Vec<Span>,
    open: Option<Span>,
}

impl Cutter {
    /// Starts with a text that holds no NUL byte.
    pub(crate) fn new(text: &str) -> Result<Self, SplitError> {
        if let Some(at) = text.find('\0') {
            let before = &text[..at];
            let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
            return Err(SplitError::Nul {
                line: saturated(before.matches('\n').count() + 1),
                column: saturated(before[line_start..].chars().count() + 1),
            });
        }
        Ok(Self { spans: Vec::new(), open: None })
    }

    /// The statement that has begun and not ended.
    pub(crate) fn open(&self) -> Option<Span> {
        self.open
    }

    /// Adds a significant token to the current statement, or begins one with it.
    pub(crate) fn take(&mut self, token: &Token<'_>) {
        let Token { start, end, line, column, .. } = *token;
        self.open.get_or_insert(Span { start, end, line, column }).end = end;
    }

    /// Ends the current statement, if one has begun.
    pub(crate) fn end(&mut self) {
        self.spans.extend(self.open.take());
    }

    /// Ends the last statement at the end of the text.
    pub(crate) fn finish(mut self) -> Vec<Span> {
        self.end();
        self.spans
    }
}

/// Copies each statement out of the text.
pub(crate) fn pieces(text: &str, spans: &[Span]) -> Vec<Piece> {
    let piece = |span: &Span| Piece {
        sql: text[span.start..span.end].to_owned(),
        line: span.line,
        column: span.column,
    };
    spans.iter().map(piece).collect()
}

/// The only statement of the text.
pub(crate) fn only<'a>(text: &'a str, spans: &[Span]) -> Result<&'a str, SplitError> {
    match spans {
        [] => Err(SplitError::Empty),
        [span] => Ok(&text[span.start..span.end]),
        [_, second, ..] => {
            Err(SplitError::TwoStatements { line: second.line, column: second.column })
        }
    }
}

fn saturated(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
