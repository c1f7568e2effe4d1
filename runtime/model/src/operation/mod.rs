//! Everything a migration can do to a database, one operation per file.
//!
//! [`Operation`] is closed: the compiler names every match that a new one has to appear in.
//! Each operation answers five questions without knowing a database, through [`Operate`].

use serde::{Deserialize, Serialize};

use crate::catalog::{Catalog, CatalogError};

mod add_column;
mod add_constraint;
mod add_enum_value;
mod alter_column;
mod answer;
mod create_enum;
mod create_extension;
mod create_function;
mod create_index;
mod create_schema;
mod create_sequence;
mod create_table;
mod create_trigger;
mod create_view;
mod delete_rows;
mod describe;
mod drop_column;
mod drop_constraint;
mod drop_enum;
mod drop_extension;
mod drop_function;
mod drop_index;
mod drop_schema;
mod drop_sequence;
mod drop_table;
mod drop_trigger;
mod drop_view;
mod execute;
mod fit;
mod insert_rows;
mod rename_column;
mod rename_constraint;
mod rename_enum_value;
mod rename_index;
mod rename_table;
mod restore;
mod restore_rows;
mod set_table_comment;
mod update_by_key;
mod update_rows;
mod validate_constraint;

pub use add_column::AddColumn;
pub use add_constraint::AddConstraint;
pub use add_enum_value::{AddEnumValue, EnumPosition};
pub use alter_column::{AlterColumn, Change, TypeChange};
pub use answer::{Hazard, HazardLevel, Inverse, Permission, Touched};
pub use create_enum::CreateEnum;
pub use create_extension::CreateExtension;
pub use create_function::CreateFunction;
pub use create_index::CreateIndex;
pub use create_schema::CreateSchema;
pub use create_sequence::CreateSequence;
pub use create_table::CreateTable;
pub use create_trigger::CreateTrigger;
pub use create_view::CreateView;
pub use delete_rows::DeleteRows;
pub use drop_column::DropColumn;
pub use drop_constraint::DropConstraint;
pub use drop_enum::DropEnum;
pub use drop_extension::DropExtension;
pub use drop_function::DropFunction;
pub use drop_index::DropIndex;
pub use drop_schema::DropSchema;
pub use drop_sequence::DropSequence;
pub use drop_table::DropTable;
pub use drop_trigger::DropTrigger;
pub use drop_view::DropView;
pub use execute::Execute;
pub use insert_rows::InsertRows;
pub use rename_column::RenameColumn;
pub use rename_constraint::RenameConstraint;
pub use rename_enum_value::RenameEnumValue;
pub use rename_index::RenameIndex;
pub use rename_table::RenameTable;
pub use restore_rows::{OnConflict, RestoreRows, RowChange};
pub use set_table_comment::SetTableComment;
pub use update_by_key::UpdateByKey;
pub use update_rows::{Assignment, UpdateRows};
pub use validate_constraint::ValidateConstraint;

/// The five questions that every operation answers without knowing a database.
pub trait Operate {
    /// The objects it touches; used by `conflicts`, by policies and by the catalog cache.
    fn touches(&self) -> Vec<Touched>;

    /// The permission it needs.
    fn permission(&self) -> Permission;

    /// What it does to a catalog.
    ///
    /// # Errors
    ///
    /// When an object it needs is missing, or one it makes exists already (unless the
    /// operation says `if_exists` or `if_not_exists`, which make that a no-op). The catalog is
    /// then unchanged.
    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError>;

    /// The operations that undo it, given the catalog before it.
    fn inverse(&self, before: &Catalog) -> Inverse;

    /// What a reviewer should know about it, given the catalog before it.
    fn hazards(&self, before: &Catalog) -> Vec<Hazard>;
}

