//! A plain table while it is put together.

use std::collections::BTreeSet;

use sandshift_model::column::Column;
use sandshift_model::constraint::{Constraint, ConstraintBody, ConstraintKind};
use sandshift_model::ident::Ident;
use sandshift_model::index::Index;
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;

use super::{Number, PlainTable};

/// As many columns as every server takes, in a table and in a key or index.
const MOST_COLUMNS: usize = 1000;
const MOST_KEY_COLUMNS: usize = 16;

/// A table as far as it is made.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) table: Table,
    /// The tables that its foreign keys point to.
    pub(super) targets: BTreeSet<Number>,
    /// Its names that the text does not say.
    pub(super) given: BTreeSet<Ident>,
}

impl Draft {
    /// A table with its columns.
    pub(super) fn of(table: Table) -> Option<Self> {
        let names: BTreeSet<&Ident> = table.columns.iter().map(|column| &column.name).collect();
        let is_good = names.len() == table.columns.len() && names.len() <= MOST_COLUMNS;
        is_good.then_some(Self { table, targets: BTreeSet::new(), given: BTreeSet::new() })
    }

    /// The column of exactly this name.
    pub(super) fn column(&self, name: &Ident) -> Option<&Column> {
        self.table.columns.iter().find(|column| column.name == *name)
    }

    /// Adds a constraint.
    pub(super) fn add(&mut self, constraint: Constraint) -> Option<()> {
        let (body, kind) = (&constraint.body, constraint.body.kind());
        self.is_free(constraint.name.as_ref()?).then_some(())?;
        self.are_columns(body.columns()).then_some(())?;
        if kind != ConstraintKind::ForeignKey {
            self.are_ordered(body.columns()).then_some(())?;
            // The server may take two keys of the same columns for one.
            let is_same = |other: &Constraint| {
                let is_key = other.body.kind() != ConstraintKind::ForeignKey;
                is_key && same_columns(other.body.columns(), body.columns())
            };
            (!self.table.constraints.iter().any(is_same)).then_some(())?;
        }
        if let ConstraintBody::PrimaryKey { columns } = body {
            self.table.primary_key().is_empty().then_some(())?;
            for column in self.table.columns.iter_mut().filter(|c| columns.contains(&c.name)) {
                column.nullable = false;
            }
        }
        self.table.constraints.push(constraint);
        Some(())
    }

    /// Adds an index.
    pub(super) fn add_index(&mut self, index: Index) -> Option<()> {
        let columns: Vec<Ident> = index.columns().into_iter().cloned().collect();
        let is_good = self.is_free(index.name.as_ref()?)
            && self.are_columns(&columns)
            && self.are_ordered(&columns);
        is_good.then(|| self.table.indexes.push(index))
    }

    /// Comments on the table or on a column.
    pub(super) fn comment(&mut self, column: Option<&Ident>, text: Option<String>) -> Option<()> {
        match column {
            None => self.table.comment = text,
            Some(name) => {
                let column = self.table.columns.iter_mut().find(|column| column.name == *name);
                column?.comment = text;
            }
        }
        Some(())
    }

    /// The table as an inspection tells it: keys first, then foreign keys, by names.
    pub(super) fn finish(mut self) -> PlainTable {
        let place =
            |constraint: &Constraint| (constraint.body.kind() as usize, constraint.name.clone());
        self.table.constraints.sort_by_key(place);
        self.table.indexes.sort_by(|one, other| one.name.cmp(&other.name));
        PlainTable { table: self.table.into(), given: self.given }
    }

    /// Tells whether nothing of the table has this name.
    fn is_free(&self, name: &Ident) -> bool {
        let mut indexes = self.table.indexes.iter().filter_map(|index| index.name.as_ref());
        self.table.name.name != *name
            && self.table.constraint(name).is_none()
            && !indexes.any(|other| other == name)
    }

    /// Tells whether these are columns of the table, each there once.
    fn are_columns(&self, names: &[Ident]) -> bool {
        let distinct: BTreeSet<&Ident> = names.iter().collect();
        distinct.len() == names.len()
            && names.len() <= MOST_KEY_COLUMNS
            && names.iter().all(|name| self.column(name).is_some())
    }

    /// Tells whether these columns surely have an order: a type that only the database knows may have none.
    fn are_ordered(&self, names: &[Ident]) -> bool {
        let is_ordered = |column: &Column| !matches!(column.ty, ColumnType::Native(_));
        names.iter().all(|name| self.column(name).is_some_and(is_ordered))
    }
}

/// Tells whether two lists hold the same columns, in whatever order.
pub(super) fn same_columns(one: &[Ident], other: &[Ident]) -> bool {
    one.len() == other.len() && one.iter().all(|column| other.contains(column))
}
