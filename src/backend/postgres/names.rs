//! Names in quotes.

use sandshift_model::ident::{Ident, ObjectName};

use crate::backend::dialect::DialectError;
use crate::backend::quotes;

/// The database for people, in messages.
pub(super) const TITLE: &str = "PostgreSQL";

/// `NAMEDATALEN - 1`: PostgreSQL cuts longer names with no more than a notice, so that two
/// names could become one.
pub(super) const MAX_NAME_BYTES: usize = 63;

/// A name in quotes, as every name is written, so that case and keywords never matter.
pub(super) fn quoted(name: &Ident) -> Result<String, DialectError> {
    check_length(name.as_str())?;
    Ok(in_quotes(name.as_str()))
}

/// A name that is no [`Ident`] of the model, in quotes.
pub(super) fn in_quotes(name: &str) -> String {
    quotes::quoted(name, '"')
}

/// A name with its schema, in quotes.
pub(super) fn object(name: &ObjectName) -> Result<String, DialectError> {
    match &name.schema {
        Some(schema) => Ok(format!("{}.{}", quoted(schema)?, quoted(&name.name)?)),
        None => quoted(&name.name),
    }
}

/// Names in quotes with commas between them.
pub(super) fn list(names: &[Ident]) -> Result<String, DialectError> {
    let mut list = String::new();
    for name in names {
        check_length(name.as_str())?;
        if !list.is_empty() {
            list.push_str(", ");
        }
        quotes::push_quoted(&mut list, name.as_str(), '"');
    }
    Ok(list)
}

/// Refuses a name or enum value that PostgreSQL would cut or refuse.
pub(super) fn check_length(name: &str) -> Result<(), DialectError> {
    if name.len() > MAX_NAME_BYTES {
        return Err(DialectError::NameTooLong {
            database: TITLE,
            name: name.to_owned(),
            limit: "63 bytes",
        });
    }
    Ok(())
}
