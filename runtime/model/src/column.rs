//! A column of a table.

use serde::{Deserialize, Serialize};

use crate::constraint::{Constraint, ConstraintBody, ForeignKey};
use crate::ident::Ident;
use crate::index::Index;
use crate::table::Table;
use crate::types::ColumnType;
use crate::value::Value;

/// What a column holds when an INSERT does not name it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DefaultValue {
    /// A constant.
    Literal(Value),
    /// The moment of the insert (`CURRENT_TIMESTAMP`).
    Now,
    /// An SQL expression in the database's own words, without outer parentheses.
    Expression(String),
}

/// How the database numbers a column by itself (`AUTOINCREMENT`, `AUTO_INCREMENT`, `IDENTITY`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Identity {
    /// Explicit values are refused (PostgreSQL `GENERATED ALWAYS`).
    #[serde(default)]
    pub always: bool,
    /// First number; the database's default is 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<i64>,
    /// Step; the database's default is 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub increment: Option<i64>,
}

/// A column computed from others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generated {
    /// The expression, without outer parentheses.
    pub expression: String,
    /// Kept on disk rather than computed on read.
    pub stored: bool,
}

/// A column as the catalog knows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: Ident,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: ColumnType,
    /// Whether NULL is allowed.
    pub nullable: bool,
    /// Its default, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<DefaultValue>,
    /// Its own numbering, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Identity>,
    /// How it is computed, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generated: Option<Generated>,
    /// Collation by the database's name for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
    /// Comment, on databases that keep one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Further clauses that only this database knows, word for word, restated on every
    /// redefinition (SQLite `NOT NULL ON CONFLICT …`, MariaDB `ON UPDATE …`, `CHARACTER SET …`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub native: Vec<String>,
}

impl Column {
    /// A nullable column with nothing else said.
    #[must_use]
    pub fn new(name: Ident, ty: ColumnType) -> Self {
        Self {
            name,
            ty,
            nullable: true,
            default: None,
            identity: None,
            generated: None,
            collation: None,
            comment: None,
            native: Vec::new(),
        }
    }

    /// The column without a default of NULL, which says nothing, so that no database keeps it.
    ///
    /// A type in a database's own words keeps it: the type may be a PostgreSQL domain with a
    /// default of its own, which NULL covers.
    #[must_use]
    pub fn without_null_default(mut self) -> Self {
        if !matches!(self.ty, ColumnType::Native(_)) {
            self.default = self.default.filter(|d| *d != DefaultValue::Literal(Value::Null));
        }
        self
    }
}

/// A column as an author writes it: with the constraints that people put behind a column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnSpec {
    /// The column.
    pub column: Column,
    /// Part of the primary key.
    #[serde(default)]
    pub primary_key: bool,
    /// Unique by itself.
    #[serde(default)]
    pub unique: bool,
    /// Indexed by itself.
    #[serde(default)]
    pub index: bool,
    /// A foreign key of this one column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub references: Option<ForeignKey>,
    /// A check on this column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
}

impl ColumnSpec {
    /// A plain nullable column.
    #[must_use]
    pub fn new(name: Ident, ty: ColumnType) -> Self {
        Self {
            column: Column::new(name, ty),
            primary_key: false,
            unique: false,
            index: false,
            references: None,
            check: None,
        }
    }

    /// The unnamed constraints behind the column, but for the primary key, which is the table's matter.
    #[must_use]
    pub fn constraints(&self) -> Vec<Constraint> {
        let own = vec![self.column.name.clone()];
        let mut constraints = Vec::new();
        if self.unique {
            constraints.push(Constraint::unnamed(ConstraintBody::unique(own.clone())));
        }
        if let Some(key) = &self.references {
            let key = ForeignKey { columns: own.clone(), ..key.clone() };
            constraints.push(Constraint::unnamed(ConstraintBody::ForeignKey(key)));
        }
        if let Some(expression) = &self.check {
            constraints.push(Constraint::unnamed(ConstraintBody::check(expression.clone())));
        }
        constraints
    }

    /// Puts columns and what stands behind them into a table: one primary key from all the
    /// columns marked so, and their other constraints and indexes.
    pub fn assemble(specs: Vec<Self>, table: &mut Table) {
        let key: Vec<Ident> =
            specs.iter().filter(|s| s.primary_key).map(|s| s.column.name.clone()).collect();
        if !key.is_empty() {
            table
                .constraints
                .push(Constraint::unnamed(ConstraintBody::PrimaryKey { columns: key }));
        }
        for mut spec in specs {
            table.constraints.extend(spec.constraints());
            if spec.index {
                table.indexes.push(Index::on(table.name.clone(), vec![spec.column.name.clone()]));
            }
            if spec.primary_key {
                spec.column.nullable = false;
            }
            table.columns.push(spec.column);
        }
    }
}
