//! Which objects and which columns of them: `orders`, `acme.*`, `persons(id, name_*)`.

use std::borrow::Cow;
use std::fmt;

use sandshift_model::ident::ObjectName;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::glob::Glob;

/// Objects by their names, with `*` for any letters, and the columns that are meant.
///
/// Without a schema, objects of the connection's default schema are meant, as they are everywhere else; without
/// columns, all of them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pattern {
    schema: Option<Glob>,
    name: Glob,
    columns: Option<Vec<Glob>>,
}

impl JsonSchema for Pattern {
    fn schema_name() -> Cow<'static, str> {
        "Pattern".into()
    }

    fn json_schema(_generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": r"^[^.()]+(\.[^.()]+)?(\([^()]+\))?$",
            "description": "An object: `orders`, `acme.*`; or columns of it: `persons(id, name_*)`."
        })
    }
}

/// Why a text is no pattern.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PatternError {
    /// Something is missing where a name belongs.
    #[error("`{0}` names nothing: write `table`, `schema.table` or `table(column, column)`")]
    Empty(String),
    /// There is more than a schema, a name and columns.
    #[error("`{0}` is no pattern: write `table`, `schema.table` or `table(column, column)`")]
    Form(String),
}

/// Where the case of ASCII letters does not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Folds {
    /// In names of tables and other objects.
    pub objects: bool,
    /// In names of columns.
    pub columns: bool,
}

impl Folds {
    /// Everywhere: what is denied is denied however it is written.
    pub const ALL: Self = Self { objects: true, columns: true };

    /// As a database takes two names to be the same, at most.
    #[must_use]
    pub fn of(dialect: &str) -> Self {
        match dialect {
            "sqlite" => Self::ALL,
            // Whether two tables may differ in case alone is a setting of the server.
            "mysql" => Self { objects: false, columns: true },
            _ => Self { objects: false, columns: false },
        }
    }
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    ///
    /// [`PatternError`].
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let (object, columns) = match text.split_once('(') {
            None => (text, None),
            Some((object, rest)) => {
                let form = || PatternError::Form(text.to_owned());
                let inner = rest.strip_suffix(')').ok_or_else(form)?;
                (
                    object,
                    Some(inner.split(',').map(|one| name(one, text)).collect::<Result<_, _>>()?),
                )
            }
        };
        let (schema, object) = match object.split_once('.') {
            None => (None, object),
            Some((schema, object)) => (Some(name(schema, text)?), object),
        };
        Ok(Self { schema, name: name(object, text)?, columns })
    }

    /// Tells whether an object is meant.
    #[must_use]
    pub fn is_about(&self, object: &ObjectName, folds: Folds) -> bool {
        let same = match (&self.schema, &object.schema) {
            (None, None) => true,
            (Some(glob), Some(schema)) => glob.matches(schema.as_str(), folds.objects),
            (None, Some(_)) | (Some(_), None) => false,
        };
        same && self.name.matches(object.name.as_str(), folds.objects)
    }

    /// Tells whether an object may be meant: nobody knows here which schema is the default one.
    #[must_use]
    pub fn may_be_about(&self, object: &ObjectName, folds: Folds) -> bool {
        let same = match (&self.schema, &object.schema) {
            (Some(glob), Some(schema)) => glob.matches(schema.as_str(), folds.objects),
            (None, _) | (_, None) => true,
        };
        same && self.name.matches(object.name.as_str(), folds.objects)
    }

    /// Tells whether a column of an object that is meant is meant too.
    #[must_use]
    pub fn has_column(&self, column: &str, folds: Folds) -> bool {
        let matches = |glob: &Glob| glob.matches(column, folds.columns);
        self.columns.as_ref().is_none_or(|globs| globs.iter().any(matches))
    }

    /// The schema, as it is written.
    #[must_use]
    pub fn schema(&self) -> Option<&str> {
        self.schema.as_ref().map(Glob::as_str)
    }

    /// Tells whether all columns are meant.
    #[must_use]
    pub fn has_all_columns(&self) -> bool {
        self.columns.is_none()
    }

    /// Tells whether everything that the other one means is meant here too. May say no where it is so.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        let schemas = match (&self.schema, &other.schema) {
            (None, None) => true,
            (Some(one), Some(other)) => one.covers(other),
            (None, Some(_)) | (Some(_), None) => false,
        };
        let columns = match (&self.columns, &other.columns) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(globs), Some(others)) => {
                others.iter().all(|other| globs.iter().any(|glob| glob.covers(other)))
            }
        };
        schemas && self.name.covers(&other.name) && columns
    }
}

fn name(text: &str, whole: &str) -> Result<Glob, PatternError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(PatternError::Empty(whole.to_owned()));
    }
    if text.contains(['.', '(', ')']) {
        return Err(PatternError::Form(whole.to_owned()));
    }
    Ok(Glob::new(text))
}

impl TryFrom<String> for Pattern {
    type Error = PatternError;

    fn try_from(text: String) -> Result<Self, PatternError> {
        Self::parse(&text)
    }
}

impl From<Pattern> for String {
    fn from(pattern: Pattern) -> Self {
        pattern.to_string()
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(f, "{schema}.")?;
        }
        write!(f, "{}", self.name)?;
        match &self.columns {
            None => Ok(()),
            Some(columns) => {
                let names: Vec<&str> = columns.iter().map(Glob::as_str).collect();
                write!(f, "({})", names.join(", "))
            }
        }
    }
}

/// An object as a pattern writes it.
#[must_use]
pub fn exactly(object: &ObjectName, columns: Option<Vec<String>>) -> Pattern {
    Pattern {
        schema: object.schema.as_ref().map(|schema| Glob::new(schema.as_str())),
        name: Glob::new(object.name.as_str()),
        columns: columns.map(|names| names.into_iter().map(Glob::new).collect()),
    }
}

#[cfg(test)]
#[path = "pattern_tests.rs"]
mod tests;
