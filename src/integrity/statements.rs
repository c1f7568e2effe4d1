//! The statements that a migration sends, held against those that were approved.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::revision::ContentHash;

/// Of a longer statement a receipt keeps the beginning, in bytes, beside the hash of all of it.
const KEPT_BYTES: usize = 4 << 10;

/// One statement as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SentStatement {
    /// The hash of its text.
    pub sha256: ContentHash,
    /// The rows that it inserted, changed or deleted, where it is one that does.
    pub rows: Option<u64>,
    /// The text, for people; the beginning of a long one.
    pub sql: String,
}

impl SentStatement {
    /// A statement of this text.
    #[must_use]
    pub fn of(sql: &str) -> Self {
        let mut end = sql.len().min(KEPT_BYTES);
        while !sql.is_char_boundary(end) {
            end -= 1;
        }
        let (sha256, sql) = (ContentHash::of(sql.as_bytes()), sql[..end].to_owned());
        Self { sha256, rows: None, sql }
    }
}

/// One hash for statements in their order.
#[must_use]
pub fn hash_of(statements: &[SentStatement]) -> ContentHash {
    let mut hash = Sha256::new();
    for statement in statements {
        hash.update(statement.sha256.to_string().as_bytes());
        hash.update(b"\n");
    }
    ContentHash::from_bytes(hash.finalize().into())
}

/// What a migration may send.
#[derive(Debug, Clone)]
pub struct Approved {
    /// The statements, in order.
    pub statements: Arc<[SentStatement]>,
    /// Statements may touch other rows than in the rehearsal.
    pub rows_may_differ: bool,
}

/// What a migration has sent so far.
#[derive(Debug, Clone, Default)]
pub struct Sent {
    approved: Option<Approved>,
    all: Vec<SentStatement>,
    /// How often each operation was used, by name.
    pub operations: BTreeMap<String, u64>,
    /// Rows inserted, changed or deleted, by table.
    pub rows: BTreeMap<String, u64>,
}

/// The first difference from what was approved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum Deviation {
    #[error(
        "statement {number} is not the one that the receipt approves: it is `{sent}` instead of `{approved}`"
    )]
    Other { number: usize, sent: String, approved: String },
    #[error("statement {number} is none that the receipt approves, which has {approved}: `{sent}`")]
    More { number: usize, sent: String, approved: usize },
    #[error(
        "the migration ended after {sent} of the {approved} statements that the receipt approves; the next one would be `{next}`"
    )]
    Fewer { sent: usize, approved: usize, next: String },
    #[error(
        "statement {number} touched {rows} rows and not the {approved} that the receipt approves: `{sql}`"
    )]
    Rows { number: usize, rows: u64, approved: u64, sql: String },
}

impl Sent {
    /// Nothing sent yet; everything is approved where nothing is said about it.
    #[must_use]
    pub fn under(approved: Option<Approved>) -> Self {
        Self { approved, ..Self::default() }
    }

    /// What was sent.
    #[must_use]
    pub fn into_statements(self) -> Vec<SentStatement> {
        self.all
    }

    /// The number of the next statement, from 0.
    #[must_use]
    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// Counts a use of an operation.
    pub fn used(&mut self, operation: &str) {
        *self.operations.entry(operation.to_owned()).or_default() += 1;
    }

    /// Counts rows of a table.
    pub fn wrote(&mut self, table: &str, rows: u64) {
        if rows > 0 {
            *self.rows.entry(table.to_owned()).or_default() += rows;
        }
    }

    /// Takes a statement that is about to be sent.
    ///
    /// # Errors
    ///
    /// The statement is not the next one that was approved.
    pub fn next(&mut self, sql: &str) -> Result<(), Deviation> {
        self.take(sql, |approved, sent| approved.sha256 == sent.sha256)
    }

    /// Takes the line of a transform that is done, whose counts may be others where rows may differ.
    ///
    /// # Errors
    ///
    /// As [`Sent::next`].
    pub fn next_rows(&mut self, line: &str, begin: &str) -> Result<(), Deviation> {
        let may_differ = self.approved.as_ref().is_some_and(|approved| approved.rows_may_differ);
        self.take(line, |approved, sent| {
            approved.sha256 == sent.sha256 || (may_differ && approved.sql.starts_with(begin))
        })
    }

    /// Makes sure that the next statement begins like this, before it is known as a whole.
    ///
    /// # Errors
    ///
    /// It does not.
    pub fn foresee(&self, begin: &str) -> Result<(), Deviation> {
        let Some(approved) = &self.approved else { return Ok(()) };
        match approved.statements.get(self.all.len()) {
            Some(next) if next.sql.starts_with(begin) => Ok(()),
            next => Err(self.other(begin, next)),
        }
    }

    /// Takes a statement that an earlier run has sent.
    pub fn pass(&mut self, sql: &str) {
        self.all.push(SentStatement::of(sql));
    }

