//! Why a text cannot be cut into tokens.

use thiserror::Error;

use crate::error::{Coded, Kind, Place};

/// Text that cannot be cut into tokens.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ScanError {
    /// Something was opened and the text ended before it was closed.
    #[error("the {what} that begins at line {line}, column {column} has no end")]
    Unterminated {
        /// What was opened, for example `string`.
        what: &'static str,
        /// Line of the opening, from 1.
        line: u32,
        /// Column of the opening, from 1.
        column: u32,
    },
    /// A server that executes the comment and one that skips it see its end in different places.
    #[error(
        "the executable comment at line {line}, column {column} ends in different places for different server versions"
    )]
    AmbiguousComment {
        /// Line of the opening, from 1.
        line: u32,
        /// Column of the opening, from 1.
        column: u32,
    },
}

impl Coded for ScanError {
    fn code(&self) -> &'static str {
        match self {
            Self::Unterminated { .. } => "statement::unterminated",
            Self::AmbiguousComment { .. } => "statement::ambiguous_comment",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Unterminated { .. } => Kind::ScriptSyntax,
            Self::AmbiguousComment { .. } => Kind::Refused,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Unterminated { what, .. } => Some(format!("close the {what}")),
            Self::AmbiguousComment { .. } => {
                Some("write the statement without `/*! ... */`".to_owned())
            }
        }
    }

    fn place(&self) -> Place {
        let (Self::Unterminated { line, column, .. } | Self::AmbiguousComment { line, column }) =
            *self;
        Place { file: None, line: Some(line), column: Some(column) }
    }
}
