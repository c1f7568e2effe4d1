//! Operations as values: `drop_table("t").if_exists()`, for [`crate::Db::apply`] and
//! [`crate::Db::attempt`].
//!
//! The functions have the names of the operations in the contract, and the methods those of their
//! options. [`crate::Db`] has a method for each operation without options.

mod columns;
mod constraints;
mod enums;
mod indexes;
mod objects;
mod programs;
mod rows;
mod tables;

pub use crate::bindings::contract::sandshift::guest::changes::*;
pub use columns::{add_column, alter_column, drop_column, rename_column};
pub use constraints::{add_constraint, drop_constraint, rename_constraint, validate_constraint};
pub use enums::{add_enum_value, create_enum, drop_enum, rename_enum_value};
pub use indexes::{create_index, drop_index, rename_index};
pub use objects::{
    create_extension, create_schema, create_sequence, create_view, drop_extension, drop_schema,
    drop_sequence, drop_view,
};
pub use programs::{create_function, create_trigger, drop_function, drop_trigger};
pub use rows::{delete, delete_by_key, insert, update, update_by_key};
pub use tables::{create_table, drop_table, rename_table, set_table_comment};

use crate::Operation;

macro_rules! operations {
    ($($name:ident),* $(,)?) => {
        $(impl From<$name> for Operation {
            fn from(operation: $name) -> Self {
                Self::$name(operation)
            }
        })*
    };
}

operations! {
    CreateTable, DropTable, RenameTable, SetTableComment, AddColumn, DropColumn, RenameColumn,
    AlterColumn, CreateIndex, DropIndex, RenameIndex, AddConstraint, DropConstraint,
    RenameConstraint, ValidateConstraint, CreateEnum, AddEnumValue, RenameEnumValue, DropEnum,
    CreateView, DropView, CreateTrigger, DropTrigger, CreateFunction, DropFunction, CreateSchema,
    DropSchema, CreateSequence, DropSequence, CreateExtension, DropExtension, Insert, Update,
    UpdateByKey, Delete, DeleteByKey,
}

/// Methods that switch one thing on.
macro_rules! switches {
    ($($type:ident { $($(#[$doc:meta])* $name:ident),* $(,)? })*) => { $(
        impl $type {
            $($(#[$doc])*
            #[must_use]
            pub fn $name(mut self) -> Self {
                self.$name = true;
                self
            })*
        }
    )* };
}

switches! {
    DropTable {
        /// Nothing happens when there is no such table.
        if_exists,
        /// Drops what depends on it as well (PostgreSQL).
        cascade,
    }
    AddColumn {
        /// Nothing happens when the column is there.
        if_not_exists,
    }
    DropColumn {
        /// Nothing happens when there is no such column.
        if_exists,
    }
    CreateIndex {
        /// Without blocking writers, outside the transaction (PostgreSQL).
        concurrently,
        /// Nothing happens when there is an index of this name.
        if_not_exists,
    }
    DropIndex {
        /// Without blocking writers, outside the transaction (PostgreSQL).
        concurrently,
        /// Nothing happens when there is no such index.
        if_exists,
    }
    DropConstraint {
        /// Nothing happens when there is no such constraint.
        if_exists,
    }
    DropEnum {
        /// Nothing happens when there is no such enum.
        if_exists,
    }
    CreateView {
        /// Kept on disk (PostgreSQL).
        materialized,
        /// Takes the place of a view of this name.
        or_replace,
    }
    DropView {
        /// Nothing happens when there is no such view.
        if_exists,
    }
    CreateTrigger {
        /// Takes the place of a trigger of this name.
        or_replace,
    }
    DropTrigger {
        /// Nothing happens when there is no such trigger.
        if_exists,
    }
    CreateFunction {
        /// A procedure rather than a function.
        procedure,
        /// Takes the place of a function of this name.
        or_replace,
    }
    DropFunction {
        /// A procedure rather than a function.
        procedure,
        /// Nothing happens when there is no such function.
        if_exists,
    }
    CreateSchema {
        /// Nothing happens when there is such a schema.
        if_not_exists,
    }
    DropSchema {
        /// Nothing happens when there is no such schema.
        if_exists,
        /// Drops what is in it as well.
        cascade,
    }
    CreateSequence {
        /// Nothing happens when there is such a sequence.
        if_not_exists,
    }
    DropSequence {
        /// Nothing happens when there is no such sequence.
        if_exists,
    }
    CreateExtension {
        /// Nothing happens when it is there.
        if_not_exists,
    }
    DropExtension {
        /// Nothing happens when it is not there.
        if_exists,
    }
}
