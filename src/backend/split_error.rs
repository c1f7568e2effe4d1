//! Why a text cannot be cut into statements, or does not hold exactly one.

use thiserror::Error;

use crate::backend::scan::{ScanError, Token};
use crate::error::{Coded, Kind, Place};

/// A text that cannot be cut into statements, or holds another number of them than it should.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SplitError {
    /// The text cannot even be cut into tokens.
    #[error(transparent)]
    Scan(#[from] ScanError),
    /// A NUL byte; drivers pass text on to C code, which would see the end of the text there.
    #[error("line {line}, column {column} holds a NUL byte")]
    Nul {
        /// Line of the byte, from 1.
        line: u32,
        /// Column of the byte, from 1.
        column: u32,
    },
    /// There is no statement where one is needed.
    #[error("there is no statement, only blanks and comments")]
    Empty,
    /// There is a second statement where one is allowed.
    #[error("a second statement begins at line {line}, column {column}")]
    TwoStatements {
        /// Line of the second statement, from 1.
        line: u32,
        /// Column of the second statement, from 1.
        column: u32,
    },
    /// A command of the database's own shell, which the server does not know.
    #[error("`{command}` at line {line} is a command of the database's shell, not SQL")]
    ClientCommand {
        /// The command, as written.
        command: String,
        /// Line of the command, from 1.
        line: u32,
        /// Column of the command, from 1.
        column: u32,
    },
    /// A `DELIMITER` line in the middle of a statement.
    #[error(
        "`DELIMITER` at line {line} comes before the end of the statement that begins at line {statement_line}"
    )]
    MisplacedDelimiter {
        /// Line of the word, from 1.
        line: u32,
        /// Column of the word, from 1.
        column: u32,
        /// Line of the statement's first token, from 1.
        statement_line: u32,
    },
    /// A `DELIMITER` line that names no delimiter, or one that cannot be told from other SQL.
    #[error("`{delimiter}` at line {line} cannot be a delimiter")]
    BadDelimiter {
        /// What stands behind the word `DELIMITER`.
        delimiter: String,
        /// Line of the word, from 1.
        line: u32,
    },
    /// A block or bracket that the text never closes.
    #[error("the statement that begins at line {line} opens {what} and does not close it")]
    Unclosed {
        /// What was opened, for example `BEGIN`.
        what: &'static str,
        /// Line of the statement, from 1.
        line: u32,
        /// Column of the statement, from 1.
        column: u32,
    },
    /// Whether a semicolon ends the statement depends on the version of the server.
    #[error("line {line}: an executable comment decides where the statement ends")]
    HiddenStructure {
        /// Line of the token that gave it away, from 1.
        line: u32,
        /// Column of that token, from 1.
        column: u32,
    },
}

impl Coded for SplitError {
    fn code(&self) -> &'static str {
        match self {
            Self::Scan(error) => error.code(),
            Self::Nul { .. } => "statement::nul",
            Self::Empty => "statement::empty",
            Self::TwoStatements { .. } => "statement::two",
            Self::ClientCommand { .. } => "statement::client_command",
            Self::MisplacedDelimiter { .. } => "statement::misplaced_delimiter",
            Self::BadDelimiter { .. } => "statement::bad_delimiter",
            Self::Unclosed { .. } => "statement::unclosed",
            Self::HiddenStructure { .. } => "statement::hidden_structure",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Scan(error) => error.kind(),
            Self::Nul { .. } => Kind::Nul,
            Self::TwoStatements { .. } => Kind::SeveralStatements,
            Self::HiddenStructure { .. } => Kind::Refused,
            Self::Empty
            | Self::ClientCommand { .. }
            | Self::MisplacedDelimiter { .. }
            | Self::BadDelimiter { .. }
            | Self::Unclosed { .. } => Kind::ScriptSyntax,
        }
    }

    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Scan(error) => return error.hint(),
            Self::Nul { .. } => "remove the byte, or bind it as a value",
            Self::Empty => "write a statement, or leave the call out",
            Self::TwoStatements { .. } => "give each statement a call of its own",
            Self::ClientCommand { .. } => "replace it by SQL that the server understands",
            Self::MisplacedDelimiter { .. } => "end the statement first",
            Self::BadDelimiter { .. } => "use `DELIMITER //` or `DELIMITER $$`",
            Self::Unclosed { .. } => "add the missing end",
            Self::HiddenStructure { .. } => "write the statement without `/*! ... */`",
        };
        Some(hint.to_owned())
    }

    fn place(&self) -> Place {
        let (line, column) = match self {
            Self::Scan(error) => return error.place(),
            Self::Empty => return Place::default(),
            Self::BadDelimiter { line, .. } => (*line, None),
            Self::Nul { line, column }
            | Self::TwoStatements { line, column }
            | Self::ClientCommand { line, column, .. }
            | Self::MisplacedDelimiter { line, column, .. }
            | Self::Unclosed { line, column, .. }
            | Self::HiddenStructure { line, column } => (*line, Some(*column)),
        };
        Place { file: None, line: Some(line), column }
    }
}

impl SplitError {
    /// Names the shell command that the token begins: its line up to the first blank.
    pub(crate) fn client_command(text: &str, token: &Token<'_>) -> Self {
        let command = text[token.start..].split_whitespace().next().unwrap_or_default();
        Self::ClientCommand { command: command.to_owned(), line: token.line, column: token.column }
    }
}
