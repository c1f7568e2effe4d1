//! Constraints of a table: `unique(["a", "b"])`, `foreign_key(["p"], ("persons", "id"))`.

use crate::names::names;
use crate::{
    Constraint, ConstraintBody, Deferrable, Exclude, ExcludeElement, ForeignKey, ObjectName,
    ReferentialAction, Unique,
};

fn unnamed(body: ConstraintBody) -> Constraint {
    Constraint { name: None, body }
}

/// The primary key.
#[must_use]
pub fn primary_key<S: Into<String>>(columns: impl IntoIterator<Item = S>) -> Constraint {
    unnamed(ConstraintBody::PrimaryKey(names(columns)))
}

/// No two rows have the same values in the columns.
#[must_use]
pub fn unique<S: Into<String>>(columns: impl IntoIterator<Item = S>) -> Constraint {
    let columns = names(columns);
    unnamed(ConstraintBody::Unique(Unique { columns, nulls_not_distinct: false, deferrable: None }))
}

/// An expression, in SQL of the database at hand, holds for each row.
#[must_use]
pub fn check(expression: impl Into<String>) -> Constraint {
    let expression = expression.into();
    unnamed(ConstraintBody::Check(crate::bindings::contract::sandshift::guest::schema::Check {
        expression,
        not_valid: false,
    }))
}

/// The columns point to another table: `("persons", "id")`, or a [`reference()`] that says more.
#[must_use]
pub fn foreign_key<S: Into<String>>(
    columns: impl IntoIterator<Item = S>,
    to: impl Into<Reference>,
) -> Constraint {
    unnamed(ConstraintBody::ForeignKey(to.into().pointing_from(names(columns))))
}

/// No two rows overlap (PostgreSQL): `exclude([("room", "="), ("during", "&&")])`.
#[must_use]
pub fn exclude<E: Into<String>, O: Into<String>>(
    elements: impl IntoIterator<Item = (E, O)>,
) -> Constraint {
    let element = |(expression, operator): (E, O)| ExcludeElement {
        expression: expression.into(),
        operator: operator.into(),
    };
    let elements = elements.into_iter().map(element).collect();
    unnamed(ConstraintBody::Exclude(Exclude { method: None, elements, filter: None }))
}

impl Constraint {
    /// Gives it a name; without one it is named by the convention.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Existing rows are not looked at (PostgreSQL; checks and foreign keys).
    #[must_use]
    pub fn not_valid(mut self) -> Self {
        match &mut self.body {
            ConstraintBody::Check(check) => check.not_valid = true,
            ConstraintBody::ForeignKey(key) => key.not_valid = true,
            ConstraintBody::PrimaryKey(_)
            | ConstraintBody::Unique(_)
            | ConstraintBody::Exclude(_) => {}
        }
        self
    }

    /// NULLs count as equal (PostgreSQL 15 and later; `unique` alone).
    #[must_use]
    pub fn nulls_not_distinct(mut self) -> Self {
        if let ConstraintBody::Unique(unique) = &mut self.body {
            unique.nulls_not_distinct = true;
        }
        self
    }

    /// When it is checked, where the database lets one choose (`unique` and foreign keys).
    #[must_use]
    pub fn deferrable(mut self, initially: Deferrable) -> Self {
        match &mut self.body {
            ConstraintBody::Unique(unique) => unique.deferrable = Some(initially),
            ConstraintBody::ForeignKey(key) => key.deferrable = Some(initially),
            ConstraintBody::PrimaryKey(_)
            | ConstraintBody::Check(_)
            | ConstraintBody::Exclude(_) => {}
        }
        self
    }

    /// The index method and the rows of an exclusion constraint.
    #[must_use]
    pub fn excluding(mut self, method: Option<&str>, filter: Option<&str>) -> Self {
        if let ConstraintBody::Exclude(exclude) = &mut self.body {
            exclude.method = method.map(str::to_owned);
            exclude.filter = filter.map(str::to_owned);
        }
        self
    }
}

/// Where a foreign key points to, and what happens then.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference(ForeignKey);

/// Points to columns of a table; no column stands for its primary key.
///
/// ```
/// use sandshift_guest::prelude::*;
///
/// let owner = reference("persons", ["id"]).on_delete(ReferentialAction::Cascade);
/// let column = column("person_id", integer()).references(owner);
/// # let _ = column;
/// ```
#[must_use]
pub fn reference<S: Into<String>>(
    table: impl Into<ObjectName>,
    columns: impl IntoIterator<Item = S>,
) -> Reference {
    Reference(ForeignKey {
        columns: Vec::new(),
        references: table.into(),
        referred_columns: names(columns),
        on_delete: None,
        on_update: None,
        deferrable: None,
        not_valid: false,
    })
}

impl Reference {
    /// What happens when the row it points to goes.
    #[must_use]
    pub fn on_delete(mut self, action: ReferentialAction) -> Self {
        self.0.on_delete = Some(action);
        self
    }

    /// What happens when the key it points to changes.
    #[must_use]
    pub fn on_update(mut self, action: ReferentialAction) -> Self {
        self.0.on_update = Some(action);
        self
    }

    pub(crate) fn pointing_from(self, columns: Vec<String>) -> ForeignKey {
        ForeignKey { columns, ..self.0 }
    }
}

impl From<(&str, &str)> for Reference {
    fn from((table, column): (&str, &str)) -> Self {
        reference(table, [column])
    }
}