    /// Takes how many rows the statement of this number touched, from 0.
    ///
    /// # Errors
    ///
    /// They are not as many as were approved.
    pub fn touched(&mut self, at: usize, rows: u64) -> Result<(), Deviation> {
        let Some(sent) = self.all.get_mut(at) else { return Ok(()) };
        sent.rows = Some(rows);
        let approved = self
            .approved
            .as_ref()
            .filter(|approved| !approved.rows_may_differ)
            .and_then(|approved| approved.statements.get(at)?.rows);
        match approved {
            Some(approved) if approved != rows => {
                let sql = shown(&sent.sql);
                Err(Deviation::Rows { number: at + 1, rows, approved, sql })
            }
            _ => Ok(()),
        }
    }

    /// Makes sure that everything that was approved has been sent.
    ///
    /// # Errors
    ///
    /// Something is missing.
    pub fn all(&self) -> Result<(), Deviation> {
        let Some(approved) = &self.approved else { return Ok(()) };
        match approved.statements.get(self.all.len()) {
            None => Ok(()),
            Some(next) => Err(Deviation::Fewer {
                sent: self.all.len(),
                approved: approved.statements.len(),
                next: shown(&next.sql),
            }),
        }
    }

    fn take(
        &mut self,
        sql: &str,
        fits: impl Fn(&SentStatement, &SentStatement) -> bool,
    ) -> Result<(), Deviation> {
        let sent = SentStatement::of(sql);
        if let Some(approved) = &self.approved {
            let next = approved.statements.get(self.all.len());
            if !next.is_some_and(|next| fits(next, &sent)) {
                return Err(self.other(sql, next));
            }
        }
        self.all.push(sent);
        Ok(())
    }

    fn other(&self, sql: &str, next: Option<&SentStatement>) -> Deviation {
        let (number, sent) = (self.all.len() + 1, shown(sql));
        match next {
            Some(next) => Deviation::Other { number, sent, approved: shown(&next.sql) },
            None => Deviation::More { number, sent, approved: self.all.len() },
        }
    }
}

impl Deviation {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Other { .. } | Self::More { .. } | Self::Fewer { .. } => "receipt::deviates",
            Self::Rows { .. } => "receipt::rows_differ",
        }
    }

    /// What to do.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Other { .. } | Self::More { .. } | Self::Fewer { .. } => {
                "the data has changed since the rehearsal, or the migration depends on something else that has: \
                 rehearse it again (`sandshift run --dry-run --receipt FILE`) and have that approved"
            }
            Self::Rows { .. } => {
                "rehearse it again (`sandshift run --dry-run --receipt FILE`), or let rows differ: `--rows-may-differ`"
            }
        }
    }
}

/// A statement for a message.
fn shown(sql: &str) -> String {
    const CHARACTERS: usize = 200;
    match sql.char_indices().nth(CHARACTERS) {
        None => sql.to_owned(),
        Some((end, _)) => format!("{} …", &sql[..end]),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn under(rows_may_differ: bool) -> Sent {
        let mut rehearsed = Sent::default();
        rehearsed.next("create table t").unwrap();
        rehearsed.next("update t").unwrap();
        rehearsed.touched(1, 3).unwrap();
        rehearsed.next_rows("-- transform of t: 3 rows", "-- transform of t: ").unwrap();
        let statements = rehearsed.into_statements().into();
        Sent::under(Some(Approved { statements, rows_may_differ }))
    }

    #[test]
    fn the_same_statements_are_approved() {
        let mut sent = under(false);
        sent.next("create table t").unwrap();
        sent.next("update t").unwrap();
        sent.touched(1, 3).unwrap();
        sent.foresee("-- transform of t: ").unwrap();
        assert!(matches!(sent.all(), Err(Deviation::Fewer { sent: 2, approved: 3, .. })));
        sent.next_rows("-- transform of t: 3 rows", "-- transform of t: ").unwrap();
        sent.all().unwrap();
        assert!(matches!(sent.next("drop table t"), Err(Deviation::More { number: 4, .. })));
    }

    #[test]
    fn the_first_other_statement_and_other_rows_deviate() {
        let mut sent = under(false);
        assert!(matches!(sent.next("create table u"), Err(Deviation::Other { number: 1, .. })));
        sent.next("create table t").unwrap();
        sent.next("update t").unwrap();
        assert!(matches!(sent.touched(1, 4), Err(Deviation::Rows { rows: 4, approved: 3, .. })));
        assert!(sent.foresee("-- transform of u: ").is_err());
        assert!(sent.next_rows("-- transform of t: 4 rows", "-- transform of t: ").is_err());
    }

    #[test]
    fn rows_may_differ_where_that_is_allowed() {
        let mut sent = under(true);
        sent.next("create table t").unwrap();
        sent.next("update t").unwrap();
        sent.touched(1, 4).unwrap();
        assert!(sent.next_rows("-- transform of u: 4 rows", "-- transform of u: ").is_err());
        sent.next_rows("-- transform of t: 4 rows", "-- transform of t: ").unwrap();
        sent.all().unwrap();
    }
}
