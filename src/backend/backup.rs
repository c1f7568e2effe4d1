//! Backups of whole databases: what every kind of them has in common.
//!
//! A backup is a file that the database's own tools read: a database file of SQLite, an archive of
//! `pg_dump`, a script of `mariadb-dump` or `mysqldump`. Each is known by how it begins.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use sandshift_model::ident::ObjectName;
use sandshift_model::value::Value;
use thiserror::Error;

use super::connection::{Connection, DatabaseError};
use crate::error::{Coded, Kind, Place};

/// How a database is backed up and brought back.
pub trait Backups {
    /// How files of such backups end.
    fn backup_extension(&self) -> &'static str;

    /// Writes a consistent copy of the whole database into a file, which may be there and empty.
    ///
    /// # Errors
    ///
    /// [`BackupError`].
    fn back_up(&mut self, file: &Path) -> Result<(), BackupError>;

    /// Makes sure that a file is a whole backup of this kind of database; touches no database.
    ///
    /// # Errors
    ///
    /// [`BackupError`].
    fn check_backup(&self, file: &Path) -> Result<(), BackupError>;

    /// Brings a backup back beside the database; the copy goes with its connection.
    ///
    /// # Errors
    ///
    /// [`BackupError`].
    fn restore_beside(&mut self, file: &Path) -> Result<Box<dyn Connection>, BackupError>;

    /// Puts a backup in place of all that the database holds.
    ///
    /// # Errors
    ///
    /// [`BackupError`]; the database is as it was unless the variant says otherwise.
    fn restore(&mut self, file: &Path) -> Result<(), BackupError>;
}

/// Why a backup was not made, not taken for one, or not brought back.
#[derive(Debug, Error)]
pub enum BackupError {
    /// A tool of the database is missing.
    #[error("`{tool}` is not in `PATH`")]
    ToolMissing {
        /// The tool.
        tool: String,
    },
    /// A tool is older than the server, and may not know all that it holds.
    #[error("`{tool}` has version {version}, and the server {server}")]
    ToolOlder {
        /// The tool.
        tool: String,
        /// Its version.
        version: String,
        /// The version of the server.
        server: String,
    },
    /// A tool failed.
    #[error("`{tool}` failed: {said}")]
    Tool {
        /// The tool.
        tool: String,
        /// What it said.
        said: String,
    },
    /// The file is not what was written once, or not all of it.
    #[error("`{}` is no whole backup: {reason}", file.display())]
    Incomplete {
        /// The file.
        file: PathBuf,
        /// How that is known.
        reason: String,
    },
    /// The file belongs to another kind of database, or to none.
    #[error("`{}` is {found}, and this database needs {wanted}", file.display())]
    OtherKind {
        /// The file.
        file: PathBuf,
        /// What it is.
        found: &'static str,
        /// What it has to be.
        wanted: &'static str,
    },
    /// The file cannot be read or written.
    #[error("`{}` cannot be {doing}: {reason}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What was tried.
        doing: &'static str,
        /// Why not.
        reason: String,
    },
    /// The backup, brought back beside the database, does not hold the same.
    #[error("`{}` does not hold what the database holds: {reason}", file.display())]
    Differs {
        /// The file.
        file: PathBuf,
        /// What differs.
        reason: String,
    },
    /// The database.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl Coded for BackupError {
    fn code(&self) -> &'static str {
        match self {
            Self::ToolMissing { .. } => "backup::tool_missing",
            Self::ToolOlder { .. } => "backup::tool_older",
            Self::Tool { .. } => "backup::tool",
            Self::Incomplete { .. } => "backup::incomplete",
            Self::OtherKind { .. } => "backup::other_kind",
            Self::File { .. } => "backup::file",
            Self::Differs { .. } => "backup::differs",
            Self::Database(error) => error.code(),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::ToolMissing { .. }
            | Self::ToolOlder { .. }
            | Self::Tool { .. }
            | Self::File { .. } => Kind::File,
            Self::Incomplete { .. } | Self::OtherKind { .. } | Self::Differs { .. } => {
                Kind::Corrupt
            }
            Self::Database(error) => error.kind(),
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::ToolMissing { tool } => {
                Some(format!("install the client tools of the database, so that `{tool}` is found"))
            }
            Self::ToolOlder { .. } => {
                Some("put tools of the server's version in front of `PATH`".to_owned())
            }
            Self::Incomplete { .. } => Some("take an older backup, or make a new one".to_owned()),
            Self::Differs { .. } => {
                Some("make another one while nobody writes to the database".to_owned())
            }
            Self::Tool { .. } | Self::OtherKind { .. } | Self::File { .. } => None,
            Self::Database(error) => error.hint(),
        }
    }

    fn place(&self) -> Place {
        match self {
            Self::Incomplete { file, .. }
            | Self::OtherKind { file, .. }
            | Self::File { file, .. }
            | Self::Differs { file, .. } => Place { file: Some(file.clone()), ..Place::default() },
            _ => Place::default(),
        }
    }
}

