//! Enums.

use super::{AddEnumValue, CreateEnum, DropEnum, EnumPosition, RenameEnumValue};
use crate::names::names;

/// Makes an enum: a type on PostgreSQL, emulated elsewhere.
#[must_use]
pub fn create_enum<S: Into<String>>(
    name: impl Into<String>,
    values: impl IntoIterator<Item = S>,
) -> CreateEnum {
    CreateEnum { name: name.into(), values: names(values) }
}

/// Adds a value at the end of an enum.
#[must_use]
pub fn add_enum_value(name: impl Into<String>, value: impl Into<String>) -> AddEnumValue {
    AddEnumValue { name: name.into(), value: value.into(), position: EnumPosition::Last }
}

impl AddEnumValue {
    /// In front of another value.
    #[must_use]
    pub fn before(mut self, value: impl Into<String>) -> Self {
        self.position = EnumPosition::Before(value.into());
        self
    }

    /// Behind another value.
    #[must_use]
    pub fn after(mut self, value: impl Into<String>) -> Self {
        self.position = EnumPosition::After(value.into());
        self
    }
}

/// Gives a value of an enum another name.
#[must_use]
pub fn rename_enum_value(
    name: impl Into<String>,
    value: impl Into<String>,
    new_value: impl Into<String>,
) -> RenameEnumValue {
    RenameEnumValue { name: name.into(), value: value.into(), new_value: new_value.into() }
}

/// Drops an enum that no column uses any more.
#[must_use]
pub fn drop_enum(name: impl Into<String>) -> DropEnum {
    DropEnum { name: name.into(), if_exists: false }
}
