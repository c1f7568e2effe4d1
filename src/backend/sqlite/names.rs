//! Names in quotes, and names compared the way SQLite compares them.

use sandshift_model::ident::{Ident, ObjectName};

use super::TITLE;
use crate::backend::dialect::DialectError;
use crate::backend::quotes::{push_quoted, quoted};

/// A name in double quotes; SQLite has no limit on its length.
pub(super) fn quote(name: &Ident) -> String {
    quote_text(name.as_str())
}

/// A name that is no [`Ident`] of the model, in double quotes.
pub(super) fn quote_text(name: &str) -> String {
    quoted(name, '"')
}

/// The name of a collation or the like: bare as people write it, in quotes when it needs them.
pub(super) fn quote_if_needed(name: &str) -> String {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let bare = name.bytes().all(word) && name.starts_with(|first: char| !first.is_ascii_digit());
    if bare { name.to_owned() } else { quote_text(name) }
}

/// The name of a table, view or index in quotes.
///
/// # Errors
///
/// [`DialectError::Unsupported`] when it has a schema, which SQLite knows as attached files only.
pub(super) fn quote_object(name: &ObjectName) -> Result<String, DialectError> {
    match &name.schema {
        None => Ok(quote(&name.name)),
        Some(schema) => Err(unsupported(
            format!("use the schema `{schema}`"),
            "leave the schema out, or put its name before the table's name",
        )),
    }
}

/// Names in quotes, with commas between them.
pub(super) fn quote_all<'a>(names: impl IntoIterator<Item = &'a Ident>) -> String {
    let mut sql = String::new();
    for name in names {
        if !sql.is_empty() {
            sql.push_str(", ");
        }
        push_quoted(&mut sql, name.as_str(), '"');
    }
    sql
}

/// Tells whether two names mean the same object; SQLite folds ASCII letters.
pub(super) fn same(one: &Ident, other: &Ident) -> bool {
    one.as_str().eq_ignore_ascii_case(other.as_str())
}

/// Tells whether two object names mean the same object.
pub(super) fn same_object(one: &ObjectName, other: &ObjectName) -> bool {
    one.schema == other.schema && same(&one.name, &other.name)
}

/// The error for what SQLite cannot do.
pub(super) fn unsupported(what: impl Into<String>, alternative: impl Into<String>) -> DialectError {
    DialectError::Unsupported {
        database: TITLE,
        what: what.into(),
        alternative: alternative.into(),
    }
}
