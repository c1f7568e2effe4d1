//! What depends on a column, a table or an enum.

use std::collections::BTreeSet;

use crate::catalog::{Catalog, CatalogError};
use crate::column::DefaultValue;
use crate::constraint::{Constraint, ConstraintBody, ForeignKey};
use crate::definition::keys_of;
use crate::ident::{Ident, ObjectName};
use crate::index::{Index, IndexTerm};
use crate::lookup::Place;
use crate::mentions::names;
use crate::object::Trigger;
use crate::shared::Shared;
use crate::table::Table;
use crate::token::tokens;
use crate::types::ColumnType;

impl Table {
    /// Tells whether a constraint of this table involves the column at `position`, by name or
    /// in an expression.
    #[must_use]
    pub fn constraint_involves(&self, constraint: &Constraint, position: usize) -> bool {
        match &constraint.body {
            ConstraintBody::PrimaryKey { columns } | ConstraintBody::Unique { columns, .. } => {
                self.lists(columns, position)
            }
            ConstraintBody::ForeignKey(key) => self.lists(&key.columns, position),
            ConstraintBody::Check { expression, .. } => self.mentions(expression, position),
            ConstraintBody::Exclude { elements, filter, .. } => {
                elements.iter().any(|e| self.mentions(&e.expression, position))
                    || filter.as_ref().is_some_and(|f| self.mentions(f, position))
            }
        }
    }

    /// Tells whether an index of this table involves the column at `position`: as a key, in an
    /// expression, in its filter, or kept along.
    #[must_use]
    pub fn index_involves(&self, index: &Index, position: usize) -> bool {
        let key = |term: &IndexTerm| match term {
            IndexTerm::Column(column) => self.position(column) == Some(position),
            IndexTerm::Expression(text) => self.mentions(text, position),
        };
        index.keys.iter().any(|k| key(&k.on))
            || self.lists(&index.include, position)
            || index.filter.as_ref().is_some_and(|f| self.mentions(f, position))
            || index.native.as_ref().is_some_and(|n| self.mentions(keys_of(n).1, position))
    }

    /// Tells whether an expression names the column at `position`.
    #[must_use]
    pub fn mentions(&self, expression: &str, position: usize) -> bool {
        names(expression).iter().any(|name| self.position_of(name) == Some(position))
    }

    fn lists(&self, columns: &[Ident], position: usize) -> bool {
        columns.iter().any(|column| self.position(column) == Some(position))
    }

    /// The first column computed from the column at `position`, if any.
    #[must_use]
    pub fn computed_from(&self, position: usize) -> Option<&Ident> {
        let from = |text: &str| self.mentions(text, position);
        let others = self.columns.iter().enumerate().filter(|(at, _)| *at != position);
        others
            .map(|(_, column)| column)
            .find(|column| {
                let default = match &column.default {
                    Some(DefaultValue::Expression(text)) => from(text),
                    Some(DefaultValue::Literal(_) | DefaultValue::Now) | None => false,
                };
                default || column.generated.as_ref().is_some_and(|g| from(&g.expression))
            })
            .map(|column| &column.name)
    }

    /// Where these columns stand, whatever their order.
    fn set_of(&self, columns: &[Ident]) -> BTreeSet<Option<usize>> {
        columns.iter().map(|column| self.position(column)).collect()
    }

    /// Makes sure that the table has all these columns.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Missing`] for the first one that it has not.
    pub fn has_columns<'a>(
        &self,
        columns: impl IntoIterator<Item = &'a Ident>,
    ) -> Result<(), CatalogError> {
        match columns.into_iter().find(|column| self.position(column).is_none()) {
            Some(column) => {
                Err(CatalogError::missing("column", format_args!("{}.{column}", self.name)))
            }
            None => Ok(()),
        }
    }

    /// The foreign keys of this table.
    pub fn foreign_keys(&self) -> impl Iterator<Item = (&Constraint, &ForeignKey)> {
        self.constraints.iter().filter_map(|constraint| match &constraint.body {
            ConstraintBody::ForeignKey(key) => Some((constraint, key)),
            _ => None,
        })
    }
}