/// What a file is, by how it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Sqlite,
    Postgres,
    Mysql,
    Unknown,
}

impl Form {
    const fn title(self) -> &'static str {
        match self {
            Self::Sqlite => "a database file of SQLite",
            Self::Postgres => "an archive of `pg_dump -Fc`",
            Self::Mysql => "a script of `mariadb-dump` or `mysqldump`",
            Self::Unknown => "no backup of any database",
        }
    }

    fn of(beginning: &[u8]) -> Self {
        let text = String::from_utf8_lossy(beginning);
        let is_dump =
            |line: &str| line.starts_with("-- MariaDB dump ") || line.starts_with("-- MySQL dump ");
        match () {
            () if beginning.starts_with(b"SQLite format 3\0") => Self::Sqlite,
            () if beginning.starts_with(b"PGDMP") => Self::Postgres,
            // MariaDB puts a line in front that older shells refuse.
            () if text.lines().take(2).any(is_dump) => Self::Mysql,
            () => Self::Unknown,
        }
    }

    /// Makes sure that a file is of this form.
    pub(super) fn must_be(self, file: &Path) -> Result<(), BackupError> {
        let failed = |error: std::io::Error| cannot(file, "read", error);
        let mut beginning = Vec::new();
        File::open(file).map_err(failed)?.take(256).read_to_end(&mut beginning).map_err(failed)?;
        let found = Self::of(&beginning);
        if found == self {
            return Ok(());
        }
        let (found, wanted) = (found.title(), self.title());
        Err(BackupError::OtherKind { file: file.to_path_buf(), found, wanted })
    }
}

/// What cannot be done with a file.
pub(super) fn cannot(file: &Path, doing: &'static str, error: impl fmt::Display) -> BackupError {
    BackupError::File { file: file.to_path_buf(), doing, reason: error.to_string() }
}

/// Runs a tool to its end, with nothing to read but what the command says.
pub(super) fn run(command: &mut Command) -> Result<Output, BackupError> {
    let tool = command.get_program().to_string_lossy().into_owned();
    let output = command.stdout(Stdio::piped()).stderr(Stdio::piped()).output();
    let output = output.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => BackupError::ToolMissing { tool: tool.clone() },
        _ => BackupError::Tool { tool: tool.clone(), said: error.to_string() },
    })?;
    if output.status.success() {
        return Ok(output);
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    let said = if said.is_empty() { output.status.to_string() } else { said };
    Err(BackupError::Tool { tool, said })
}

/// The version in what a tool or a server says of itself: the first two numbers behind `mark`.
pub(super) fn version(text: &str, mark: &str) -> Option<(u32, u32)> {
    let (_, behind) = text.split_once(mark)?;
    let from = behind.find(|c: char| c.is_ascii_digit())?;
    let digits = |c: char| !c.is_ascii_digit() && c != '.';
    let number = behind[from..].split(digits).next()?;
    let mut parts = number.split('.').map(|part| part.parse().unwrap_or_default());
    Some((parts.next()?, parts.next().unwrap_or_default()))
}

/// How many rows each of these tables has.
///
/// # Errors
///
/// [`DatabaseError`] of any class.
pub fn row_counts(
    connection: &mut dyn Connection,
    tables: impl Iterator<Item = ObjectName>,
) -> Result<Vec<(ObjectName, Value)>, DatabaseError> {
    let dialect = connection.dialect();
    let mut counts = Vec::new();
    for table in tables {
        let Ok(name) = dialect.quote_object(&table) else { continue };
        let mut count = Value::Null;
        connection.query(&format!("SELECT count(*) FROM {name}"), &mut |_, mut row| {
            count = row.pop().unwrap_or(Value::Null);
            false
        })?;
        counts.push((table, count));
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_how_it_begins() {
        assert_eq!(Form::of(b"SQLite format 3\0\x10"), Form::Sqlite);
        assert_eq!(Form::of(b"PGDMP\x01"), Form::Postgres);
        let sandboxed = "/*M!999999\\- enable the sandbox mode */ \n-- MariaDB dump 10.19";
        assert_eq!(Form::of(sandboxed.as_bytes()), Form::Mysql);
        assert_eq!(Form::of(b"-- MySQL dump 10.13  Distrib 8"), Form::Mysql);
        assert_eq!(Form::of(b"CREATE TABLE t"), Form::Unknown);
        assert_eq!(Form::of(b""), Form::Unknown);
    }

    #[test]
    fn a_version_stands_behind_its_mark() {
        assert_eq!(version("pg_dump (PostgreSQL) 15.18 (Debian)", "PostgreSQL"), Some((15, 18)));
        assert_eq!(version("PostgreSQL 16beta1", "PostgreSQL"), Some((16, 0)));
        assert_eq!(version("mariadb-dump from 11.8.3-MariaDB, client", "from"), Some((11, 8)));
        assert_eq!(version("mysqldump  Ver 8.0.36 for Linux", "Ver"), Some((8, 0)));
        assert_eq!(version("no such", "Ver"), None);
    }
}
