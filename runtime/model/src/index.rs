//! Indexes.

use serde::{Deserialize, Serialize};

use crate::ident::{Ident, ObjectName};

/// One key of an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexKey {
    /// What is indexed.
    pub on: IndexTerm,
    /// Descending order.
    #[serde(default)]
    pub descending: bool,
    /// Words behind the term that only this database knows: operator class, `NULLS LAST`,
    /// `COLLATE …`, a MySQL prefix length such as `(20)`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub native: Option<String>,
}

/// What one key of an index is taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IndexTerm {
    /// A column.
    Column(Ident),
    /// An expression in the database's own words, without outer parentheses.
    Expression(String),
}

/// An index of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// Its name; none until [`crate::naming`] gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Ident>,
    /// The table.
    pub table: ObjectName,
    /// The keys, in order.
    pub keys: Vec<IndexKey>,
    /// No two rows with the same keys.
    #[serde(default)]
    pub unique: bool,
    /// Only rows for which this holds (partial index).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
    /// Further columns kept in the index (PostgreSQL).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<Ident>,
    /// Method, such as `gin` or `hash`; none for the database's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// NULLs count as equal (PostgreSQL 15+).
    #[serde(default)]
    pub nulls_not_distinct: bool,
    /// The whole definition in the database's own words, when it was inspected and holds more
    /// than the fields above; restated as it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub native: Option<String>,
}

impl Index {
    /// A plain unnamed index on columns.
    #[must_use]
    pub fn on(table: ObjectName, columns: Vec<Ident>) -> Self {
        let keys = columns
            .into_iter()
            .map(|column| IndexKey {
                on: IndexTerm::Column(column),
                descending: false,
                native: None,
            })
            .collect();
        Self {
            name: None,
            table,
            keys,
            unique: false,
            filter: None,
            include: Vec::new(),
            method: None,
            nulls_not_distinct: false,
            native: None,
        }
    }

    /// The plain columns among the keys, in order.
    #[must_use]
    pub fn columns(&self) -> Vec<&Ident> {
        self.keys
            .iter()
            .filter_map(|key| match &key.on {
                IndexTerm::Column(column) => Some(column),
                IndexTerm::Expression(_) => None,
            })
            .collect()
    }
}
