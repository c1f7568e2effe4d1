//! What one migration sent, in order: the text of a dry run and the statements of the journal.

use sandshift_model::origin::Origin;
use sandshift_sandbox::host::TransformReport;
use serde::Serialize;

/// What part a line plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A setting, or the begin or end of a transaction.
    Frame,
    /// A statement that the migration asked for.
    Statement,
    /// The row work of a transform in one line, a comment in SQL.
    Rows,
    /// A statement that does row work of the line before it, in the text of a dry run alone: a real
    /// run writes the rows in the database's own bulk form.
    RowText,
    /// A statement about heads, journal or enums.
    Bookkeeping,
}

impl Role {
    /// Tells whether it is a statement of the migration itself, as the journal has them.
    #[must_use]
    pub fn is_of_migration(self) -> bool {
        matches!(self, Self::Statement | Self::Rows)
    }
}

/// One statement as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The text, without a semicolon at its end.
    pub sql: String,
    /// Its part.
    pub role: Role,
    /// Where the migration asked for it.
    pub origin: Origin,
    /// Rows inserted, matched or deleted.
    pub rows: u64,
    /// Microseconds in the database.
    pub micros: u64,
    /// What the summary of a dry run says of a transform; only in its [`Role::Rows`].
    #[serde(skip)]
    pub trial: Option<Box<Trial>>,
}

impl Line {
    /// A line about row work that is still on its way.
    pub(crate) fn of_rows(role: Role, sql: String, origin: Origin) -> Self {
        Self { sql, role, origin, rows: 0, micros: 0, trial: None }
    }
}

/// What a dry run found out about a transform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// Rows of each kind.
    pub report: TransformReport,
    /// The first rows that change.
    pub sample: Vec<ChangedRow>,
    /// Rows per second in the dry run.
    pub rate: Option<u64>,
    /// Microseconds that a run is going to take, rests between pages among them.
    pub micros: u64,
}

/// A row before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedRow {
    /// Its key, for people.
    pub key: String,
    /// The columns that change.
    pub values: Vec<ChangedValue>,
}

/// A value before and after, for people: a long one is cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedValue {
    /// The column.
    pub column: String,
    /// Before.
    pub old: String,
    /// After.
    pub new: String,
}

/// The lines of one migration; a savepoint that is undone takes its lines with it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Transcript {
    /// The lines, in order.
    pub lines: Vec<Line>,
}

impl Transcript {
    /// The statements of the migration itself.
    pub fn statements(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| line.role.is_of_migration())
    }

    /// Adds a line that frames or books.
    pub(crate) fn note(&mut self, role: Role, sql: &str) {
        let origin = Origin::default();
        self.lines.push(Line {
            sql: sql.to_owned(),
            role,
            origin,
            rows: 0,
            micros: 0,
            trial: None,
        });
    }
}
