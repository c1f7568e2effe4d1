//! Objects beside tables: views, triggers, functions, enums, sequences, and those without words.

use serde::{Deserialize, Serialize};

use crate::ident::{Ident, ObjectName};

/// A view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Its name.
    pub name: ObjectName,
    /// Its query, without a semicolon.
    pub query: String,
    /// Kept on disk (PostgreSQL).
    #[serde(default)]
    pub materialized: bool,
    /// Column names, when given apart from the query.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Ident>,
}

/// A trigger; its whole definition is in the database's own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trigger {
    /// Its name.
    pub name: Ident,
    /// The table it belongs to.
    pub table: ObjectName,
    /// The complete `CREATE TRIGGER` statement, without a semicolon at its end.
    pub definition: String,
}

/// A function or procedure; its whole definition is in the database's own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Function {
    /// Its name.
    pub name: ObjectName,
    /// Argument types as PostgreSQL tells overloads apart, such as `integer, text`; empty elsewhere.
    #[serde(default)]
    pub arguments: String,
    /// A procedure rather than a function.
    #[serde(default)]
    pub procedure: bool,
    /// The complete `CREATE FUNCTION` or `CREATE PROCEDURE` statement, without a semicolon at its end.
    pub definition: String,
}

/// A named list of texts; a type on PostgreSQL, emulated elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnumType {
    /// Its name.
    pub name: Ident,
    /// Its values, in order.
    pub values: Vec<String>,
}

/// A sequence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sequence {
    /// Its name.
    pub name: ObjectName,
    /// First number; none for the database's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<i64>,
    /// Step; none for the database's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub increment: Option<i64>,
    /// Further words that only this database knows, when it was inspected and holds more than the
    /// fields above (`MINVALUE 5 CYCLE`); restated as they stand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub native: Option<String>,
}

/// When an object is made, as seen from the tables; it is dropped in the reverse order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Tables may be made of it: a domain, a composite type.
    BeforeTables,
    /// It belongs to a table: a row policy.
    AfterTables,
    /// It may belong to a view: an index of a materialized view, a comment.
    AfterViews,
}

/// An object that migrations have no operation for, in the database's own words; inspection finds
/// it, and whoever compares or restates a schema runs its texts as they stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NativeObject {
    /// What it is, for people: `domain`, `row policy`, `comment`.
    pub kind: String,
    /// Its name, unique among those of its kind, for people: `positive`, `persons.tenant`.
    pub name: String,
    /// When it is made.
    pub stage: Stage,
    /// The statement that makes it, without its parts and without a semicolon.
    pub create: String,
    /// The statement that drops it, without a semicolon.
    pub drop: String,
    /// What can be added to it and taken from it while it is in use, each independent of the others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<NativePart>,
}

/// A part of an object that can change alone: a check or the default of a domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NativePart {
    /// The statement that adds it, without a semicolon.
    pub add: String,
    /// The statement that takes it away, without a semicolon.
    pub remove: String,
}
