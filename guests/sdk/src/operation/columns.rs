//! Columns.

use super::{
    AddColumn, AlterColumn, CommentChange, DefaultChange, DropColumn, IdentityChange, RenameColumn,
    TypeChange,
};
use crate::{
    ColumnDefault, ColumnSpec, ColumnType, DefaultValue, DialectText, Identity, ObjectName,
};

/// Adds a column; the constraints behind it are operations of their own, which
/// [`crate::Db::add_column`] does as well.
#[must_use]
pub fn add_column(table: impl Into<ObjectName>, column: ColumnSpec) -> AddColumn {
    AddColumn { table: table.into(), column: column.into_column(), if_not_exists: false }
}

/// Drops a column with its values.
#[must_use]
pub fn drop_column(table: impl Into<ObjectName>, column: impl Into<String>) -> DropColumn {
    DropColumn { table: table.into(), column: column.into(), if_exists: false }
}

/// Gives a column another name.
#[must_use]
pub fn rename_column(
    table: impl Into<ObjectName>,
    column: impl Into<String>,
    new_name: impl Into<String>,
) -> RenameColumn {
    RenameColumn { table: table.into(), column: column.into(), new_name: new_name.into() }
}

/// Changes a column: `alter_column("persons", "email").column_type(string(300)).nullable(false)`.
#[must_use]
pub fn alter_column(table: impl Into<ObjectName>, column: impl Into<String>) -> AlterColumn {
    AlterColumn {
        table: table.into(),
        column: column.into(),
        column_type: None,
        nullable: None,
        default: DefaultChange::Unchanged,
        comment: CommentChange::Unchanged,
        identity: IdentityChange::Unchanged,
    }
}

impl AlterColumn {
    /// Gives it another type; the database converts the values.
    #[must_use]
    pub fn column_type(mut self, column_type: ColumnType) -> Self {
        self.column_type = Some(TypeChange { column_type, using: None });
        self
    }

    /// Gives it another type; this SQL makes the new value from the old row.
    #[must_use]
    pub fn column_type_using(
        mut self,
        column_type: ColumnType,
        using: impl Into<DialectText>,
    ) -> Self {
        self.column_type = Some(TypeChange { column_type, using: Some(using.into()) });
        self
    }

    /// Says whether NULL is allowed.
    #[must_use]
    pub fn nullable(mut self, nullable: bool) -> Self {
        self.nullable = Some(nullable);
        self
    }

    /// Gives it a constant as its default.
    #[must_use]
    pub fn default(mut self, value: impl Into<ColumnDefault>) -> Self {
        self.default = DefaultChange::Set(value.into().0);
        self
    }

    /// Gives it SQL of the database at hand as its default.
    #[must_use]
    pub fn default_sql(mut self, expression: impl Into<String>) -> Self {
        self.default = DefaultChange::Set(DefaultValue::Expression(expression.into()));
        self
    }

    /// The default is the moment of the insert.
    #[must_use]
    pub fn default_now(mut self) -> Self {
        self.default = DefaultChange::Set(DefaultValue::Now);
        self
    }

    /// Takes its default away.
    #[must_use]
    pub fn no_default(mut self) -> Self {
        self.default = DefaultChange::Remove;
        self
    }

    /// Sets its comment.
    #[must_use]
    pub fn comment(mut self, text: impl Into<String>) -> Self {
        self.comment = CommentChange::Set(text.into());
        self
    }

    /// Takes its comment away.
    #[must_use]
    pub fn no_comment(mut self) -> Self {
        self.comment = CommentChange::Remove;
        self
    }

    /// The database numbers it in this way.
    #[must_use]
    pub fn identity(mut self, numbering: Identity) -> Self {
        self.identity = IdentityChange::Set(numbering);
        self
    }

    /// The database does not number it any more.
    #[must_use]
    pub fn no_identity(mut self) -> Self {
        self.identity = IdentityChange::Remove;
        self
    }
}
