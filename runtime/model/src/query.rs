//! What a guest may ask to read, and what it gets back.

use serde::{Deserialize, Serialize};

use crate::ident::{Ident, ObjectName};
use crate::types::PerDialect;
use crate::value::Value;

/// Which rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    /// Each column has this value; NULL means `IS NULL`. Empty means every row.
    Equal(Vec<(Ident, Value)>),
    /// A condition in SQL with `?` for each parameter.
    Sql {
        /// The condition.
        condition: PerDialect,
        /// One value for each `?`.
        parameters: Vec<Value>,
    },
}

impl Filter {
    /// Every row.
    #[must_use]
    pub fn all() -> Self {
        Self::Equal(Vec::new())
    }
}

/// A question to the database.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Query {
    /// One SELECT in SQL with `?` for each parameter.
    Sql {
        /// The text.
        sql: PerDialect,
        /// One value for each `?`.
        parameters: Vec<Value>,
    },
    /// Rows of one table, portable.
    Table {
        /// The table.
        table: ObjectName,
        /// The columns; empty for all.
        columns: Vec<Ident>,
        /// Which rows.
        filter: Filter,
        /// Order; empty for none.
        order: Vec<Ident>,
        /// All of the order goes downwards.
        descending: bool,
        /// NULL stands before all values in the order, as it does on SQLite and MySQL. False for
        /// columns without NULL, so that PostgreSQL can read them from an index.
        nulls_first: bool,
        /// At most this many rows.
        limit: Option<u64>,
    },
}

/// One row of an answer, values in the order of the column names.
pub type Row = Vec<Value>;
