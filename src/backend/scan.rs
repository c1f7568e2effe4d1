//! Cuts SQL text into tokens without changing a byte.
//!
//! Statement splitting, classification and placeholder binding read the same tokens, so that they
//! cannot disagree about where a string ends. The scanner knows no grammar: whether `BEGIN` opens a
//! block is decided by its callers. It never panics, and the tokens of a text that scans without an
//! error cover it completely.

use crate::backend::lexis::Lexis;
pub use crate::backend::scan_error::ScanError;
use crate::backend::scan_rules::{self as rules, Measured};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A keyword or a bare name.
    Word,
    /// A name in quotes, back-ticks or brackets.
    Name,
    /// A string, dollar-quoted ones included.
    String,
    /// A number.
    Number,
    /// A parameter or variable such as `$1`, `:a` or `@@autocommit`.
    Variable,
    /// One ASCII character that is none of the above.
    Punct,
    /// The opening (`/*!50003`) or the closing (`*/`) of an executable comment.
    Marker,
    /// The statement delimiter that [`Scanner::set_delimiter`] asked for.
    Delimiter,
    /// A comment, without the line end behind it.
    Comment,
    /// A run of blanks.
    Space,
}

/// One token and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it is.
    pub kind: TokenKind,
    /// The user's bytes.
    pub text: &'a str,
    /// Offset of the first byte.
    pub start: usize,
    /// Offset behind the last byte.
    pub end: usize,
    /// Line of the first character, from 1.
    pub line: u32,
    /// Column of the first character, from 1, in characters.
    pub column: u32,
}

impl Token<'_> {
    /// Says whether the token is this keyword, in any case and without quotes.
    #[must_use]
    pub fn is(&self, keyword: &str) -> bool {
        self.kind == TokenKind::Word && self.text.eq_ignore_ascii_case(keyword)
    }

    /// Says whether the token is one of these keywords.
    #[must_use]
    pub fn is_any(&self, keywords: &[&str]) -> bool {
        keywords.iter().any(|keyword| self.is(keyword))
    }

    /// Says whether the token is this single character of punctuation.
    #[must_use]
    pub fn is_punct(&self, text: &str) -> bool {
        self.kind == TokenKind::Punct && self.text == text
    }

    /// Says whether the database reads the token; comments and blanks it skips.
    #[must_use]
    pub fn is_significant(&self) -> bool {
        !matches!(self.kind, TokenKind::Comment | TokenKind::Space)
    }
}

/// An executable comment that is open, and where a server that skips it sees its end.
#[derive(Debug, Clone, Copy)]
struct Executable {
    skipped_until: usize,
    line: u32,
    column: u32,
}

/// Yields the tokens of a text; after the first error it yields nothing more.
#[derive(Debug, Clone)]
pub struct Scanner<'a> {
    text: &'a str,
    lexis: &'a Lexis,
    delimiter: Option<&'a str>,
    at: usize,
    line: u32,
    column: u32,
    executable: Option<Executable>,
    finished: bool,
}

impl<'a> Scanner<'a> {
    /// Starts at the beginning of the text.
    #[must_use]
    pub fn new(text: &'a str, lexis: &'a Lexis) -> Self {
        Self {
            text,
            lexis,
            delimiter: None,
            at: 0,
            line: 1,
            column: 1,
            executable: None,
            finished: false,
        }
    }

    /// From here on yields each occurrence outside strings and comments as a [`TokenKind::Delimiter`].
    ///
    /// Words end in front of it too, because `END$$` is how files are written; none turns it off.
    pub fn set_delimiter(&mut self, delimiter: Option<&'a str>) {
        self.delimiter = delimiter.filter(|text| !text.is_empty());
    }

    /// Takes what is left of the current line, without its line end.
    pub fn take_line(&mut self) -> &'a str {
        let rest = &self.text[self.at..];
        let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
        self.advance(line);
        line
    }

    fn advance(&mut self, taken: &str) {
        self.at += taken.len();
        match taken.rfind('\n') {
            None => self.column = self.column.saturating_add(count(taken.chars())),
            Some(last) => {
                let ends = taken.bytes().filter(|byte| *byte == b'\n');
                self.line = self.line.saturating_add(count(ends));
                self.column = count(taken[last + 1..].chars()).saturating_add(1);
            }
        }
    }

    fn measure(&self) -> Result<Measured, ScanError> {
        let rest = &self.text[self.at..];
        if let Some(delimiter) = self.delimiter.filter(|delimiter| rest.starts_with(delimiter)) {
            return Ok((TokenKind::Delimiter, delimiter.len()));
        }
        if let Some(open) = self.executable {
            if rest.starts_with("*/") {
                return if open.skipped_until == self.at + 2 {
                    Ok((TokenKind::Marker, 2))
                } else {
                    Err(ScanError::AmbiguousComment { line: open.line, column: open.column })
                };
            }
            if rules::executable_opening(rest, self.lexis).is_some() {
                return Err(ScanError::AmbiguousComment { line: self.line, column: self.column });
            }
        }
        let (kind, length) = rules::measure(rest, self.at == 0, self.lexis).map_err(|what| {
            ScanError::Unterminated { what, line: self.line, column: self.column }
        })?;
        let cut = match (kind, self.delimiter) {
            (TokenKind::Word | TokenKind::Number | TokenKind::Variable, Some(delimiter)) => {
                rest[..length].find(delimiter).unwrap_or(length)
            }
            _ => length,
        };
        Ok((kind, cut))
    }

    fn note_executable(&mut self, token: &Token<'_>) -> Result<(), ScanError> {
        if token.kind != TokenKind::Marker {
            return Ok(());
        }
        if self.executable.take().is_some() {
            return Ok(());
        }
        let (line, column) = (token.line, token.column);
        let skipped = rules::skipped_comment_length(&self.text[token.end..])
            .ok_or(ScanError::Unterminated { what: "executable comment", line, column })?;
        self.executable = Some(Executable { skipped_until: token.end + skipped, line, column });
        Ok(())
    }

    fn step(&mut self) -> Result<Option<Token<'a>>, ScanError> {
        if self.at >= self.text.len() {
            return match self.executable {
                None => Ok(None),
                Some(Executable { line, column, .. }) => {
                    Err(ScanError::Unterminated { what: "executable comment", line, column })
                }
            };
        }
        let (kind, length) = self.measure()?;
        let (start, end) = (self.at, self.at + length);
        let text = &self.text[start..end];
        let token = Token { kind, text, start, end, line: self.line, column: self.column };
        self.note_executable(&token)?;
        self.advance(text);
        Ok(Some(token))
    }
}

impl<'a> Iterator for Scanner<'a> {
    type Item = Result<Token<'a>, ScanError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.finished {
            return None;
        }
        let step = self.step();
        self.finished = !matches!(step, Ok(Some(_)));
        step.transpose()
    }
}

fn count(items: impl Iterator) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
#[path = "scan_tests.rs"]
mod tests;
