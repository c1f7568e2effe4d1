//! Tables as an author writes them.

use crate::operation::CreateTable;
use crate::{ColumnSpec, Constraint, Index, ObjectName, Table, TableOptions, primary_key};

/// A table with its columns, constraints and indexes, for [`crate::Db::create_table`].
#[derive(Debug, Clone, PartialEq)]
pub struct TableSpec {
    table: Table,
    if_not_exists: bool,
}

/// A table of columns; [`TableSpec::with`] adds constraints and indexes.
///
/// ```
/// use sandshift_guest::prelude::*;
///
/// let wares = table("wares", [
///     column("id", integer()).primary_key(),
///     column("shelf", integer()).not_null(),
///     column("label", string(100)),
/// ])
/// .with(unique(["shelf", "label"]).named("uq_wares_label"))
/// .with(index(["label"]));
/// # let _ = wares;
/// ```
#[must_use]
pub fn table(
    name: impl Into<ObjectName>,
    columns: impl IntoIterator<Item = ColumnSpec>,
) -> TableSpec {
    let columns: Vec<ColumnSpec> = columns.into_iter().collect();
    let in_key = |column: &&ColumnSpec| column.primary_key;
    let key: Vec<String> =
        columns.iter().filter(in_key).map(|column| column.column.name.clone()).collect();
    let mut constraints: Vec<Constraint> =
        (!key.is_empty()).then(|| primary_key(key)).into_iter().collect();
    constraints.extend(columns.iter().flat_map(ColumnSpec::constraints));
    let options = TableOptions {
        strict: false,
        without_rowid: false,
        engine: None,
        charset: None,
        collation: None,
    };
    let table = Table {
        name: name.into(),
        indexes: columns.iter().filter_map(ColumnSpec::own_index).collect(),
        columns: columns.into_iter().map(ColumnSpec::into_column).collect(),
        constraints,
        comment: None,
        options,
    };
    TableSpec { table, if_not_exists: false }
}

/// What a table has beside its columns.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// A constraint.
    Constraint(Constraint),
    /// An index.
    Index(Index),
}

impl From<Constraint> for Part {
    fn from(constraint: Constraint) -> Self {
        Self::Constraint(constraint)
    }
}

impl From<Index> for Part {
    fn from(index: Index) -> Self {
        Self::Index(index)
    }
}

impl TableSpec {
    /// Adds a constraint or an index.
    #[must_use]
    pub fn with(mut self, part: impl Into<Part>) -> Self {
        match part.into() {
            Part::Constraint(constraint) => self.table.constraints.push(constraint),
            Part::Index(index) => self.table.indexes.push(index),
        }
        self
    }

    /// A comment, on databases that keep one.
    #[must_use]
    pub fn comment(mut self, text: impl Into<String>) -> Self {
        self.table.comment = Some(text.into());
        self
    }

    /// Nothing happens when the table is there.
    #[must_use]
    pub fn if_not_exists(mut self) -> Self {
        self.if_not_exists = true;
        self
    }

    /// Further options of the table.
    #[must_use]
    pub fn options(mut self, options: TableOptions) -> Self {
        self.table.options = options;
        self
    }
}

impl From<TableSpec> for CreateTable {
    fn from(spec: TableSpec) -> Self {
        Self { table: spec.table, if_not_exists: spec.if_not_exists }
    }
}
