//! What a guest read between two steps, as the journal keeps it where steps commit by themselves.
//!
//! A run that is gone on with calls its guest again from the beginning, on a database that its earlier
//! steps have changed. What the guest read then is told again from the journal, so that it asks for the
//! same again.

use sandshift_model::query::{Query, Row};
use sandshift_model::value::Value;
use serde::{Deserialize, Serialize};

/// Bytes of answers that are kept for one step at most; a query that gives more is asked again.
const STEP_BYTES: usize = 256 << 10;

/// The answer to one query.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// Which query of its step it is, from 0.
    at: u32,
    /// The digest of the query.
    query: String,
    /// The names of its columns.
    pub(super) columns: Vec<String>,
    /// Its rows.
    pub(super) rows: Vec<Row>,
}

/// The answers that belong to no step yet.
#[derive(Debug, Clone, Default)]
pub(super) struct Answers {
    count: u32,
    bytes: usize,
    kept: Vec<Answer>,
}

impl Answers {
    /// Notes an answer.
    pub(super) fn note(&mut self, taken: Taken) {
        let Taken { query, columns, rows, bytes } = taken;
        if self.bytes.saturating_add(bytes) <= STEP_BYTES {
            self.bytes += bytes;
            self.kept.push(Answer { at: self.count, query, columns, rows });
        }
        self.count += 1;
    }

    /// Takes all of them out, behind those of a step that is begun again.
    pub(super) fn behind(&mut self, mut earlier: Vec<Answer>) -> Vec<Answer> {
        let first = earlier.last().map_or(0, |last| last.at + 1);
        let Self { kept, .. } = std::mem::take(self);
        earlier.extend(kept.into_iter().map(|one| Answer { at: first + one.at, ..one }));
        earlier
    }
}

/// An answer that is being handed out.
#[derive(Debug)]
pub(super) struct Taken {
    query: String,
    columns: Vec<String>,
    rows: Vec<Row>,
    bytes: usize,
}

impl Taken {
    /// That of a query with this digest.
    pub(super) fn of(query: String) -> Self {
        Self { query, columns: Vec::new(), rows: Vec::new(), bytes: 0 }
    }

    /// Takes a row, as long as there is room for it.
    pub(super) fn row(&mut self, columns: &[String], row: &Row) {
        if self.columns.is_empty() {
            self.columns = columns.to_vec();
        }
        self.bytes += row.iter().map(Value::held_bytes).sum::<usize>();
        if self.bytes <= STEP_BYTES {
            self.rows.push(row.clone());
        }
    }
}

impl From<Answer> for Taken {
    fn from(answer: Answer) -> Self {
        let Answer { query, columns, rows, .. } = answer;
        let bytes = rows.iter().flatten().map(Value::held_bytes).sum();
        Self { query, columns, rows, bytes }
    }
}

/// The answer to the query of this number in a step, if the same was asked then.
pub(super) fn find(answers: &[Answer], at: u32, query: &str) -> Option<Answer> {
    answers.iter().find(|answer| answer.at == at && answer.query == query).cloned()
}

/// Answers as the journal has them; empty for none.
pub(super) fn text(answers: &[Answer]) -> String {
    match answers {
        [] => String::new(),
        // Rows of the model are always JSON.
        answers => serde_json::to_string(answers).unwrap_or_default(),
    }
}

/// Reads answers as the journal has them; nothing for an empty text.
#[must_use]
pub fn read(text: &str) -> Vec<Answer> {
    serde_json::from_str(text).unwrap_or_default()
}

/// The digest of a query.
pub(super) fn digest(query: &Query) -> String {
    super::asked::of(query)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(query: &str, text: &str) -> Taken {
        let mut taken = Taken::of(query.to_owned());
        taken.row(&["t".to_owned()], &vec![Value::Text(text.to_owned())]);
        taken
    }

    #[test]
    fn an_answer_is_found_by_its_place_and_its_question() {
        let mut answers = Answers::default();
        answers.note(taken("a", "1"));
        answers.note(taken("b", &"x".repeat(STEP_BYTES + 1)));
        answers.note(taken("a", "2"));
        let kept = read(&text(&answers.behind(Vec::new())));
        let found = |at, query| find(&kept, at, query).map(|answer| answer.rows);
        assert_eq!(found(0, "a"), Some(vec![vec![Value::Text("1".to_owned())]]));
        assert_eq!(found(1, "b"), None, "too large to keep");
        assert_eq!(found(2, "a"), Some(vec![vec![Value::Text("2".to_owned())]]));
        assert_eq!(found(0, "b"), None);
        answers.note(taken("c", "3"));
        let kept = answers.behind(kept);
        assert_eq!(find(&kept, 3, "c").map(|answer| answer.columns), Some(vec!["t".to_owned()]));
    }
}
