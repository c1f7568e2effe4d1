//! A table with everything that belongs to it.

use serde::{Deserialize, Serialize};

use crate::column::Column;
use crate::constraint::{Constraint, ConstraintBody};
use crate::ident::{Ident, ObjectName};
use crate::index::Index;

/// What a table has beside columns, constraints and indexes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TableOptions {
    /// SQLite `STRICT`.
    #[serde(default)]
    pub strict: bool,
    /// SQLite `WITHOUT ROWID`.
    #[serde(default)]
    pub without_rowid: bool,
    /// MySQL/MariaDB storage engine; none for the server's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engine: Option<String>,
    /// MySQL/MariaDB default character set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charset: Option<String>,
    /// MySQL/MariaDB default collation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
    /// Further words behind the closing parenthesis, as they stand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub native: Vec<String>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Its name.
    pub name: ObjectName,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// Its constraints.
    #[serde(default)]
    pub constraints: Vec<Constraint>,
    /// Its indexes, but for those that a constraint owns.
    #[serde(default)]
    pub indexes: Vec<Index>,
    /// Its comment, on databases that keep one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Its options.
    #[serde(default)]
    pub options: TableOptions,
}

impl Table {
    /// A table without columns yet.
    #[must_use]
    pub fn new(name: ObjectName) -> Self {
        Self {
            name,
            columns: Vec::new(),
            constraints: Vec::new(),
            indexes: Vec::new(),
            comment: None,
            options: TableOptions::default(),
        }
    }

    /// The column of this name; the exact spelling wins, else any case.
    #[must_use]
    pub fn column(&self, name: &Ident) -> Option<&Column> {
        self.position(name).map(|at| &self.columns[at])
    }

    /// The column of this name, to change it.
    pub fn column_mut(&mut self, name: &Ident) -> Option<&mut Column> {
        self.position(name).map(|at| &mut self.columns[at])
    }

    /// Where the column stands, from 0.
    #[must_use]
    pub fn position(&self, name: &Ident) -> Option<usize> {
        self.position_of(name.as_str())
    }

    /// Where the column stands that an expression means by this name, from 0.
    #[must_use]
    pub fn position_of(&self, name: &str) -> Option<usize> {
        let same = |c: &Column| c.name.as_str().eq_ignore_ascii_case(name);
        self.columns
            .iter()
            .position(|c| c.name == *name)
            .or_else(|| self.columns.iter().position(same))
    }

    /// The constraint of this name.
    #[must_use]
    pub fn constraint(&self, name: &Ident) -> Option<&Constraint> {
        self.constraints.iter().find(|c| c.name.as_ref() == Some(name))
    }

    /// The index of this name.
    #[must_use]
    pub fn index(&self, name: &Ident) -> Option<&Index> {
        self.indexes.iter().find(|i| i.name.as_ref() == Some(name))
    }

    /// The columns of the primary key; empty without one.
    #[must_use]
    pub fn primary_key(&self) -> &[Ident] {
        self.constraints
            .iter()
            .find_map(|c| match &c.body {
                ConstraintBody::PrimaryKey { columns } => Some(columns.as_slice()),
                _ => None,
            })
            .unwrap_or(&[])
    }
}
