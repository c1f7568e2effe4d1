//! Questions for rows, answered from what a test gave.

use std::cell::RefCell;
use std::cmp::Ordering;

use crate::bindings::contract::sandshift::guest::query::TableRows;
use crate::host::Answer;
use crate::row::NewRow;
use crate::{Batch, Filter, Value, batch};

/// Rows that are handed out in batches.
pub(super) struct Given {
    names: Vec<String>,
    rows: RefCell<std::vec::IntoIter<Vec<Value>>>,
}

impl Answer for Given {
    fn next(&self, max_rows: u32) -> Option<Batch> {
        let rows: Vec<Vec<Value>> =
            self.rows.borrow_mut().by_ref().take(max_rows as usize).collect();
        (!rows.is_empty()).then(|| batch::batch_of(&self.names, rows))
    }
}

impl Given {
    /// All columns of all rows.
    pub(super) fn all(rows: &[NewRow]) -> Self {
        let names: Vec<String> = match rows.first() {
            Some(row) => row.0.iter().map(|(name, _)| name.clone()).collect(),
            None => Vec::new(),
        };
        Self::of(names, rows.iter())
    }

    /// What a question asks for, from the rows of its table.
    pub(super) fn asked(question: &TableRows, rows: &[NewRow]) -> Self {
        let mut found: Vec<&NewRow> =
            rows.iter().filter(|row| matches(&question.filter, row)).collect();
        found.sort_by(|left, right| in_order(&question.order, left, right));
        found.truncate(question.limit.and_then(|most| most.try_into().ok()).unwrap_or(usize::MAX));
        let given = Self::all(rows);
        let names =
            if question.columns.is_empty() { given.names } else { question.columns.clone() };
        Self::of(names, found.into_iter())
    }

    fn of<'r>(names: Vec<String>, rows: impl Iterator<Item = &'r NewRow>) -> Self {
        let rows: Vec<Vec<Value>> =
            rows.map(|row| names.iter().map(|name| cell(row, name)).collect()).collect();
        Self { names, rows: RefCell::new(rows.into_iter()) }
    }
}

fn cell(row: &NewRow, name: &str) -> Value {
    let cell = row.0.iter().find(|(column, _)| column == name);
    cell.map_or(Value::Null, |(_, value)| value.clone())
}

fn matches(filter: &Filter, row: &NewRow) -> bool {
    match filter {
        Filter::EveryRow => true,
        Filter::Equal(columns) => columns.iter().all(|(name, value)| cell(row, name) == *value),
    }
}

/// NULL stands first, as on the real host.
fn in_order(columns: &[String], left: &NewRow, right: &NewRow) -> Ordering {
    let one = |name: &String| compare(&cell(left, name), &cell(right, name));
    columns.iter().map(one).find(|order| *order != Ordering::Equal).unwrap_or(Ordering::Equal)
}

fn compare(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, _) => Ordering::Less,
        (_, Value::Null) => Ordering::Greater,
        (Value::Signed(left), Value::Signed(right)) => left.cmp(right),
        (Value::Unsigned(left), Value::Unsigned(right)) => left.cmp(right),
        (Value::Real(left), Value::Real(right)) => left.total_cmp(right),
        (left, right) => format!("{left:?}").cmp(&format!("{right:?}")),
    }
}
