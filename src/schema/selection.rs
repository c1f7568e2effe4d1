//! A part of a catalog: some tables and views, with what belongs to them.

use std::ops::Deref;

use sandshift_model::catalog::Catalog;
use sandshift_model::dependents::enum_of;
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::nearest::nearest;
use sandshift_model::table::Table;
use thiserror::Error;

use super::diff::{DiffError, diff};
use super::renames::Renames;
use super::step::Difference;
use crate::backend::dialect::Dialect;
use crate::error::{Coded, Kind};

/// A catalog in two parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    /// What was asked for, with its triggers, enums and further objects.
    pub chosen: Catalog,
    /// Everything else.
    pub rest: Catalog,
}

/// A name that no table or view has.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there is no table or view `{name}` in the database")]
pub struct UnknownName {
    /// The name as it was given.
    pub name: String,
    /// The name that was likely meant.
    pub nearest: Option<String>,
}

impl Coded for UnknownName {
    fn code(&self) -> &'static str {
        "schema::no_table"
    }

    fn kind(&self) -> Kind {
        Kind::Target
    }

    fn hint(&self) -> Option<String> {
        Some(match &self.nearest {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`sandshift inspect` lists what is there".to_owned(),
        })
    }
}

impl Selection {
    /// The tables and views of these names, each as it is written in messages: `persons`,
    /// `crm.persons`; everything when there are none.
    ///
    /// # Errors
    ///
    /// [`UnknownName`] for the first name that is not there.
    pub fn of(whole: &Catalog, names: &[String]) -> Result<Self, UnknownName> {
        if names.is_empty() {
            return Ok(Self { chosen: whole.clone(), rest: Catalog::default() });
        }
        let mut selection = Self { chosen: Catalog::default(), rest: whole.clone() };
        for name in names {
            let found = find(whole, name).ok_or_else(|| unknown(whole, name))?;
            selection.choose(&found);
        }
        Ok(selection)
    }

    /// The steps that make what was chosen where everything else is there.
    ///
    /// # Errors
    ///
    /// [`DiffError`] when there is no order in which it can be made.
    pub fn creation(
        &self,
        whole: &Catalog,
        dialect: &dyn Dialect,
    ) -> Result<Difference, DiffError> {
        diff(&self.rest, whole, dialect, &Renames::default())
    }

    fn choose(&mut self, name: &ObjectName) {
        if let Some(view) = self.rest.views.remove(name) {
            self.chosen.views.insert(name.clone(), view);
        }
        let Some(table) = self.rest.tables.remove(name) else { return };
        for own in enums_of(&table) {
            if let Some(kind) = self.rest.enums.remove(&own) {
                self.chosen.enums.insert(own, kind);
            }
        }
        self.chosen.tables.insert(name.clone(), table);
        let triggers = self.rest.triggers.extract_if(.., |(table, _), _| table == name);
        self.chosen.triggers.extend(triggers);
        let (own, inside) = (name.to_string(), format!("{name}."));
        let belongs =
            |(_, native): &(String, String)| *native == own || native.starts_with(&inside);
        let natives = self.rest.natives.extract_if(.., |key, _| belongs(key));
        self.chosen.natives.extend(natives);
    }
}

fn enums_of(table: &Table) -> Vec<Ident> {
    table.columns.iter().filter_map(|column| enum_of(&column.ty).cloned()).collect()
}

fn find(catalog: &Catalog, name: &str) -> Option<ObjectName> {
    let is_meant = |known: &&ObjectName| known.to_string() == name;
    catalog.tables.keys().chain(catalog.views.keys()).find(is_meant).cloned()
}

fn unknown(catalog: &Catalog, name: &str) -> UnknownName {
    let known: Vec<String> =
        catalog.tables.keys().chain(catalog.views.keys()).map(ToString::to_string).collect();
    let nearest = nearest(name, known.iter().map(String::as_str)).map(str::to_owned);
    UnknownName { name: name.to_owned(), nearest }
}

/// The foreign keys of a catalog that point to a table, each with its own table.
pub fn referring<'a>(
    catalog: &'a Catalog,
    table: &'a ObjectName,
) -> impl Iterator<Item = (&'a Table, &'a sandshift_model::constraint::Constraint)> {
    use sandshift_model::constraint::ConstraintBody;
    catalog.tables.values().map(Deref::deref).flat_map(move |from| {
        let points = |body: &ConstraintBody| {
            matches!(body, ConstraintBody::ForeignKey(key) if key.references == *table)
        };
        from.constraints.iter().filter(move |own| points(&own.body)).map(move |own| (from, own))
    })
}
