//! Column types: neutral names to the server's spelling, and back.

use sandshift_model::catalog::{Catalog, CatalogError};
use sandshift_model::types::{ColumnType, PerDialect};

use super::literal::quote_text;
use super::unsupported::{TITLE, unsupported};
use crate::backend::dialect::DialectError;

/// The longest VARCHAR in utf8mb4 that a row can hold.
const VARCHAR_CHARACTERS: u32 = 16_383;
/// The longest CHAR.
const CHAR_CHARACTERS: u32 = 255;
/// The longest VARBINARY that a row can hold.
const VARBINARY_BYTES: u32 = 65_532;

/// The server's spelling of a type.
pub(super) fn column_type(ty: &ColumnType, catalog: &Catalog) -> Result<String, DialectError> {
    Ok(match ty {
        ColumnType::SmallInteger => "SMALLINT".to_owned(),
        ColumnType::Integer => "INT".to_owned(),
        ColumnType::BigInteger => "BIGINT".to_owned(),
        ColumnType::Boolean => "TINYINT(1)".to_owned(),
        ColumnType::Float | ColumnType::Double => "DOUBLE".to_owned(),
        ColumnType::Numeric { precision, scale } => numeric(*precision, *scale)?,
        ColumnType::String { length: Some(n @ 1..=VARCHAR_CHARACTERS) } => format!("VARCHAR({n})"),
        ColumnType::String { length: None } => {
            return Err(unsupported(
                "keep a string without a length",
                "Give the length, as in `string(255)`, or use `text()`.",
            ));
        }
        ColumnType::String { length: Some(n) } => {
            return Err(unsupported(
                format!("keep a string of {n} characters"),
                format!("Use 1 to {VARCHAR_CHARACTERS} characters, or `text()`."),
            ));
        }
        ColumnType::Char { length: n @ 1..=CHAR_CHARACTERS } => format!("CHAR({n})"),
        ColumnType::Char { length } => {
            return Err(unsupported(
                format!("pad text to {length} characters"),
                format!("Use 1 to {CHAR_CHARACTERS} characters, or `string(n)`."),
            ));
        }
        ColumnType::Text => "LONGTEXT".to_owned(),
        ColumnType::Binary { length: Some(n @ 1..=VARBINARY_BYTES) } => format!("VARBINARY({n})"),
        ColumnType::Binary { length: None } => "LONGBLOB".to_owned(),
        ColumnType::Binary { length: Some(n) } => {
            return Err(unsupported(
                format!("limit bytes to {n}"),
                format!("Use 1 to {VARBINARY_BYTES} bytes, or no length."),
            ));
        }
        ColumnType::Date => "DATE".to_owned(),
        ColumnType::Time => "TIME(6)".to_owned(),
        ColumnType::DateTime { .. } => "DATETIME(6)".to_owned(),
        ColumnType::Interval => "VARCHAR(64)".to_owned(),
        ColumnType::Json => "JSON".to_owned(),
        ColumnType::Uuid => "CHAR(36)".to_owned(),
        ColumnType::Enum { name } => {
            let known = catalog
                .enums
                .get(name)
                .ok_or_else(|| CatalogError::Missing { what: "enum", name: name.to_string() })?;
            enum_type(&known.values)
        }
        ColumnType::Array(_) => {
            return Err(unsupported("keep arrays", "Use a `json()` column or a table of its own."));
        }
        ColumnType::Native(text) => {
            text.get("mysql").ok_or(DialectError::NoVariant { database: TITLE })?.to_owned()
        }
    })
}

/// The list of an enum as a type.
pub(super) fn enum_type(values: &[String]) -> String {
    let labels: Vec<String> = values.iter().map(|value| quote_text(value)).collect();
    format!("ENUM({})", labels.join(","))
}

