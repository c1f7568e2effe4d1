//! Finds the index or constraint that a migration means by a name.
//!
//! On MySQL and MariaDB a unique constraint and a unique index are one thing, and inspection has
//! to call it one or the other. So each is found where the other is asked for, and a migration
//! may drop what an earlier one made, on every database.

use crate::catalog::{Catalog, CatalogError};
use crate::constraint::{ConstraintBody, ConstraintKind};
use crate::definition::index_renamed;
use crate::ident::{Ident, ObjectName};
use crate::naming::constraint_names;
use crate::table::Table;

/// Where an index or constraint stands in its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In [`Table::indexes`].
    Index(usize),
    /// In [`Table::constraints`].
    Constraint(usize),
}

impl Table {
    /// The index of this name, else the unique constraint of this name.
    #[must_use]
    pub fn find_index(&self, name: &Ident) -> Option<Place> {
        let index = self.indexes.iter().position(|i| i.name.as_ref() == Some(name));
        let unique = || self.constraint_at(name, Some(ConstraintKind::Unique));
        index.map(Place::Index).or_else(|| unique().map(Place::Constraint))
    }

    /// The constraint of this name and kind, else the unique index of this name.
    ///
    /// A primary key whose name the database did not keep (MySQL calls every one `PRIMARY`) is
    /// also found by its kind alone, and by a name that begins as those of our own convention do:
    /// the table may have had another name when the key got its own. A constraint without a name is
    /// found by the one that our own convention would give it.
    #[must_use]
    pub fn find_constraint(&self, name: &Ident, kind: Option<ConstraintKind>) -> Option<Place> {
        if let Some(at) = self.constraint_at(name, kind) {
            return Some(Place::Constraint(at));
        }
        let unique =
            |at: &usize| self.indexes[*at].unique && kind_fits(kind, ConstraintKind::Unique);
        let index = self.indexes.iter().position(|i| i.name.as_ref() == Some(name));
        if let Some(at) = index.filter(unique) {
            return Some(Place::Index(at));
        }
        if let Some(at) = self.unnamed_constraint_at(name, kind) {
            return Some(Place::Constraint(at));
        }
        let key = |body: &ConstraintBody| body.kind() == ConstraintKind::PrimaryKey;
        let at = self.constraints.iter().position(|c| key(&c.body))?;
        let nameless = self.constraints[at].name.as_ref().is_none_or(|n| *n == "PRIMARY");
        let conventional = name.as_str().starts_with("pk_");
        let meant = kind == Some(ConstraintKind::PrimaryKey) || kind.is_none() && conventional;
        (meant && nameless).then_some(Place::Constraint(at))
    }

    fn constraint_at(&self, name: &Ident, kind: Option<ConstraintKind>) -> Option<usize> {
        self.constraints
            .iter()
            .position(|c| c.name.as_ref() == Some(name) && kind_fits(kind, c.body.kind()))
    }

    /// The constraint without a name to which our own convention would give this one: a database
    /// that existed before us (SQLite) may hold such.
    fn unnamed_constraint_at(&self, name: &Ident, kind: Option<ConstraintKind>) -> Option<usize> {
        let unnamed = |at: &usize| {
            self.constraints[*at].name.is_none()
                && kind_fits(kind, self.constraints[*at].body.kind())
        };
        if !(0..self.constraints.len()).any(|at| unnamed(&at)) {
            return None;
        }
        let names = constraint_names(self);
        (0..names.len()).filter(unnamed).find(|at| names[*at].as_ref() == Some(name))
    }

    /// Makes sure that an index or a constraint that owns one may have this name.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Exists`] when another one of this table has it.
    pub fn free_index_name(&self, name: &Ident) -> Result<(), CatalogError> {
        if self.find_index(name).is_some() {
            return Err(CatalogError::exists("index", name));
        }
        Ok(())
    }

    /// Makes sure that a constraint may have this name.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Exists`] when another one of this table has it.
    pub fn free_constraint_name(&self, name: &Ident) -> Result<(), CatalogError> {
        if self.constraint(name).is_some() {
            return Err(CatalogError::exists("constraint", format_args!("{}.{name}", self.name)));
        }
        Ok(())
    }

    pub(crate) fn remove_at(&mut self, place: Place) {
        match place {
            Place::Index(at) => drop(self.indexes.remove(at)),
            Place::Constraint(at) => drop(self.constraints.remove(at)),
        }
    }

    pub(crate) fn name_at(&self, place: Place) -> Option<&Ident> {
        match place {
            Place::Index(at) => self.indexes[at].name.as_ref(),
            Place::Constraint(at) => self.constraints[at].name.as_ref(),
        }
    }

    pub(crate) fn rename_at(&mut self, place: Place, new_name: &Ident) {
        let slot = match place {
            Place::Index(at) => {
                let index = &mut self.indexes[at];
                if let (Some(native), Some(name)) = (&mut index.native, &index.name) {
                    *native = index_renamed(native, name, new_name);
                }
                &mut index.name
            }
            Place::Constraint(at) => &mut self.constraints[at].name,
        };
        *slot = Some(new_name.clone());
    }
}

impl Catalog {
    /// The table and place of an index; its table is looked for when none is given.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Missing`] when there is none; [`CatalogError::Invalid`] when several
    /// tables have one of this name, which only MySQL and MariaDB allow, and none is given.
    pub fn find_index(
        &self,
        name: &Ident,
        table: Option<&ObjectName>,
    ) -> Result<(&Table, Place), CatalogError> {
        if let Some(table) = table {
            let table = self.table(table)?;
            let place = table.find_index(name);
            let missing = || CatalogError::missing("index", format_args!("{}.{name}", table.name));
            return place.map(|place| (table, place)).ok_or_else(missing);
        }
        let mut found = self.tables.values().filter_map(|t| Some((&**t, t.find_index(name)?)));
        match (found.next(), found.next()) {
            (Some(only), None) => Ok(only),
            (None, _) => Err(CatalogError::missing("index", name)),
            (Some((one, _)), Some((two, _))) => Err(CatalogError::invalid(format!(
                "both `{}` and `{}` have an index `{name}`, and the table is not given",
                one.name, two.name
            ))),
        }
    }

    /// The table and place of a constraint.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Missing`] when there is no such table or constraint.
    pub fn find_constraint(
        &self,
        table: &ObjectName,
        name: &Ident,
        kind: Option<ConstraintKind>,
    ) -> Result<(&Table, Place), CatalogError> {
        let table = self.table(table)?;
        let missing = || CatalogError::missing("constraint", format_args!("{}.{name}", table.name));
        table.find_constraint(name, kind).map(|place| (table, place)).ok_or_else(missing)
    }
}

fn kind_fits(asked: Option<ConstraintKind>, found: ConstraintKind) -> bool {
    asked.is_none_or(|asked| asked == found)
}
