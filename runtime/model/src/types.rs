//! Column types by neutral names, with a native way out per database.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ident::Ident;

/// A text that may differ from one database to the other.
///
/// The keys of `variants` are dialect names: `sqlite`, `postgres`, `mysql` (which MariaDB shares).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PerDialect {
    /// The text for every database without its own variant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generic: Option<String>,
    /// The text for one database, by dialect name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub variants: BTreeMap<String, String>,
}

impl PerDialect {
    /// The same text everywhere.
    #[must_use]
    pub fn all(text: impl Into<String>) -> Self {
        Self { generic: Some(text.into()), variants: BTreeMap::new() }
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
