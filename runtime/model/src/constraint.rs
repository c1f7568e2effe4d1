//! Constraints of a table.

use serde::{Deserialize, Serialize};

use crate::ident::{Ident, ObjectName};

/// A constraint; unnamed ones get a name from [`crate::naming`] before they are created,
/// but a database that existed before may hold unnamed ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Constraint {
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Ident>,
    /// What it demands.
    #[serde(flatten)]
    pub body: ConstraintBody,
    /// Further words that only this database knows, restated on every redefinition
    /// (SQLite `ON CONFLICT …`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub native: Option<String>,
}

/// When a constraint is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deferrable {
    /// `DEFERRABLE INITIALLY IMMEDIATE`.
    Immediate,
    /// `DEFERRABLE INITIALLY DEFERRED`.
    Deferred,
}

/// What a constraint demands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "constraint")]
pub enum ConstraintBody {
    /// The columns identify a row.
    PrimaryKey {
        /// The key, in order.
        columns: Vec<Ident>,
    },
    /// No two rows have the same values in the columns.
    Unique {
        /// The columns, in order.
        columns: Vec<Ident>,
        /// NULLs count as equal (PostgreSQL 15+).
        #[serde(default)]
        nulls_not_distinct: bool,
        /// When it is checked, where the database lets one choose.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deferrable: Option<Deferrable>,
    },
    /// An expression holds for each row.
    Check {
        /// The expression, without outer parentheses.
        expression: String,
        /// Rows that exist already are not looked at (PostgreSQL).
        #[serde(default)]
        not_valid: bool,
    },
    /// The columns point to a row of another table.
    ForeignKey(ForeignKey),
    /// No two rows overlap (PostgreSQL).
    Exclude {
        /// Index method, `gist` when none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        method: Option<String>,
        /// Expressions with the operator that must not hold between two rows.
        elements: Vec<ExcludeElement>,
        /// Only rows for which this holds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        filter: Option<String>,
    },
}

/// One part of an exclusion constraint: `expression WITH operator`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExcludeElement {
    /// A column name or an expression, in the database's own words.
    pub expression: String,
    /// The operator, such as `&&`.
    pub operator: String,
}

/// What happens to a row when the row it points to changes or goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferentialAction {
    /// `NO ACTION`.
    NoAction,
    /// `RESTRICT`.
    Restrict,
    /// `CASCADE`.
    Cascade,
    /// `SET NULL`.
    SetNull,
    /// `SET DEFAULT`.
    SetDefault,
}

impl ReferentialAction {
    /// The action in SQL, which is the same on every database.
    #[must_use]
    pub fn sql(self) -> &'static str {
        match self {
            Self::NoAction => "NO ACTION",
            Self::Restrict => "RESTRICT",
            Self::Cascade => "CASCADE",
            Self::SetNull => "SET NULL",
            Self::SetDefault => "SET DEFAULT",
        }
    }

    /// Reads an action from SQL words, in any case; none for anything else.
    #[must_use]
    pub fn from_sql(words: &str) -> Option<Self> {
        match words.trim().to_ascii_uppercase().replace('_', " ").as_str() {
            "NO ACTION" => Some(Self::NoAction),
            "RESTRICT" => Some(Self::Restrict),
            "CASCADE" => Some(Self::Cascade),
            "SET NULL" => Some(Self::SetNull),
            "SET DEFAULT" => Some(Self::SetDefault),
            _ => None,
        }
    }
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignKey {
    /// The columns that point.
    pub columns: Vec<Ident>,
    /// The table pointed to.
    pub references: ObjectName,
    /// The columns pointed to; empty for the primary key of that table.
    pub referred_columns: Vec<Ident>,
    /// On delete; none for the database's default, `NO ACTION`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_delete: Option<ReferentialAction>,
    /// On update; none for the database's default, `NO ACTION`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_update: Option<ReferentialAction>,
    /// When it is checked, where the database lets one choose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deferrable: Option<Deferrable>,
    /// `MATCH` word, such as `FULL`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub match_type: Option<String>,
    /// Rows that exist already are not looked at (PostgreSQL).
    #[serde(default)]
    pub not_valid: bool,
}

/// The kind of a constraint, where only that matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConstraintKind {
    /// Primary key.
    PrimaryKey,
    /// Unique.
    Unique,
    /// Check.
    Check,
    /// Foreign key.
    ForeignKey,
    /// Exclude.
    Exclude,
}

impl ConstraintBody {
    /// A plain unique constraint.
    #[must_use]
    pub fn unique(columns: Vec<Ident>) -> Self {
        Self::Unique { columns, nulls_not_distinct: false, deferrable: None }
    }

    /// A plain check constraint.
    #[must_use]
    pub fn check(expression: impl Into<String>) -> Self {
        Self::Check { expression: expression.into(), not_valid: false }
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> ConstraintKind {
        match self {
            Self::PrimaryKey { .. } => ConstraintKind::PrimaryKey,
            Self::Unique { .. } => ConstraintKind::Unique,
            Self::Check { .. } => ConstraintKind::Check,
            Self::ForeignKey(_) => ConstraintKind::ForeignKey,
            Self::Exclude { .. } => ConstraintKind::Exclude,
        }
    }

    /// The columns it names; empty for checks and exclusions, whose expressions are opaque.
    #[must_use]
    pub fn columns(&self) -> &[Ident] {
        match self {
            Self::PrimaryKey { columns } | Self::Unique { columns, .. } => columns,
            Self::ForeignKey(key) => &key.columns,
            Self::Check { .. } | Self::Exclude { .. } => &[],
        }
    }
}

impl Constraint {
    /// A constraint without a name yet.
    #[must_use]
    pub fn unnamed(body: ConstraintBody) -> Self {
        Self { name: None, body, native: None }
    }

    /// A named constraint.
    #[must_use]
    pub fn named(name: Ident, body: ConstraintBody) -> Self {
        Self { name: Some(name), body, native: None }
    }
}
