//! One SQL statement on its way to a database.

use serde::{Deserialize, Serialize};

/// What a statement does, as far as transactions care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Changes the schema; commits implicitly on MySQL and MariaDB.
    Schema,
    /// Changes rows.
    Rows,
    /// Reads.
    Read,
    /// Changes a setting of the session.
    Session,
}

/// What a statement needs around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Surroundings {
    /// Runs inside the migration's transaction.
    #[default]
    Transaction,
    /// Refuses to run inside a transaction (`CREATE INDEX CONCURRENTLY`).
    NoTransaction,
    /// Runs inside the transaction, but foreign keys must have been switched off before it
    /// began (the SQLite table rebuild of a table that others point to).
    ForeignKeysOff,
}

/// One SQL statement with its literals in place, without a semicolon at its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The text that is sent, byte for byte.
    pub sql: String,
    /// What it does.
    pub effect: Effect,
    /// What it needs around it.
    #[serde(default)]
    pub surroundings: Surroundings,
    /// What a rehearsal inside a rolled-back transaction runs in its place; none for the
    /// statement itself, empty when nothing can stand in for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rehearsed_as: Option<Vec<String>>,
}

impl Statement {
    /// A statement that changes the schema inside the transaction.
    #[must_use]
    pub fn schema(sql: impl Into<String>) -> Self {
        Self::new(sql.into(), Effect::Schema)
    }

    /// A statement that changes rows inside the transaction.
    #[must_use]
    pub fn rows(sql: impl Into<String>) -> Self {
        Self::new(sql.into(), Effect::Rows)
    }

    /// A statement that changes a setting of the session.
    #[must_use]
    pub fn session(sql: impl Into<String>) -> Self {
        Self::new(sql.into(), Effect::Session)
    }

    /// A statement that reads.
    #[must_use]
    pub fn read(sql: impl Into<String>) -> Self {
        Self::new(sql.into(), Effect::Read)
    }

    fn new(sql: String, effect: Effect) -> Self {
        Self { sql, effect, surroundings: Surroundings::Transaction, rehearsed_as: None }
    }

    /// The same statement, with others in its place when it is rehearsed.
    #[must_use]
    pub fn rehearsed_as(mut self, statements: Vec<String>) -> Self {
        self.rehearsed_as = Some(statements);
        self
    }

    /// The same statement with other surroundings.
    #[must_use]
    pub fn with(mut self, surroundings: Surroundings) -> Self {
        self.surroundings = surroundings;
        self
    }
}
