//! Columns as an author writes them: `column("name", string(100)).not_null().default("x")`.

use crate::constraint::Reference;
use crate::{
    Assignment, Column, ColumnType, Constraint, ConstraintBody, DefaultValue, DialectText,
    Generated, Identity, Index, Value, check, index, primary_key, unique,
};

/// A column with the constraints that people put behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnSpec {
    pub(crate) column: Column,
    pub(crate) primary_key: bool,
    unique: bool,
    index: bool,
    references: Option<Reference>,
    check: Option<String>,
}

/// A column for [`crate::table`] and [`crate::Db::add_column`]; nullable unless it says otherwise.
#[must_use]
pub fn column(name: impl Into<String>, column_type: ColumnType) -> ColumnSpec {
    let column = Column {
        name: name.into(),
        column_type,
        nullable: true,
        default: None,
        identity: None,
        generated: None,
        collation: None,
        comment: None,
    };
    let (references, check) = (None, None);
    ColumnSpec { column, primary_key: false, unique: false, index: false, references, check }
}

/// SQL in the place of a value of [`crate::Db::update`].
#[must_use]
pub fn expr(sql: impl Into<DialectText>) -> Assignment {
    Assignment::Expression(sql.into())
}

/// The database numbers a column: `identity().start(100).increment(10)`.
#[must_use]
pub fn identity() -> Identity {
    Identity { always: false, start: None, increment: None }
}

impl Identity {
    /// Explicit values are refused (PostgreSQL).
    #[must_use]
    pub fn always(mut self) -> Self {
        self.always = true;
        self
    }

    /// The first number.
    #[must_use]
    pub fn start(mut self, start: i64) -> Self {
        self.start = Some(start);
        self
    }

    /// The step.
    #[must_use]
    pub fn increment(mut self, increment: i64) -> Self {
        self.increment = Some(increment);
        self
    }
}

/// A constant as a default.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnDefault(pub(crate) DefaultValue);

impl<T: Into<Value>> From<T> for ColumnDefault {
    fn from(value: T) -> Self {
        Self(DefaultValue::Literal(value.into()))
    }
}

macro_rules! said {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $type:ty)?) |$spec:ident| $change:expr;)*) => {
        impl ColumnSpec {
            $($(#[$doc])*
            #[must_use]
            pub fn $name(self $(, $argument: $type)?) -> Self {
                let mut $spec = self;
                $change;
                $spec
            })*
        }
    };
}

said! {
    /// NULL is not allowed.
    not_null() |spec| spec.column.nullable = false;
    /// NULL is allowed, as it is without this.
    nullable() |spec| spec.column.nullable = true;
    /// The value of rows that do not name the column.
    default(value: impl Into<ColumnDefault>) |spec| spec.column.default = Some(value.into().0);
    /// The default as SQL of the database at hand.
    default_sql(expression: impl Into<String>)
        |spec| spec.column.default = Some(DefaultValue::Expression(expression.into()));
    /// The default is the moment of the insert.
    default_now() |spec| spec.column.default = Some(DefaultValue::Now);
    /// Part of the primary key.
    primary_key() |spec| spec.primary_key = true;
    /// No two rows have the same value.
    unique() |spec| spec.unique = true;
    /// Has an index of its own.
    index() |spec| spec.index = true;
    /// Points to another table: `("persons", "id")`, or a [`crate::reference`] that says more.
    references(to: impl Into<Reference>) |spec| spec.references = Some(to.into());
    /// A condition on the column.
    check(expression: impl Into<String>) |spec| spec.check = Some(expression.into());
    /// A comment, on databases that keep one.
    comment(text: impl Into<String>) |spec| spec.column.comment = Some(text.into());
    /// The collation by the database's name for it.
    collate(collation: impl Into<String>) |spec| spec.column.collation = Some(collation.into());
    /// The database numbers the column.
    autoincrement() |spec| spec.column.identity = Some(identity());
    /// The database numbers the column in this way.
    identity(numbering: Identity) |spec| spec.column.identity = Some(numbering);
    /// The column is computed from others and kept.
    computed(expression: impl Into<String>)
        |spec| spec.column.generated = Some(Generated { expression: expression.into(), stored: true });
    /// The column is computed from others when it is read.
    computed_on_read(expression: impl Into<String>)
        |spec| spec.column.generated = Some(Generated { expression: expression.into(), stored: false });
}

impl ColumnSpec {
    /// The constraints behind the column but for the primary key, which is the table's matter.
    pub(crate) fn constraints(&self) -> Vec<Constraint> {
        let own = [self.column.name.clone()];
        let mut constraints = Vec::new();
        if self.unique {
            constraints.push(unique(own.clone()));
        }
        if let Some(reference) = &self.references {
            let key = reference.clone().pointing_from(own.to_vec());
            constraints.push(Constraint { name: None, body: ConstraintBody::ForeignKey(key) });
        }
        constraints.extend(self.check.clone().map(check));
        constraints
    }

    pub(crate) fn own_index(&self) -> Option<Index> {
        self.index.then(|| index([self.column.name.as_str()]))
    }

    pub(crate) fn own_primary_key(&self) -> Option<Constraint> {
        self.primary_key.then(|| primary_key([self.column.name.clone()]))
    }

    /// The column itself; a key cannot be NULL.
    pub(crate) fn into_column(self) -> Column {
        let nullable = self.column.nullable && !self.primary_key;
        Column { nullable, ..self.column }
    }
}
