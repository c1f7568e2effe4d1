//! Names of database objects, checked once and trusted afterwards.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The longest identifier that any supported database accepts, in bytes.
///
/// Each dialect checks its own, smaller limit when it renders (63 bytes on PostgreSQL,
/// 64 characters on MySQL and MariaDB).
pub const MAX_IDENT_BYTES: usize = 255;

/// The name of one object: a table, a column, a constraint, an index.
///
/// Any text is legal but the empty one, one with a NUL character, and one over
/// [`MAX_IDENT_BYTES`]; quotes and Unicode are data and are quoted by the dialect.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ident(Arc<str>);

/// Why a text is no identifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum IdentError {
    /// The name is empty.
    Empty,
    /// The name holds a NUL character, which no database can store.
    Nul {
        /// The name with the NUL made visible.
        name: String,
    },
    /// The name is longer than [`MAX_IDENT_BYTES`].
    TooLong {
        /// The first characters of the name.
        start: String,
        /// Its length in bytes.
        bytes: usize,
    },
}

impl fmt::Display for IdentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "a name is empty"),
            Self::Nul { name } => write!(f, "the name `{name}` holds a NUL character"),
            Self::TooLong { start, bytes } => {
                write!(f, "the name `{start}…` is {bytes} bytes long, more than {MAX_IDENT_BYTES}")
            }
        }
    }
}

impl std::error::Error for IdentError {}

impl Ident {
    /// Checks a name.
    ///
    /// # Errors
    ///
    /// [`IdentError`] when the text is empty, holds a NUL, or is too long.
    pub fn new(name: impl Into<String>) -> Result<Self, IdentError> {
        let name = name.into();
        if name.is_empty() {
            return Err(IdentError::Empty);
        }
        if name.contains('\0') {
            return Err(IdentError::Nul { name: name.replace('\0', "\\0") });
        }
        if name.len() > MAX_IDENT_BYTES {
            let start = name.chars().take(32).collect();
            return Err(IdentError::TooLong { start, bytes: name.len() });
        }
        Ok(Self(name.into()))
    }

    /// The name as text, unquoted.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Ident {
    type Error = IdentError;
    fn try_from(name: String) -> Result<Self, IdentError> {
        Self::new(name)
    }
}

impl TryFrom<&str> for Ident {
    type Error = IdentError;
    fn try_from(name: &str) -> Result<Self, IdentError> {
        Self::new(name)
    }
}

impl From<Ident> for String {
    fn from(name: Ident) -> Self {
        name.0.as_ref().to_owned()
    }
}

impl PartialEq<str> for Ident {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Ident {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

/// The name of an object that lives in a schema: a table, view, sequence, type or function.
///
/// Without a schema it means the connection's default one. A dot inside a name is data:
/// the schema is always given apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ObjectName {
    /// The schema, where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Ident>,
    /// The name within the schema.
    pub name: Ident,
}

impl ObjectName {
    /// A name in the default schema.
    #[must_use]
    pub fn bare(name: Ident) -> Self {
        Self { schema: None, name }
    }

    /// The same schema with another name.
    #[must_use]
    pub fn sibling(&self, name: Ident) -> Self {
        Self { schema: self.schema.clone(), name }
    }
}

impl fmt::Display for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.schema {
            Some(schema) => write!(f, "{schema}.{}", self.name),
            None => write!(f, "{}", self.name),
        }
    }
}
