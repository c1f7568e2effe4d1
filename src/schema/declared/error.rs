//! Why a declared schema cannot be read.

use std::fmt;
use std::path::PathBuf;

use thiserror::Error;

use crate::backend::connection::{Class, DatabaseError};
use crate::backend::split_error::SplitError;
use crate::error::{Coded, Kind, Place};
use crate::session::cause::Cause;

/// Where the text of a declared schema comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A file.
    File(PathBuf),
    /// What a command printed.
    Command(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(file) => write!(f, "`{}`", file.display()),
            Self::Command(command) => write!(f, "the output of `{command}`"),
        }
    }
}

impl Origin {
    /// A place in the text; what a command printed has lines, and no file.
    fn place(&self, (line, column): (u32, u32)) -> Place {
        let some = |number: u32| (number > 0).then_some(number);
        let file = match self {
            Self::File(file) => Some(file.clone()),
            Self::Command(_) => None,
        };
        Place { file, line: some(line), column: some(column) }
    }
}

/// Why a declared schema cannot be read.
#[derive(Debug, Error)]
pub enum DeclaredError {
    /// It declares nothing.
    #[error("{origin} declares nothing")]
    Empty {
        /// Where the text comes from.
        origin: Origin,
    },
    /// It cannot be cut into statements.
    #[error("{origin} cannot be read: {source}")]
    Split {
        /// Where the text comes from.
        origin: Origin,
        /// Why.
        source: SplitError,
    },
    /// A statement reaches beyond the scratch database.
    #[error("{origin}{}: {reason}", line_of(origin, at))]
    Refused {
        /// Where the text comes from.
        origin: Origin,
        /// Line and column of the statement.
        at: (u32, u32),
        /// Why, as a lower case fragment.
        reason: String,
        /// What to do instead.
        advice: &'static str,
    },
    /// The database refuses a statement.
    #[error("{origin}{}: {source}", line_of(origin, at))]
    Statement {
        /// Where the text comes from.
        origin: Origin,
        /// Line and column of what the database points to, or of the statement.
        at: (u32, u32),
        /// The statement.
        sql: String,
        /// What the database says.
        source: DatabaseError,
    },
    /// A view cannot be used.
    #[error("the view `{view}` of {origin} cannot be used: {source}")]
    View {
        /// Where the text comes from.
        origin: Origin,
        /// The view.
        view: String,
        /// What the database says.
        source: DatabaseError,
    },
    /// A script stopped.
    #[error("{cause}")]
    Script {
        /// Where the text comes from.
        origin: Origin,
        /// Line and column.
        at: (u32, u32),
        /// What stopped it.
        #[source]
        cause: Box<Cause>,
    },
    /// The scratch database fails, outside of what is declared.
    #[error("{doing}: {source}")]
    Database {
        /// What was being done.
        doing: &'static str,
        /// What the database says.
        source: DatabaseError,
    },
}

/// The line, where the place of the error cannot tell it because there is no file.
fn line_of(origin: &Origin, (line, column): &(u32, u32)) -> String {
    match origin {
        Origin::File(_) => String::new(),
        Origin::Command(_) => format!(", line {line}, column {column}"),
    }
}

impl DeclaredError {
    /// Wraps a failure of the scratch database.
    pub(super) fn database(doing: &'static str) -> impl FnOnce(DatabaseError) -> Self {
        move |source| Self::Database { doing, source }
    }

    /// The SQL text that failed, if one did.
    #[must_use]
    pub fn sql(&self) -> Option<&str> {
        match self {
            Self::Statement { sql, .. } => Some(sql),
            Self::Script { cause, .. } => cause.sql(),
            _ => None,
        }
    }
}

impl Coded for DeclaredError {
    fn code(&self) -> &'static str {
        match self {
            Self::Empty { .. } => "declared::empty",
            Self::Split { source, .. } => source.code(),
            Self::Refused { .. } => "declared::refused",
            Self::Statement { .. } => "declared::statement",
            Self::View { .. } => "declared::view",
            Self::Script { cause, .. } => cause.code(),
            Self::Database { source, .. } => source.code(),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            // A server that went away says nothing about what is declared.
            Self::Statement { source, .. } | Self::Database { source, .. }
                if source.class != Class::Statement =>
            {
                source.kind()
            }
            Self::Database { source, .. } => source.kind(),
            _ => Kind::Declared,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Empty { origin: Origin::File(file) } => Some(format!(
                "write the tables into `{}` that should be there, or take them from a database with \
                 `sandshift schema dump`",
                file.display()
            )),
            Self::Empty { origin: Origin::Command(_) } => {
                Some("let the command print CREATE statements on its standard output".to_owned())
            }
            Self::Split { source: SplitError::ClientCommand { .. }, .. } => {
                Some("dump the schema alone, without rows and without commands of the shell".into())
            }
            Self::Split { source, .. } => source.hint(),
            Self::Refused { advice, .. } => Some((*advice).to_owned()),
            Self::Statement { source, .. } | Self::Database { source, .. } => {
                let advice = "correct the statement: it has to run on an empty database";
                source.advice.clone().or_else(|| Some(advice.to_owned()))
            }
            Self::View { .. } => {
                Some("let the view name only what is there, and no view that names it".to_owned())
            }
            Self::Script { cause, .. } => cause.hint(),
        }
    }

    fn place(&self) -> Place {
        match self {
            Self::Empty { origin } | Self::View { origin, .. } => origin.place((0, 0)),
            Self::Split { origin, source } => {
                let place = source.place();
                origin.place((place.line.unwrap_or(0), place.column.unwrap_or(0)))
            }
            Self::Refused { origin, at, .. }
            | Self::Statement { origin, at, .. }
            | Self::Script { origin, at, .. } => origin.place(*at),
            Self::Database { .. } => Place::default(),
        }
    }
}
