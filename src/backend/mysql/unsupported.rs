//! The refusals of this dialect, in one form.

use crate::backend::dialect::DialectError;

/// The databases of this dialect, for people.
pub(super) const TITLE: &str = "MySQL/MariaDB";

/// A refusal: `what` goes behind "cannot", the alternative is a sentence.
pub(super) fn unsupported(what: impl Into<String>, alternative: impl Into<String>) -> DialectError {
    DialectError::Unsupported {
        database: TITLE,
        what: what.into(),
        alternative: alternative.into(),
    }
}

/// A value that no column can hold.
pub(super) fn bad_value(kind: &'static str, reason: impl Into<String>) -> DialectError {
    DialectError::Value { database: TITLE, kind, reason: reason.into() }
}
