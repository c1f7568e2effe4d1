//! The parts of an SQL migration: what goes up, what goes down, what verifies.
//!
//! ```sql
//! --! revision = "3f2a1c9d"
//! -- +up
//! CREATE TABLE t (a int);
//! -- +up postgres, mysql
//! CREATE TABLE t (a int, b uuid);
//! -- +down
//! DROP TABLE t;
//! ```
//!
//! A marker is a line of its own, in any case; it is looked for line by line, in strings too. Nothing is
//! asked about the SQL in a part.

use thiserror::Error;

use crate::error::{Coded, Kind, Place};

/// The databases that a marker can name.
pub const DATABASES: [&str; 4] = ["sqlite", "postgres", "mysql", "mariadb"];

/// What a part is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Section {
    /// Applies the revision.
    Up,
    /// Takes it back.
    Down,
    /// Checks that it did what it should.
    Verify,
}

impl Section {
    /// The word in the marker.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Verify => "verify",
        }
    }
}

/// One part of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is for.
    pub section: Section,
    /// The databases it is for; empty means all that have no part of their own.
    pub databases: Vec<&'static str>,
    /// The text below the marker, byte for byte.
    pub body: String,
    /// The line of the file on which the body begins, from 1.
    pub line: u32,
}

/// All parts of a file, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlParts {
    parts: Vec<Part>,
}

/// A file whose parts cannot be told apart.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SqlPartsError {
    /// There is SQL in front of the first marker.
    #[error("the text at line {line} stands in front of the first `-- +up`")]
    TextBeforeMarker {
        /// Its line, from 1.
        line: u32,
    },
    /// There is no `-- +up`.
    #[error("there is no `-- +up` line")]
    NoUp,
    /// Two parts are for the same purpose and database.
    #[error("the part `{marker}` at line {line} was there before, at line {first_line}")]
    Duplicate {
        /// The marker, without the dashes.
        marker: String,
        /// Line of the second marker, from 1.
        line: u32,
        /// Line of the first marker, from 1.
        first_line: u32,
    },
    /// A marker with a word that is none of `up`, `down` and `verify`.
    #[error("the marker `{marker}` at line {line} is not known")]
    UnknownMarker {
        /// The word, with its plus sign.
        marker: String,
        /// Its line, from 1.
        line: u32,
    },
    /// A marker that names an unknown database.
    #[error("the marker at line {line} names the unknown database `{database}`")]
    UnknownDatabase {
        /// The name, as written.
        database: String,
        /// Its line, from 1.
        line: u32,
    },
}

impl Coded for SqlPartsError {
    fn code(&self) -> &'static str {
        match self {
            Self::TextBeforeMarker { .. } => "sql::text_before_marker",
            Self::NoUp => "sql::no_up",
            Self::Duplicate { .. } => "sql::duplicate_part",
            Self::UnknownMarker { .. } => "sql::unknown_marker",
            Self::UnknownDatabase { .. } => "sql::unknown_database",
        }
    }

    fn kind(&self) -> Kind {
        Kind::ScriptSyntax
    }

    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::TextBeforeMarker { .. } => "move it below a line `-- +up`".to_owned(),
            Self::NoUp => "put a line `-- +up` above the statements".to_owned(),
            Self::Duplicate { .. } => "join the two parts".to_owned(),
            Self::UnknownMarker { .. } => "use `-- +up`, `-- +down` or `-- +verify`".to_owned(),
            Self::UnknownDatabase { .. } => format!("use one of: {}", DATABASES.join(", ")),
        };
        Some(hint)
    }

    fn place(&self) -> Place {
        let line = match self {
            Self::NoUp => None,
            Self::TextBeforeMarker { line }
            | Self::Duplicate { line, .. }
            | Self::UnknownMarker { line, .. }
            | Self::UnknownDatabase { line, .. } => Some(*line),
        };
        Place { file: None, line, column: None }
    }
}

