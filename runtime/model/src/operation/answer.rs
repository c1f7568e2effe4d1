//! What an operation answers about itself.

use serde::{Deserialize, Serialize};

use super::Operation;
use crate::catalog::CatalogError;
use crate::ident::{Ident, ObjectName};

/// One object that an operation touches.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Touched {
    /// A table as a whole.
    Table(ObjectName),
    /// One column of a table.
    Column(ObjectName, Ident),
    /// Another object: what it is, and its name.
    Other(String, String),
    /// Raw SQL: nobody knows.
    Unknown,
}

/// What an operation must be allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Make new objects.
    Create,
    /// Change objects without losing rows or values.
    Alter,
    /// Drop objects or narrow columns: rows or values may be lost.
    Drop,
    /// Insert, update or delete rows.
    Write,
    /// Pass SQL text to the database.
    RawSql,
}

/// The way back from an operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inverse {
    /// These operations, in this order, bring back exactly what was there.
    Exact(Vec<Operation>),
    /// These operations bring back the shape, but not what the reason says.
    Lossy {
        /// What stays lost, as a lower case fragment.
        reason: String,
        /// The operations, in order.
        operations: Vec<Operation>,
    },
    /// There is no way back.
    None {
        /// Why, as a lower case fragment.
        reason: String,
    },
}

/// Something that a reviewer should know about an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hazard {
    /// How much it matters.
    pub level: HazardLevel,
    /// What may happen, as a lower case fragment.
    pub message: String,
}

/// How much a hazard matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HazardLevel {
    /// Worth knowing.
    Note,
    /// May block other sessions or fail on existing rows.
    Caution,
    /// Loses rows or values.
    Loss,
}

impl Touched {
    /// An object that is neither a table nor a column.
    pub(super) fn other(what: &str, name: impl ToString) -> Self {
        Self::Other(what.to_owned(), name.to_string())
    }
}

impl Inverse {
    /// Nothing has to be done, because nothing was.
    pub(super) fn nothing() -> Self {
        Self::Exact(Vec::new())
    }

    /// One operation brings back exactly what was there.
    pub(super) fn exact(operation: impl Into<Operation>) -> Self {
        Self::Exact(vec![operation.into()])
    }

    /// The shape comes back, but not what the reason says.
    pub(super) fn lossy(reason: impl Into<String>, operations: Vec<Operation>) -> Self {
        Self::Lossy { reason: reason.into(), operations }
    }

    /// There is no way back.
    pub(super) fn none(reason: impl Into<String>) -> Self {
        Self::None { reason: reason.into() }
    }

    /// The inverse, or none for an operation that does not fit the catalog and will fail.
    pub(super) fn of(found: Result<Self, CatalogError>) -> Self {
        found.unwrap_or_else(|error| Self::none(error.to_string()))
    }
}

impl Hazard {
    /// Worth knowing.
    pub(super) fn note(message: impl Into<String>) -> Self {
        Self { level: HazardLevel::Note, message: message.into() }
    }

    /// May block other sessions or fail on existing rows.
    pub(super) fn caution(message: impl Into<String>) -> Self {
        Self { level: HazardLevel::Caution, message: message.into() }
    }

    /// Loses rows or values.
    pub(super) fn loss(message: impl Into<String>) -> Self {
        Self { level: HazardLevel::Loss, message: message.into() }
    }
}