/// The neutral type of what `information_schema` reports, where it is spelled exactly so.
pub(super) fn neutral(reported: &str) -> ColumnType {
    let text = reported.to_ascii_lowercase();
    let numbers = |prefix: &str| -> Option<Vec<u32>> {
        let inner = text.strip_prefix(prefix)?.strip_prefix('(')?.strip_suffix(')')?;
        inner.split(',').map(|number| number.trim().parse().ok()).collect()
    };
    match text.as_str() {
        // MariaDB prints the display width that a plain integer type gets; MySQL 8 prints none.
        "smallint(6)" | "smallint" => return ColumnType::SmallInteger,
        "int(11)" | "int" => return ColumnType::Integer,
        "bigint(20)" | "bigint" => return ColumnType::BigInteger,
        "tinyint(1)" => return ColumnType::Boolean,
        "double" => return ColumnType::Double,
        "longtext" => return ColumnType::Text,
        "longblob" => return ColumnType::Binary { length: None },
        "date" => return ColumnType::Date,
        "time(6)" => return ColumnType::Time,
        "datetime(6)" => return ColumnType::DateTime { timezone: false },
        "json" => return ColumnType::Json,
        "char(36)" => return ColumnType::Uuid,
        _ => {}
    }
    if let Some(&[precision, scale]) = numbers("decimal").as_deref() {
        return ColumnType::Numeric { precision: Some(precision), scale: Some(scale) };
    }
    if let Some(&[length]) = numbers("varchar").as_deref() {
        return ColumnType::String { length: Some(length) };
    }
    if let Some(&[length]) = numbers("char").as_deref() {
        return ColumnType::Char { length };
    }
    if let Some(&[length]) = numbers("varbinary").as_deref() {
        return ColumnType::Binary { length: Some(length) };
    }
    ColumnType::Native(PerDialect {
        generic: None,
        variants: [("mysql".to_owned(), reported.to_owned())].into(),
    })
}

/// Tells whether a type, as spelled, holds text in a character set.
pub(super) fn is_textual(spelled: &str) -> bool {
    let text = spelled.to_ascii_lowercase();
    ["char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set"]
        .iter()
        .any(|word| first_word(&text) == *word)
}

/// Tells whether a type, as spelled, can only be indexed by a prefix of its values.
pub(super) fn is_long(spelled: &str) -> bool {
    let text = spelled.to_ascii_lowercase();
    let word = first_word(&text);
    word == "json" || word.ends_with("text") || word.ends_with("blob")
}

/// The type's word without its length.
pub(super) fn first_word(spelled: &str) -> &str {
    spelled.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or(spelled)
}

fn numeric(precision: Option<u32>, scale: Option<u32>) -> Result<String, DialectError> {
    let scale = scale.unwrap_or(0);
    match precision {
        Some(precision @ 1..=65) if scale <= 30 && scale <= precision => {
            Ok(format!("DECIMAL({precision},{scale})"))
        }
        Some(precision) => Err(unsupported(
            format!("keep {precision} digits with {scale} behind the point"),
            "Use at most 65 digits, and at most 30 of them behind the point.",
        )),
        // Any default of ours would silently round the digits behind its scale.
        None => Err(unsupported(
            "keep a numeric without a precision",
            "Give both numbers, as in `numeric(12, 2)`.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reported_type_is_neutral_only_when_we_would_spell_it_so() {
        let native = |text: &str| matches!(neutral(text), ColumnType::Native(_));
        for text in ["int(10) unsigned", "int(4)", "text", "timestamp", "datetime", "float"] {
            assert!(native(text), "{text}");
        }
        assert_eq!(neutral("tinyint(1)"), ColumnType::Boolean);
        assert_eq!(neutral("varchar(20)"), ColumnType::String { length: Some(20) });
    }

    #[test]
    fn types_that_would_cut_values_are_refused() {
        for ty in [
            ColumnType::String { length: None },
            ColumnType::Numeric { precision: None, scale: None },
            ColumnType::Numeric { precision: Some(70), scale: Some(2) },
            ColumnType::Array(Box::new(ColumnType::Integer)),
        ] {
            assert!(column_type(&ty, &Catalog::default()).is_err(), "{ty:?}");
        }
    }
}