impl Catalog {
    /// The foreign keys of other tables to this one, each with the name of its table.
    pub fn foreign_keys_from_others<'a>(
        &'a self,
        table: &'a ObjectName,
    ) -> impl Iterator<Item = (&'a ObjectName, &'a Constraint)> {
        self.tables.values().flat_map(move |other| {
            other
                .foreign_keys()
                .filter(move |(_, key)| key.references == *table && other.name != *table)
                .map(move |(constraint, _)| (&other.name, constraint))
        })
    }

    /// A foreign key that points to the column at `position` of a table, with its table's name;
    /// one without referred columns points to the primary key.
    #[must_use]
    pub fn foreign_key_to_column(
        &self,
        table: &Table,
        position: usize,
    ) -> Option<(&ObjectName, &Constraint)> {
        self.tables.values().find_map(|other| {
            let points = |key: &ForeignKey| {
                let columns: &[Ident] = match key.referred_columns.as_slice() {
                    [] => table.primary_key(),
                    columns => columns,
                };
                key.references == table.name
                    && columns.iter().any(|c| table.position(c) == Some(position))
            };
            other.foreign_keys().find(|(_, key)| points(key)).map(|(c, _)| (&other.name, c))
        })
    }

    /// The table of a foreign key that could not stand without this primary key or unique
    /// constraint, because no other key of the table has the same columns.
    #[must_use]
    pub fn foreign_key_needs(&self, table: &Table, place: Place) -> Option<&ObjectName> {
        let Place::Constraint(at) = place else { return None };
        let key_of = |constraint: &Constraint| match &constraint.body {
            ConstraintBody::PrimaryKey { columns } | ConstraintBody::Unique { columns, .. } => {
                Some(table.set_of(columns))
            }
            ConstraintBody::Check { .. }
            | ConstraintBody::ForeignKey(_)
            | ConstraintBody::Exclude { .. } => None,
        };
        let key = key_of(table.constraints.get(at)?)?;
        let others = table.constraints.iter().enumerate().filter(|(other, _)| *other != at);
        let mut others = others.filter_map(|(_, constraint)| key_of(constraint));
        let by_index = |index: &Index| {
            let columns: Vec<Ident> = index.columns().into_iter().cloned().collect();
            index.unique && columns.len() == index.keys.len() && table.set_of(&columns) == key
        };
        if others.any(|other| other == key) || table.indexes.iter().any(by_index) {
            return None;
        }
        let points = |to: &ForeignKey| {
            let columns = match to.referred_columns.as_slice() {
                [] => table.primary_key(),
                columns => columns,
            };
            to.references == table.name && table.set_of(columns) == key
        };
        let needs = |other: &&Shared<Table>| other.foreign_keys().any(|(_, to)| points(to));
        self.tables.values().find(needs).map(|other| &other.name)
    }

    /// The triggers that an insert into a table wakes up, or a delete of what was inserted.
    pub fn triggers_of_inserts<'a>(
        &'a self,
        table: &'a ObjectName,
    ) -> impl Iterator<Item = &'a Trigger> {
        let event = |trigger: &Trigger| {
            let tokens = tokens(&trigger.definition);
            let mut head = tokens.iter().take_while(|token| !token.is("on"));
            head.any(|token| token.is("insert") || token.is("delete"))
        };
        self.triggers.values().filter(move |trigger| trigger.table == *table && event(trigger))
    }

    /// The columns that use an enum, by table and name.
    pub fn enum_users<'a>(
        &'a self,
        name: &'a Ident,
    ) -> impl Iterator<Item = (&'a ObjectName, &'a Ident)> {
        self.tables.values().flat_map(move |table| {
            let users = table.columns.iter().filter(move |c| enum_of(&c.ty) == Some(name));
            users.map(move |column| (&table.name, &column.name))
        })
    }

    /// Makes sure that the enum of a type exists, if it names one.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Missing`] when it does not.
    pub fn has_enum_of(&self, ty: &ColumnType) -> Result<(), CatalogError> {
        match enum_of(ty) {
            Some(name) if !self.enums.contains_key(name) => {
                Err(CatalogError::missing("enum", name))
            }
            _ => Ok(()),
        }
    }
}

/// The enum that a type names, also as the element of an array.
#[must_use]
pub fn enum_of(ty: &ColumnType) -> Option<&Ident> {
    match ty {
        ColumnType::Enum { name } => Some(name),
        ColumnType::Array(of) => enum_of(of),
        _ => None,
    }
}
