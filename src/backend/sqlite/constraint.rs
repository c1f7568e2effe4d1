//! The definition of one constraint, as it stands at the end of CREATE TABLE.

use sandshift_model::constraint::{Constraint, ConstraintBody, Deferrable, ForeignKey};
use sandshift_model::ident::Ident;
use sandshift_model::object::EnumType;

use super::expression::closed;
use super::literal::text;
use super::names::{quote, quote_all, quote_if_needed, quote_object, unsupported};
use crate::backend::dialect::DialectError;

/// The clause of a constraint.
///
/// `not_valid` is ignored: SQLite checks all rows when the table is rebuilt.
///
/// # Errors
///
/// [`DialectError::Unsupported`] for what only PostgreSQL has.
pub(super) fn clause(constraint: &Constraint) -> Result<String, DialectError> {
    if let Some(words) = &constraint.native {
        closed(words)?;
    }
    let mut clause = match &constraint.name {
        Some(name) => format!("CONSTRAINT {} ", quote(name)),
        None => String::new(),
    };
    clause.push_str(&match &constraint.body {
        ConstraintBody::PrimaryKey { columns } => keyed("PRIMARY KEY", columns, constraint),
        ConstraintBody::Unique { columns, nulls_not_distinct, deferrable } => {
            if *nulls_not_distinct {
                return Err(unsupported(
                    "treat NULLs as equal in a unique constraint",
                    "make a unique index on `coalesce(column, value)`",
                ));
            }
            if deferrable.is_some() {
                return Err(unsupported(
                    "defer a unique constraint",
                    "leave `deferrable` out; only foreign keys can be deferred",
                ));
            }
            keyed("UNIQUE", columns, constraint)
        }
        ConstraintBody::Check { expression, not_valid: _ } => {
            followed(format!("CHECK ({})", closed(expression)?), constraint.native.as_deref())
        }
        ConstraintBody::ForeignKey(key) => {
            followed(foreign_key(key)?, constraint.native.as_deref())
        }
        ConstraintBody::Exclude { .. } => {
            return Err(unsupported(
                "keep rows from overlapping with an exclude constraint",
                "use a trigger that raises an error",
            ));
        }
    });
    Ok(clause)
}

/// A list of columns behind `words`. Native words that begin with a parenthesis are the whole
/// list with its collations and orders, which the model cannot hold.
fn keyed(words: &str, columns: &[Ident], constraint: &Constraint) -> String {
    match constraint.native.as_deref() {
        Some(native) if native.starts_with('(') => format!("{words} {native}"),
        native => followed(format!("{words} ({})", quote_all(columns)), native),
    }
}

fn followed(clause: String, native: Option<&str>) -> String {
    match native {
        Some(words) => format!("{clause} {words}"),
        None => clause,
    }
}

fn foreign_key(key: &ForeignKey) -> Result<String, DialectError> {
    let columns = quote_all(&key.columns);
    let mut clause =
        format!("FOREIGN KEY ({columns}) REFERENCES {}", quote_object(&key.references)?);
    if !key.referred_columns.is_empty() {
        clause.push_str(&format!(" ({})", quote_all(&key.referred_columns)));
    }
    if let Some(action) = key.on_delete {
        clause.push_str(&format!(" ON DELETE {}", action.sql()));
    }
    if let Some(action) = key.on_update {
        clause.push_str(&format!(" ON UPDATE {}", action.sql()));
    }
    if let Some(word) = &key.match_type {
        clause.push_str(&format!(" MATCH {}", quote_if_needed(word)));
    }
    match key.deferrable {
        Some(Deferrable::Immediate) => clause.push_str(" DEFERRABLE INITIALLY IMMEDIATE"),
        Some(Deferrable::Deferred) => clause.push_str(" DEFERRABLE INITIALLY DEFERRED"),
        None => {}
    }
    Ok(clause)
}

/// The expression that holds a column to the values of an enum. Inspection knows it again by its
/// content, so it has no name.
pub(super) fn enum_check(column: &Ident, enum_type: &EnumType) -> String {
    let labels: Vec<String> = enum_type.values.iter().map(|label| text(label)).collect();
    format!("{} IN ({})", quote(column), labels.join(", "))
}
