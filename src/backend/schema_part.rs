//! What a statement of a file that declares a schema is to its tables: whoever made a table before from
//! the same statements need not make it again.

use std::ops::Range;

use sandshift_model::ident::ObjectName;

/// What a statement is to the tables of its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// It makes one table or adds to it, and what it makes is all in the table's description.
    OfTable(TablePart),
    /// It makes something else or changes the session, and touches no table that it does not name.
    Beside,
    /// It may touch anything, or nobody knows.
    Unclear,
}

/// A statement that is about one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TablePart {
    /// The table, with its schema only where the statement names it.
    pub table: ObjectName,
    /// What it does.
    pub role: Role,
    /// Where in the statement, in bytes, names of tables stand that foreign keys point to.
    pub references: Vec<Range<usize>>,
}

/// What a statement does to its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Makes it.
    Table,
    /// Adds a primary key or a unique constraint.
    Key,
    /// Adds an index.
    Index,
    /// Adds an index that is unique.
    UniqueIndex,
    /// Adds a check or a foreign key, or comments on it.
    Other,
}

impl Role {
    /// Tells whether a foreign key may point to what it makes.
    #[must_use]
    pub fn may_be_referenced(self) -> bool {
        matches!(self, Self::Table | Self::Key | Self::UniqueIndex)
    }
}