impl SqlParts {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// [`SqlPartsError`] for markers that are missing, unknown or there twice, and text outside of parts.
    pub fn parse(text: &str) -> Result<Self, SqlPartsError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut parts: Vec<Part> = Vec::new();
        let mut preamble = Preamble::default();
        for (line, content) in (1_u32..).zip(text.split_inclusive('\n')) {
            if let Some((section, databases)) = marker(content, line)? {
                refuse_duplicate(&parts, section, &databases, line)?;
                parts.push(Part { section, databases, body: String::new(), line: line + 1 });
            } else if let Some(part) = parts.last_mut() {
                part.body.push_str(content);
            } else if !preamble.is_comment(content) {
                return Err(SqlPartsError::TextBeforeMarker { line });
            }
        }
        if parts.iter().any(|part| part.section == Section::Up) {
            Ok(Self { parts })
        } else {
            Err(SqlPartsError::NoUp)
        }
    }

    /// All parts, in the order of the file.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The part for a database; its names go from the most to the least specific (`mariadb`, `mysql`).
    ///
    /// A part that names the database replaces the one that names none.
    #[must_use]
    pub fn part(&self, section: Section, names: &[&str]) -> Option<&Part> {
        let parts = || self.parts.iter().filter(|part| part.section == section);
        let own = names.iter().find_map(|name| parts().find(|part| part.databases.contains(name)));
        own.or_else(|| parts().find(|part| part.databases.is_empty()))
    }
}

fn refuse_duplicate(
    parts: &[Part],
    section: Section,
    databases: &[&'static str],
    line: u32,
) -> Result<(), SqlPartsError> {
    let overlaps = |part: &&Part| {
        let both_generic = part.databases.is_empty() && databases.is_empty();
        part.section == section
            && (both_generic || part.databases.iter().any(|name| databases.contains(name)))
    };
    match parts.iter().find(overlaps) {
        None => Ok(()),
        Some(first) => {
            let marker = format!("+{} {}", section.word(), databases.join(", "));
            let marker = marker.trim_end().to_owned();
            Err(SqlPartsError::Duplicate { marker, line, first_line: first.line - 1 })
        }
    }
}

type Marker = (Section, Vec<&'static str>);

/// Tells whether a line would be taken for a marker, good or bad.
pub(super) fn is_marker(line: &str) -> bool {
    !matches!(marker(line, 1), Ok(None))
}

fn marker(content: &str, line: u32) -> Result<Option<Marker>, SqlPartsError> {
    let Some(comment) = content.trim().strip_prefix("--") else {
        return Ok(None);
    };
    let Some(words) = comment.trim_start().strip_prefix('+') else {
        return Ok(None);
    };
    let mut words = words.split([',', ' ', '\t']).filter(|word| !word.is_empty());
    let Some(word) = words.next().filter(|word| word.chars().all(char::is_alphabetic)) else {
        return Ok(None);
    };
    let section = [Section::Up, Section::Down, Section::Verify]
        .into_iter()
        .find(|section| section.word().eq_ignore_ascii_case(word))
        .ok_or_else(|| SqlPartsError::UnknownMarker { marker: format!("+{word}"), line })?;
    let databases = words.map(|name| database(name, line)).collect::<Result<Vec<_>, _>>()?;
    Ok(Some((section, databases)))
}

fn database(name: &str, line: u32) -> Result<&'static str, SqlPartsError> {
    let lower = name.to_ascii_lowercase();
    let plain = if lower == "postgresql" { "postgres" } else { lower.as_str() };
    DATABASES
        .into_iter()
        .find(|known| *known == plain)
        .ok_or_else(|| SqlPartsError::UnknownDatabase { database: name.to_owned(), line })
}

/// The lines in front of the first marker, where only comments may stand.
#[derive(Debug, Default)]
struct Preamble {
    in_block_comment: bool,
}

impl Preamble {
    fn is_comment(&mut self, content: &str) -> bool {
        let mut rest = content.trim();
        while !rest.is_empty() {
            if self.in_block_comment {
                let Some((_, behind)) = rest.split_once("*/") else {
                    return true;
                };
                self.in_block_comment = false;
                rest = behind.trim_start();
            } else if rest.starts_with("--") {
                return true;
            } else if let Some(behind) =
                rest.strip_prefix("/*").filter(|text| !text.starts_with('!'))
            {
                self.in_block_comment = true;
                rest = behind;
            } else {
                return false;
            }
        }
        true
    }
}

#[cfg(test)]
#[path = "sql_parts_tests.rs"]
mod tests;
