//! Column types: how SQLite spells them, and which spellings are ours.
//!
//! SQLite gives a column an affinity by letters in its declared type. Names are chosen so that no
//! value is changed by it: `TEXT_DECIMAL` keeps digits that a double would lose, `JSON_TEXT` keeps
//! `1.10`, and the duration is not called an interval, because `INT` in a name means integers.

use sandshift_model::catalog::{Catalog, CatalogError};
use sandshift_model::ident::Ident;
use sandshift_model::object::EnumType;
use sandshift_model::types::{ColumnType, PerDialect};

use super::NAME;
use super::expression::closed;
use super::names::unsupported;
use super::rows::variant;
use crate::backend::dialect::DialectError;

/// A decimal of at most this many digits survives a double unchanged.
pub(super) const EXACT_DIGITS: u32 = 15;

/// The declared type of a column.
///
/// # Errors
///
/// [`DialectError::Unsupported`] for arrays, [`DialectError::NoVariant`] for a native type of
/// other databases, [`DialectError::Catalog`] for an enum that does not exist.
pub(super) fn spell(
    ty: &ColumnType,
    catalog: &Catalog,
    strict: bool,
) -> Result<String, DialectError> {
    if strict {
        return spell_strict(ty, catalog);
    }
    Ok(match ty {
        ColumnType::SmallInteger | ColumnType::Integer | ColumnType::BigInteger => "INTEGER".into(),
        ColumnType::Boolean => "BOOLEAN".into(),
        ColumnType::Float => "REAL".into(),
        ColumnType::Double => "DOUBLE".into(),
        ColumnType::Numeric { precision, scale } => spell_decimal(*precision, *scale),
        ColumnType::String { length: None } => "VARCHAR".into(),
        ColumnType::String { length: Some(length) } => format!("VARCHAR({length})"),
        ColumnType::Char { length } => format!("CHAR({length})"),
        ColumnType::Text => "TEXT".into(),
        ColumnType::Binary { length: None } => "BLOB".into(),
        ColumnType::Binary { length: Some(length) } => format!("BLOB({length})"),
        ColumnType::Date => "DATE".into(),
        ColumnType::Time => "TIME".into(),
        ColumnType::DateTime { timezone: false } => "DATETIME".into(),
        ColumnType::DateTime { timezone: true } => "DATETIME_TZ".into(),
        ColumnType::Interval => "TEXT_DURATION".into(),
        ColumnType::Json => "JSON_TEXT".into(),
        ColumnType::Uuid => "UUID_TEXT".into(),
        ColumnType::Enum { name } => format!("VARCHAR({})", width(enum_type(name, catalog)?)),
        ColumnType::Array(_) => {
            return Err(unsupported("keep an array in a column", "use a json column"));
        }
        ColumnType::Native(text) => native(text)?,
    })
}

/// STRICT tables know six types only.
fn spell_strict(ty: &ColumnType, catalog: &Catalog) -> Result<String, DialectError> {
    Ok(match ty {
        ColumnType::SmallInteger
        | ColumnType::Integer
        | ColumnType::BigInteger
        | ColumnType::Boolean => "INTEGER".into(),
        ColumnType::Float | ColumnType::Double => "REAL".into(),
        ColumnType::Binary { .. } => "BLOB".into(),
        ColumnType::Native(text) => native(text)?,
        ColumnType::Enum { name } => {
            enum_type(name, catalog)?;
            "TEXT".into()
        }
        ColumnType::Array(_) => return spell(ty, catalog, false),
        ColumnType::Numeric { .. }
        | ColumnType::String { .. }
        | ColumnType::Char { .. }
        | ColumnType::Text
        | ColumnType::Date
        | ColumnType::Time
        | ColumnType::DateTime { .. }
        | ColumnType::Interval
        | ColumnType::Json
        | ColumnType::Uuid => "TEXT".into(),
    })
}

fn spell_decimal(precision: Option<u32>, scale: Option<u32>) -> String {
    let word = match precision {
        Some(precision) if precision <= EXACT_DIGITS => "DECIMAL",
        _ => "TEXT_DECIMAL",
    };
    match (precision, scale) {
        (None, _) => word.to_owned(),
        (Some(precision), None) => format!("{word}({precision})"),
        (Some(precision), Some(scale)) => format!("{word}({precision},{scale})"),
    }
}

fn native(text: &PerDialect) -> Result<String, DialectError> {
    Ok(closed(variant(text)?)?.to_owned())
}

/// The enum of this name.
pub(super) fn enum_type<'a>(
    name: &Ident,
    catalog: &'a Catalog,
) -> Result<&'a EnumType, CatalogError> {
    catalog
        .enums
        .get(name)
        .ok_or_else(|| CatalogError::Missing { what: "enum", name: name.to_string() })
}

fn width(enum_type: &EnumType) -> usize {
    enum_type.values.iter().map(|label| label.chars().count()).max().unwrap_or(0).max(1)
}

