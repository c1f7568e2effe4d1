//! Names, and texts that differ from one database to the other.

use crate::{DialectText, ObjectName};

/// A table, view or sequence in a schema; a plain `"name"` is in the default one.
#[must_use]
pub fn schema_table(schema: impl Into<String>, name: impl Into<String>) -> ObjectName {
    ObjectName { schema: Some(schema.into()), name: name.into() }
}

impl From<&str> for ObjectName {
    fn from(name: &str) -> Self {
        Self { schema: None, name: name.to_owned() }
    }
}

impl From<String> for ObjectName {
    fn from(name: String) -> Self {
        Self { schema: None, name }
    }
}

impl From<&ObjectName> for ObjectName {
    fn from(name: &ObjectName) -> Self {
        name.clone()
    }
}

/// A text that differs between databases; a plain `"text"` is for all of them.
///
/// ```
/// use sandshift_guest::{native, per_dialect};
///
/// let spelling = per_dialect().sqlite("INTEGER").postgres("smallint").mysql("TINYINT");
/// let small = native(spelling);
/// # let _ = small;
/// ```
#[must_use]
pub fn per_dialect() -> DialectText {
    DialectText { generic: None, variants: Vec::new() }
}

impl DialectText {
    /// The text for SQLite.
    #[must_use]
    pub fn sqlite(self, text: impl Into<String>) -> Self {
        self.variant("sqlite", text.into())
    }

    /// The text for PostgreSQL.
    #[must_use]
    pub fn postgres(self, text: impl Into<String>) -> Self {
        self.variant("postgres", text.into())
    }

    /// The text for MySQL and MariaDB.
    #[must_use]
    pub fn mysql(self, text: impl Into<String>) -> Self {
        self.variant("mysql", text.into())
    }

    /// The text for every other database.
    #[must_use]
    pub fn otherwise(mut self, text: impl Into<String>) -> Self {
        self.generic = Some(text.into());
        self
    }

    fn variant(mut self, dialect: &str, text: String) -> Self {
        self.variants.push((dialect.to_owned(), text));
        self
    }
}

impl From<&str> for DialectText {
    fn from(text: &str) -> Self {
        per_dialect().otherwise(text)
    }
}

impl From<String> for DialectText {
    fn from(text: String) -> Self {
        per_dialect().otherwise(text)
    }
}

/// Names from anything that lists them.
pub(crate) fn names<S: Into<String>>(names: impl IntoIterator<Item = S>) -> Vec<String> {
    names.into_iter().map(Into::into).collect()
}