macro_rules! operations {
    ($($(#[$doc:meta])* $name:ident => $word:literal,)*) => {
        /// One operation; serialised with its name under `op`.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "op")]
        pub enum Operation {
            $($(#[$doc])* #[serde(rename = $word)] $name($name),)*
        }

        impl Operation {
            /// The name of every operation, as guests call it.
            pub const NAMES: &'static [&'static str] = &[$($word),*];

            /// Its name, as guests call it.
            #[must_use]
            pub fn name(&self) -> &'static str {
                match self { $(Self::$name(_) => $word,)* }
            }
        }

        impl Operate for Operation {
            fn touches(&self) -> Vec<Touched> {
                match self { $(Self::$name(operation) => operation.touches(),)* }
            }
            fn permission(&self) -> Permission {
                match self { $(Self::$name(operation) => operation.permission(),)* }
            }
            fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
                match self { $(Self::$name(operation) => operation.apply_to(catalog),)* }
            }
            fn inverse(&self, before: &Catalog) -> Inverse {
                match self { $(Self::$name(operation) => operation.inverse(before),)* }
            }
            fn hazards(&self, before: &Catalog) -> Vec<Hazard> {
                match self { $(Self::$name(operation) => operation.hazards(before),)* }
            }
        }

        $(impl From<$name> for Operation {
            fn from(operation: $name) -> Self {
                Self::$name(operation)
            }
        })*
    };
}

operations! {
    /// Makes a table.
    CreateTable => "create_table",
    /// Drops a table with its rows.
    DropTable => "drop_table",
    /// Gives a table another name.
    RenameTable => "rename_table",
    /// Sets or removes the comment of a table.
    SetTableComment => "set_table_comment",
    /// Adds a column.
    AddColumn => "add_column",
    /// Drops a column with its values.
    DropColumn => "drop_column",
    /// Gives a column another name.
    RenameColumn => "rename_column",
    /// Changes type, nullability, default, comment or numbering of a column.
    AlterColumn => "alter_column",
    /// Makes an index.
    CreateIndex => "create_index",
    /// Drops an index.
    DropIndex => "drop_index",
    /// Gives an index another name.
    RenameIndex => "rename_index",
    /// Adds a primary key, unique, check, foreign key or exclude constraint.
    AddConstraint => "add_constraint",
    /// Drops a constraint.
    DropConstraint => "drop_constraint",
    /// Gives a constraint another name.
    RenameConstraint => "rename_constraint",
    /// Checks existing rows against a constraint that was added as not valid.
    ValidateConstraint => "validate_constraint",
    /// Makes an enum.
    CreateEnum => "create_enum",
    /// Adds a value to an enum.
    AddEnumValue => "add_enum_value",
    /// Gives a value of an enum another name.
    RenameEnumValue => "rename_enum_value",
    /// Drops an enum.
    DropEnum => "drop_enum",
    /// Makes or replaces a view.
    CreateView => "create_view",
    /// Drops a view.
    DropView => "drop_view",
    /// Makes or replaces a trigger.
    CreateTrigger => "create_trigger",
    /// Drops a trigger.
    DropTrigger => "drop_trigger",
    /// Makes or replaces a function or procedure.
    CreateFunction => "create_function",
    /// Drops a function or procedure.
    DropFunction => "drop_function",
    /// Makes a schema.
    CreateSchema => "create_schema",
    /// Drops a schema.
    DropSchema => "drop_schema",
    /// Makes a sequence.
    CreateSequence => "create_sequence",
    /// Drops a sequence.
    DropSequence => "drop_sequence",
    /// Installs an extension.
    CreateExtension => "create_extension",
    /// Removes an extension.
    DropExtension => "drop_extension",
    /// Inserts rows.
    InsertRows => "insert",
    /// Updates rows by a condition.
    UpdateRows => "update",
    /// Updates single rows by their keys, each with its own values.
    UpdateByKey => "update_by_key",
    /// Deletes rows by a condition.
    DeleteRows => "delete",
    /// Puts rows back that an earlier operation changed.
    RestoreRows => "restore_rows",
    /// Runs one statement of raw SQL.
    Execute => "execute",
}
