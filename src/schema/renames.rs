//! Renames: what a person said, and what looks like one.
//!
//! A table or column that is gone beside one that is new may be the same under another name. Nothing
//! is guessed in silence: a guess is a question, and a drop loses data.

use sandshift_model::ident::{Ident, ObjectName};

/// One rename.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Renamed {
    /// A table, within its schema.
    Table {
        /// Its name now.
        from: ObjectName,
        /// Its name afterwards.
        to: Ident,
    },
    /// A column.
    Column {
        /// Its table, by the name that it has now.
        table: ObjectName,
        /// Its name now.
        from: Ident,
        /// Its name afterwards.
        to: Ident,
    },
    /// A value of an enum.
    EnumValue {
        /// The enum.
        name: Ident,
        /// The value now.
        from: String,
        /// The value afterwards.
        to: String,
    },
}

/// What was decided about renames.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Renames {
    /// These are renames.
    pub confirmed: Vec<Renamed>,
    /// These are none: the old goes, and the new comes.
    pub denied: Vec<Renamed>,
}

/// Something that looks like a rename and was not decided yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Guess {
    /// The rename.
    pub renamed: Renamed,
    /// How much the two are alike, from 0 to 100; below 50 it is no guess.
    pub likeness: u8,
    /// What speaks for it, each a fragment: `the same type`, `the same place in the table`.
    pub reasons: Vec<String>,
}
