//! What a database holds, as far as operations need to know it.
//!
//! The gate asks the catalog for inverses, the dialects for definitions to restate. A live run
//! fills it table by table from the database; an offline run builds it from the earlier revisions.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::{Deref, DerefMut};

use crate::column::Column;
use crate::ident::{Ident, ObjectName};
use crate::object::{EnumType, Function, NativeObject, Sequence, Trigger, View};
use crate::shared::Shared;
use crate::table::Table;

/// The objects of one database.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Catalog {
    /// Tables by name.
    pub tables: BTreeMap<ObjectName, Shared<Table>>,
    /// Views by name.
    pub views: BTreeMap<ObjectName, View>,
    /// Triggers by table and name.
    pub triggers: BTreeMap<(ObjectName, Ident), Trigger>,
    /// Functions and procedures by name and argument types.
    pub functions: BTreeMap<(ObjectName, String), Function>,
    /// Enums by name.
    pub enums: BTreeMap<Ident, EnumType>,
    /// Sequences by name.
    pub sequences: BTreeMap<ObjectName, Sequence>,
    /// Schemas, but for the default one.
    pub schemas: BTreeSet<Ident>,
    /// Extensions.
    pub extensions: BTreeSet<Ident>,
    /// Objects that migrations have no operation for, by kind and name.
    pub natives: BTreeMap<(String, String), NativeObject>,
}

/// Why an operation does not fit the catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CatalogError {
    /// An object that must exist does not.
    Missing {
        /// What it is: `table`, `column`, `index`, …
        what: &'static str,
        /// Its name, with its table where it has one: `persons.email`.
        name: String,
    },
    /// An object that must not exist does.
    Exists {
        /// What it is.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// The operation contradicts itself or the object.
    Invalid {
        /// What is wrong, as a lower case fragment.
        reason: String,
    },
}

impl fmt::Display for CatalogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { what, name } => write!(f, "there is no {what} `{name}`"),
            Self::Exists { what, name } => write!(f, "there is already a {what} `{name}`"),
            Self::Invalid { reason } => f.write_str(reason),
        }
    }
}

impl std::error::Error for CatalogError {}

impl CatalogError {
    /// An object that must exist does not.
    #[must_use]
    pub fn missing(what: &'static str, name: impl fmt::Display) -> Self {
        Self::Missing { what, name: name.to_string() }
    }

    /// An object that must not exist does.
    #[must_use]
    pub fn exists(what: &'static str, name: impl fmt::Display) -> Self {
        Self::Exists { what, name: name.to_string() }
    }

    /// The operation contradicts itself or the object.
    #[must_use]
    pub fn invalid(reason: impl Into<String>) -> Self {
        Self::Invalid { reason: reason.into() }
    }
}

impl Catalog {
    /// The table of this name.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Missing`] when there is none.
    pub fn table(&self, name: &ObjectName) -> Result<&Table, CatalogError> {
        self.tables.get(name).map(Deref::deref).ok_or_else(|| CatalogError::missing("table", name))
    }

    /// The table of this name, to change it.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Missing`] when there is none.
    pub fn table_mut(&mut self, name: &ObjectName) -> Result<&mut Table, CatalogError> {
        self.tables
            .get_mut(name)
            .map(DerefMut::deref_mut)
            .ok_or_else(|| CatalogError::missing("table", name))
    }

    /// Some tables, with those that their foreign keys point to and those whose foreign keys point to them: all
    /// that decides what becomes of the keys and indexes of one of them, without a copy of a thousand others.
    #[must_use]
    pub fn around(&self, names: &[&ObjectName]) -> Self {
        let meant = |name: &ObjectName| names.contains(&name);
        let pointed_to: Vec<&ObjectName> = names
            .iter()
            .filter_map(|name| self.tables.get(*name))
            .flat_map(|table| table.foreign_keys().map(|(_, key)| &key.references))
            .collect();
        let near = self.tables.iter().filter(|(name, table)| {
            meant(name)
                || pointed_to.contains(name)
                || table.foreign_keys().any(|(_, key)| meant(&key.references))
        });
        let tables = near.map(|(name, table)| (name.clone(), table.clone())).collect();
        Self { tables, ..Self::default() }
    }

    /// Gives up own copies of tables that are just so in another catalog: two catalogs of one schema,
    /// before and after, then take the memory of one, and are compared without a look at each column.
    pub fn share_tables_of(&mut self, other: &Self) {
        for (name, table) in &mut self.tables {
            if let Some(same) = other.tables.get(name).filter(|same| *same == table) {
                *table = same.clone();
            }
        }
    }

    /// The column of this name in the table of this name.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Missing`] when there is no such table or column.
    pub fn column(&self, table: &ObjectName, name: &Ident) -> Result<&Column, CatalogError> {
        let missing = || CatalogError::missing("column", format_args!("{table}.{name}"));
        self.table(table)?.column(name).ok_or_else(missing)
    }

    /// Makes sure that a table or view may be made by this name.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Exists`] when a table, view or sequence has it.
    pub fn free_name(&self, name: &ObjectName) -> Result<(), CatalogError> {
        if self.tables.contains_key(name) {
            Err(CatalogError::exists("table", name))
        } else if self.views.contains_key(name) {
            Err(CatalogError::exists("view", name))
        } else if self.sequences.contains_key(name) {
            Err(CatalogError::exists("sequence", name))
        } else {
            Ok(())
        }
    }

    /// The table that holds an index of this name, and where it stands there.
    #[must_use]
    pub fn index_owner(&self, index: &Ident) -> Option<&Table> {
        self.tables.values().map(Deref::deref).find(|table| table.index(index).is_some())
    }

    /// The tables with a foreign key to this one, itself included when it points to itself.
    pub fn referrers<'a>(&'a self, name: &'a ObjectName) -> impl Iterator<Item = &'a Table> {
        use crate::constraint::ConstraintBody;
        self.tables.values().map(Deref::deref).filter(move |table| {
            table.constraints.iter().any(
                |c| matches!(&c.body, ConstraintBody::ForeignKey(key) if key.references == *name),
            )
        })
    }
}
