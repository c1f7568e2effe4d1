//! Triggers and functions, each from its whole statement in SQL of the database at hand.

use super::{CreateFunction, CreateTrigger, DropFunction, DropTrigger};
use crate::ObjectName;

/// Makes a trigger from its whole statement.
#[must_use]
pub fn create_trigger(
    name: impl Into<String>,
    table: impl Into<ObjectName>,
    definition: impl Into<String>,
) -> CreateTrigger {
    let (name, table, definition) = (name.into(), table.into(), definition.into());
    CreateTrigger { name, table, definition, or_replace: false }
}

/// Drops a trigger.
#[must_use]
pub fn drop_trigger(name: impl Into<String>, table: impl Into<ObjectName>) -> DropTrigger {
    DropTrigger { name: name.into(), table: table.into(), if_exists: false }
}

/// Makes a function from its whole statement.
#[must_use]
pub fn create_function(
    name: impl Into<ObjectName>,
    definition: impl Into<String>,
) -> CreateFunction {
    CreateFunction {
        name: name.into(),
        arguments: String::new(),
        procedure: false,
        definition: definition.into(),
        or_replace: false,
    }
}

impl CreateFunction {
    /// Argument types that tell overloads apart, such as `integer, text` (PostgreSQL).
    #[must_use]
    pub fn arguments(mut self, arguments: impl Into<String>) -> Self {
        self.arguments = arguments.into();
        self
    }
}

/// Drops a function.
#[must_use]
pub fn drop_function(name: impl Into<ObjectName>) -> DropFunction {
    let arguments = String::new();
    DropFunction { name: name.into(), arguments, procedure: false, if_exists: false }
}

impl DropFunction {
    /// Argument types as in [`CreateFunction::arguments`].
    #[must_use]
    pub fn arguments(mut self, arguments: impl Into<String>) -> Self {
        self.arguments = arguments.into();
        self
    }
}