/// Tells whether a declared type is the one that a column of this enum has.
pub(super) fn is_enum(declared: &str, enum_type: &EnumType, strict: bool) -> bool {
    if strict { declared == "TEXT" } else { declared == format!("VARCHAR({})", width(enum_type)) }
}

/// The type behind a declared one: neutral where the spelling is exactly ours, else native.
pub(super) fn read(declared: &str, strict: bool) -> ColumnType {
    let known = if strict { read_strict(declared) } else { read_known(declared) };
    known.unwrap_or_else(|| {
        let variants = [(NAME.to_owned(), declared.to_owned())].into();
        ColumnType::Native(PerDialect { generic: None, variants })
    })
}

fn read_strict(declared: &str) -> Option<ColumnType> {
    matches!(declared, "INTEGER" | "REAL" | "TEXT" | "BLOB").then(|| read_known(declared))?
}

fn read_known(declared: &str) -> Option<ColumnType> {
    let (word, numbers) = split(declared)?;
    let ty = match (word, numbers.as_slice()) {
        ("INTEGER", []) => ColumnType::Integer,
        ("BOOLEAN", []) => ColumnType::Boolean,
        ("REAL", []) => ColumnType::Float,
        ("DOUBLE", []) => ColumnType::Double,
        ("TEXT_DECIMAL", []) => ColumnType::Numeric { precision: None, scale: None },
        ("DECIMAL" | "TEXT_DECIMAL", [precision]) => {
            ColumnType::Numeric { precision: Some(*precision), scale: None }
        }
        ("DECIMAL" | "TEXT_DECIMAL", [precision, scale]) => {
            ColumnType::Numeric { precision: Some(*precision), scale: Some(*scale) }
        }
        ("VARCHAR", []) => ColumnType::String { length: None },
        ("VARCHAR", [length]) => ColumnType::String { length: Some(*length) },
        ("CHAR", [length]) => ColumnType::Char { length: *length },
        ("TEXT", []) => ColumnType::Text,
        ("BLOB", []) => ColumnType::Binary { length: None },
        ("BLOB", [length]) => ColumnType::Binary { length: Some(*length) },
        ("DATE", []) => ColumnType::Date,
        ("TIME", []) => ColumnType::Time,
        ("DATETIME", []) => ColumnType::DateTime { timezone: false },
        ("DATETIME_TZ", []) => ColumnType::DateTime { timezone: true },
        ("TEXT_DURATION", []) => ColumnType::Interval,
        ("JSON_TEXT", []) => ColumnType::Json,
        ("UUID_TEXT", []) => ColumnType::Uuid,
        _ => return None,
    };
    // A spelling that is nearly ours, such as `VARCHAR (5)`, has to stay as it is.
    (spell(&ty, &Catalog::default(), false).ok()? == declared).then_some(ty)
}

/// A declared type as its words and the numbers in its parentheses.
pub(super) fn split(declared: &str) -> Option<(&str, Vec<u32>)> {
    let Some((word, rest)) = declared.split_once('(') else {
        return Some((declared.trim(), Vec::new()));
    };
    let inner = rest.trim_end().strip_suffix(')')?;
    let numbers = inner.split(',').map(|n| n.trim().parse().ok()).collect::<Option<_>>()?;
    Some((word.trim(), numbers))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_reads_back() {
        for ty in [
            ColumnType::Integer,
            ColumnType::Boolean,
            ColumnType::Float,
            ColumnType::Double,
            ColumnType::Numeric { precision: Some(10), scale: Some(2) },
            ColumnType::Numeric { precision: Some(30), scale: Some(2) },
            ColumnType::Numeric { precision: Some(5), scale: None },
            ColumnType::Numeric { precision: None, scale: None },
            ColumnType::String { length: Some(5) },
            ColumnType::String { length: None },
            ColumnType::Char { length: 2 },
            ColumnType::Text,
            ColumnType::Binary { length: None },
            ColumnType::Binary { length: Some(16) },
            ColumnType::Date,
            ColumnType::Time,
            ColumnType::DateTime { timezone: false },
            ColumnType::DateTime { timezone: true },
            ColumnType::Interval,
            ColumnType::Json,
            ColumnType::Uuid,
        ] {
            let spelled = spell(&ty, &Catalog::default(), false).unwrap();
            assert_eq!(read(&spelled, false), ty, "{spelled}");
        }
    }

    #[test]
    fn other_spellings_stay_native() {
        for declared in
            ["varchar(5)", "VARCHAR (5)", "INT", "", "UNSIGNED BIG INT", "DECIMAL(30,2)"]
        {
            let ty = read(declared, false);
            assert!(matches!(ty, ColumnType::Native(_)), "{declared}");
            assert_eq!(spell(&ty, &Catalog::default(), false).unwrap(), declared);
        }
    }
}
