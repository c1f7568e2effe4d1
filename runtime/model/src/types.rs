//! Column types by neutral names, with a native way out per database.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ident::Ident;
use crate::variants::Variants;

/// The names of the dialects, as scripts, settings and variants of a text write them.
pub const DIALECTS: [&str; 3] = ["sqlite", "postgres", "mysql"];

/// A text that may differ from one database to the other.
///
/// The keys of `variants` are names of [`DIALECTS`]; MariaDB shares `mysql`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PerDialect {
    /// The text for every database without its own variant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generic: Option<String>,
    /// The text for one database, by dialect name.
    #[serde(default, skip_serializing_if = "Variants::is_empty")]
    pub variants: Variants,
}

impl PerDialect {
    /// The same text everywhere.
    #[must_use]
    pub fn all(text: impl Into<String>) -> Self {
        Self { generic: Some(text.into()), variants: Variants::default() }
    }

    /// The text for one dialect: its own variant, else the generic one, else none.
    #[must_use]
    pub fn get(&self, dialect: &str) -> Option<&str> {
        self.variants.get(dialect).or(self.generic.as_ref()).map(String::as_str)
    }
}

/// The type of a column.
///
/// Each dialect says in its `types.rs` how it spells every one of them; `Native` is passed on
/// as it stands. Inspection gives a neutral type only where the dialect would spell that type
/// exactly as the database reports it, and `Native` otherwise, so nothing is lost on restating.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// 16-bit integer.
    SmallInteger,
    /// 32-bit integer (64-bit on SQLite, which has only one).
    Integer,
    /// 64-bit integer.
    BigInteger,
    /// Truth value.
    Boolean,
    /// Single-precision number.
    Float,
    /// Double-precision number.
    Double,
    /// Exact decimal; both numbers 1–1000 where the database allows, `scale <= precision`.
    Numeric {
        /// Total digits; none for the database's own default.
        precision: Option<u32>,
        /// Digits behind the point.
        scale: Option<u32>,
    },
    /// Text of at most `length` characters.
    String {
        /// Characters; none for unlimited where the database allows that (MySQL needs one).
        length: Option<u32>,
    },
    /// Text of exactly `length` characters, padded.
    Char {
        /// Characters.
        length: u32,
    },
    /// Text of any length.
    Text,
    /// Bytes.
    Binary {
        /// At most this many bytes where the database has such a type; none for any length.
        length: Option<u32>,
    },
    /// Calendar date.
    Date,
    /// Time of day.
    Time,
    /// Date and time.
    DateTime {
        /// With a time zone, that is, a moment.
        timezone: bool,
    },
    /// A span of time; text on databases without the type.
    Interval,
    /// JSON document (`jsonb` on PostgreSQL).
    Json,
    /// Uuid.
    Uuid,
    /// A named enum made by `create_enum` before.
    Enum {
        /// The enum's name.
        name: Ident,
    },
    /// An array of another type (PostgreSQL only).
    Array(Box<ColumnType>),
    /// The database's own spelling.
    Native(PerDialect),
}

/// As authors write it: `string(100)`, `numeric(10, 2)`, `enum(status)`.
impl fmt::Display for ColumnType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SmallInteger => f.write_str("small_integer"),
            Self::Integer => f.write_str("integer"),
            Self::BigInteger => f.write_str("big_integer"),
            Self::Boolean => f.write_str("boolean"),
            Self::Float => f.write_str("float"),
            Self::Double => f.write_str("double"),
            Self::Numeric { precision: None, .. } => f.write_str("numeric"),
            Self::Numeric { precision: Some(p), scale: None } => write!(f, "numeric({p})"),
            Self::Numeric { precision: Some(p), scale: Some(s) } => write!(f, "numeric({p}, {s})"),
            Self::String { length: None } => f.write_str("string"),
            Self::String { length: Some(length) } => write!(f, "string({length})"),
            Self::Char { length } => write!(f, "char({length})"),
            Self::Text => f.write_str("text"),
            Self::Binary { length: None } => f.write_str("binary"),
            Self::Binary { length: Some(length) } => write!(f, "binary({length})"),
            Self::Date => f.write_str("date"),
            Self::Time => f.write_str("time"),
            Self::DateTime { timezone: false } => f.write_str("datetime"),
            Self::DateTime { timezone: true } => f.write_str("datetime with time zone"),
            Self::Interval => f.write_str("interval"),
            Self::Json => f.write_str("json"),
            Self::Uuid => f.write_str("uuid"),
            Self::Enum { name } => write!(f, "enum({name})"),
            Self::Array(of) => write!(f, "array({of})"),
            Self::Native(text) => {
                let first = text.generic.as_ref().or_else(|| text.variants.values().next());
                write!(f, "native({})", first.map_or("", String::as_str))
            }
        }
    }
}
