//! Migrations written as plain SQL: each statement of a part is one `execute`, and each statement of
//! `verify` a query that must give no row.

use std::path::PathBuf;
use std::sync::PoisonError;

use sandshift_model::operation::{Execute, Operation};
use sandshift_model::origin::Origin;
use sandshift_model::query::Query;
use sandshift_model::types::PerDialect;
use sandshift_model::value::Value;
use sandshift_sandbox::error::GuestError;
use sandshift_sandbox::guest::{Entry, Guest, Heeds, SharedHost};
use sandshift_sandbox::host::{CallError, Host};
use thiserror::Error;

use crate::backend::dialect::Dialect;
use crate::backend::piece::Piece;
use crate::backend::split_error::SplitError;
use crate::error::{Coded, Kind, Place};
use crate::revision::Direction;
use crate::revision::foreign::Foreign;
use crate::revision::sql_parts::{Part, Section, SqlParts, SqlPartsError};

/// An SQL file, taken apart for one database.
#[derive(Debug)]
pub(super) struct SqlGuest {
    up: Option<Vec<Piece>>,
    down: Option<Vec<Piece>>,
    verify: Option<Vec<Piece>>,
}

/// Why an SQL file cannot be taken apart.
#[derive(Debug, Error)]
pub(super) enum SqlSourceError {
    /// Its parts cannot be told apart.
    #[error(transparent)]
    Parts(SqlPartsError),
    /// A part cannot be split; the line is that of the file.
    #[error("{error}")]
    Split {
        /// Why.
        #[source]
        error: SplitError,
        /// How many lines stand above the part.
        lines_above: u32,
        /// The file, where it is that of another tool.
        file: Option<PathBuf>,
    },
}

impl Coded for SqlSourceError {
    fn code(&self) -> &'static str {
        match self {
            Self::Parts(error) => error.code(),
            Self::Split { error, .. } => error.code(),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Parts(error) => error.kind(),
            Self::Split { error, .. } => error.kind(),
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Parts(error) => error.hint(),
            Self::Split { error, .. } => error.hint(),
        }
    }

    fn place(&self) -> Place {
        match self {
            Self::Parts(error) => error.place(),
            Self::Split { error, lines_above, file } => {
                let place = error.place();
                let line = Some(place.line.unwrap_or(0) + lines_above);
                Place { file: file.clone(), line, ..place }
            }
        }
    }
}

impl SqlGuest {
    /// Takes a file apart, by the rules of one database. A text that was put together from files of
    /// another tool has its places in these.
    ///
    /// # Errors
    ///
    /// [`SqlSourceError`].
    pub(super) fn parse(
        text: &str,
        dialect: &dyn Dialect,
        foreign: Option<&Foreign>,
    ) -> Result<Self, SqlSourceError> {
        let parts = SqlParts::parse(text).map_err(SqlSourceError::Parts)?;
        let section = |section| {
            let part = parts.part(section, &[dialect.name()]);
            let origin = foreign.map(|foreign| match section {
                Section::Up | Section::Verify => foreign.file(Direction::Up),
                Section::Down => foreign.file(Direction::Down),
            });
            part.map(|part| pieces(part, dialect, origin)).transpose()
        };
        Ok(Self {
            up: section(Section::Up)?,
            down: section(Section::Down)?,
            verify: section(Section::Verify)?,
        })
    }

    /// How many statements an entry has.
    pub(super) fn statements(&self, entry: Entry) -> Option<usize> {
        self.part(entry).map(<[Piece]>::len)
    }

    fn part(&self, entry: Entry) -> Option<&[Piece]> {
        match entry {
            Entry::Up => self.up.as_deref(),
            Entry::Down => self.down.as_deref(),
            Entry::Verify => self.verify.as_deref(),
            Entry::Schema => None,
        }
    }
}

/// Splits a part; `origin` says where its text stands, when that is not where the part does.
fn pieces(
    part: &Part,
    dialect: &dyn Dialect,
    origin: Option<&(PathBuf, u32)>,
) -> Result<Vec<Piece>, SqlSourceError> {
    let lines_above = origin.map_or(part.line, |(_, line)| *line).saturating_sub(1);
    let file = || origin.map(|(file, _)| file.clone());
    let mut pieces = dialect.split(&part.body).map_err(|error| SqlSourceError::Split {
        error,
        lines_above,
        file: file(),
    })?;
    for piece in &mut pieces {
        piece.line += lines_above;
    }
    Ok(pieces)
}

impl Guest for SqlGuest {
    fn has(&self, entry: Entry) -> bool {
        self.part(entry).is_some()
    }

    fn heeds(&self) -> Heeds {
        Heeds::Nothing
    }

    fn call(&mut self, entry: Entry, host: SharedHost) -> Result<(), GuestError> {
        let pieces = self.part(entry).ok_or(GuestError::Missing { entry: entry.name() })?;
        for piece in pieces {
            let origin = Origin::new(piece.line, piece.column);
            let sql = PerDialect::all(piece.sql.clone());
            let mut host = host.lock().unwrap_or_else(PoisonError::into_inner);
            match entry {
                Entry::Up | Entry::Down | Entry::Schema => {
                    let operation = Operation::from(Execute { sql, parameters: Vec::new() });
                    let applied = host.apply(operation, origin);
                    applied.map_err(|error| GuestError::Host { error, origin })?;
                }
                Entry::Verify => {
                    let query = Query::Sql { sql, parameters: Vec::new() };
                    must_be_empty(&mut *host, &query, origin)?;
                }
            }
        }
        Ok(())
    }
}

/// A query of `verify` looks for what must not be.
fn must_be_empty(host: &mut dyn Host, query: &Query, origin: Origin) -> Result<(), GuestError> {
    let found = host.query(query, origin, &mut |names, row| {
        let cells =
            names.iter().zip(&row).map(|(name, value)| format!("{name} = {}", shown(value)));
        let cells = cells.collect::<Vec<_>>().join(", ");
        Err(GuestError::Thrown { message: format!("`verify` found a row: {cells}"), origin })
    });
    found.map_err(|error| match error {
        CallError::Host(error) => GuestError::Host { error, origin },
        CallError::Guest(error) => error,
    })
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Uint(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Bytes(bytes) => format!("{} bytes", bytes.len()),
        other => other.as_text().unwrap_or_default().to_owned(),
    }
}
