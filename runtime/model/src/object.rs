//! Objects beside tables: views, triggers, functions, enums, sequences.

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
}
