//! One row of a history table, whatever types its columns have on the database at hand.

use sandshift_model::query::Row;
use sandshift_model::value::Value;

/// A row with the names of its columns.
#[derive(Debug)]
pub(super) struct Record<'a> {
    pub(super) columns: &'a [&'static str],
    pub(super) row: &'a Row,
}

impl Record<'_> {
    fn value(&self, column: &str) -> Option<&Value> {
        let at = self.columns.iter().position(|name| *name == column)?;
        self.row.get(at)
    }

    /// A text or number as text; empty for NULL.
    pub(super) fn text(&self, column: &str) -> String {
        match self.value(column) {
            Some(Value::Int(number)) => number.to_string(),
            Some(Value::Uint(number)) => number.to_string(),
            Some(value) => value.as_text().unwrap_or_default().to_owned(),
            None => String::new(),
        }
    }

    /// A text or number; none for NULL.
    pub(super) fn optional(&self, column: &str) -> Option<String> {
        self.value(column).filter(|value| !value.is_null()).map(|_| self.text(column))
    }

    /// A truth value, which two of three databases keep as a number.
    pub(super) fn truth(&self, column: &str) -> bool {
        matches!(self.value(column), Some(Value::Bool(true))) || self.number(column) != 0
    }

    /// A whole number; 0 for anything else.
    pub(super) fn number(&self, column: &str) -> i64 {
        match self.value(column) {
            Some(Value::Int(number)) => *number,
            _ => self.text(column).parse().unwrap_or_default(),
        }
    }

    /// Bytes.
    pub(super) fn bytes(&self, column: &str) -> Option<Vec<u8>> {
        match self.value(column) {
            Some(Value::Bytes(bytes)) => Some(bytes.clone()),
            _ => None,
        }
    }
}
