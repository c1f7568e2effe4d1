//! Views, schemas, sequences and extensions.

use super::{
    CreateExtension, CreateSchema, CreateSequence, CreateView, DropExtension, DropSchema,
    DropSequence, DropView,
};
use crate::ObjectName;
use crate::names::names;

/// Makes a view from its query, in SQL of the database at hand.
#[must_use]
pub fn create_view(name: impl Into<ObjectName>, query: impl Into<String>) -> CreateView {
    let (name, query) = (name.into(), query.into());
    CreateView { name, query, materialized: false, columns: Vec::new(), or_replace: false }
}

impl CreateView {
    /// Names for the columns, apart from the query.
    #[must_use]
    pub fn columns<S: Into<String>>(mut self, columns: impl IntoIterator<Item = S>) -> Self {
        self.columns = names(columns);
        self
    }
}

/// Drops a view.
#[must_use]
pub fn drop_view(name: impl Into<ObjectName>) -> DropView {
    DropView { name: name.into(), if_exists: false }
}

/// Makes a schema (PostgreSQL).
#[must_use]
pub fn create_schema(name: impl Into<String>) -> CreateSchema {
    CreateSchema { name: name.into(), if_not_exists: false }
}

/// Drops a schema (PostgreSQL).
#[must_use]
pub fn drop_schema(name: impl Into<String>) -> DropSchema {
    DropSchema { name: name.into(), if_exists: false, cascade: false }
}

/// Makes a sequence.
#[must_use]
pub fn create_sequence(name: impl Into<ObjectName>) -> CreateSequence {
    CreateSequence { name: name.into(), start: None, increment: None, if_not_exists: false }
}

impl CreateSequence {
    /// The first number.
    #[must_use]
    pub fn start(mut self, start: i64) -> Self {
        self.start = Some(start);
        self
    }

    /// The step.
    #[must_use]
    pub fn increment(mut self, increment: i64) -> Self {
        self.increment = Some(increment);
        self
    }
}

/// Drops a sequence.
#[must_use]
pub fn drop_sequence(name: impl Into<ObjectName>) -> DropSequence {
    DropSequence { name: name.into(), if_exists: false }
}

/// Installs an extension (PostgreSQL).
#[must_use]
pub fn create_extension(name: impl Into<String>) -> CreateExtension {
    CreateExtension { name: name.into(), if_not_exists: false }
}

/// Removes an extension (PostgreSQL).
#[must_use]
pub fn drop_extension(name: impl Into<String>) -> DropExtension {
    DropExtension { name: name.into(), if_exists: false }
}
