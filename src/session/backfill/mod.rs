//! Transforms that commit page by page, as the database remembers them.
//!
//! `sandshift_backfills` has one row for each such transform of a revision. Each page is committed
//! together with the row's new checkpoint, so that whoever reads it knows which rows are done. The
//! table is made when the first such transform begins.

mod state;
mod table;

use sandshift_model::operation::Operation;
use sandshift_model::query::{Query, Row};
use sandshift_model::value::Value;
use sandshift_sandbox::host::TransformReport;

use super::bookkeeping;
use super::error::SessionError;
use crate::backend::connection::Connection;
use crate::backend::dialect::Dialect;
use crate::report::rows::{RowsProgress, rate};

pub use self::state::{State, Turn};
pub use self::table::{BACKFILLS, catalog, create, table};

/// One transform of a revision that commits page by page.
#[derive(Debug, Clone, PartialEq)]
pub struct Backfill {
    /// The revision.
    pub revision: String,
    /// `up` or `down`.
    pub direction: String,
    /// Which of the revision's transforms that commit page by page it is, from 1.
    pub ordinal: u64,
    /// Its table, for people.
    pub table: String,
    /// How far it is.
    pub state: State,
    /// The hash of the meaning of the revision that did the last page; empty when a person said that
    /// any may go on.
    pub checksum: String,
    /// The key of the last row that is done; none before the first.
    pub position: Option<Row>,
    /// It goes from the highest key to the lowest.
    pub descending: bool,
    /// What was done so far.
    pub report: TransformReport,
    /// The digest of what was done so far.
    pub digest: String,
    /// Rows of the table when it began, as far as was known; 0 for unknown.
    pub total: u64,
    /// Rows of the last page.
    pub page_rows: u64,
    /// Microseconds of the last page, from read to commit.
    pub page_micros: u64,
    /// When the last page was committed: microseconds since 1970-01-01 UTC.
    pub updated_micros: i64,
}

const COLUMNS: [&str; 17] = [
    "revision",
    "direction",
    "ordinal",
    "table_name",
    "state",
    "checksum",
    "position",
    "rows_read",
    "rows_changed",
    "rows_deleted",
    "digest",
    "rows_total",
    "page_rows",
    "page_micros",
    "updated_micros",
    "rows_inserted",
    "rows_refused",
];

impl Backfill {
    fn of_row(row: &Row) -> Option<Self> {
        let text = |at: usize| row.get(at).and_then(Value::as_text).unwrap_or_default().to_owned();
        let number = |at: usize| match row.get(at) {
            Some(Value::Int(number)) => *number,
            _ => 0,
        };
        let count = |at: usize| u64::try_from(number(at)).unwrap_or_default();
        let (position, descending) = position(&text(6));
        Some(Self {
            revision: text(0),
            direction: text(1),
            ordinal: count(2),
            table: text(3),
            state: State::of(&text(4))?,
            checksum: text(5),
            position,
            descending,
            report: TransformReport {
                read: count(7),
                changed: count(8),
                deleted: count(9),
                inserted: count(15),
                refused: count(16),
            },
            digest: text(10),
            total: count(11),
            page_rows: count(12),
            page_micros: count(13),
            updated_micros: number(14),
        })
    }

    /// Tells whether a revision of this hash may go on with it.
    #[must_use]
    pub fn may_go_on_as(&self, checksum: &str) -> bool {
        self.checksum.is_empty() || self.checksum == checksum
    }

    /// What identifies it in the table.
    #[must_use]
    pub fn filter(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("revision", Value::Text(self.revision.clone())),
            ("direction", Value::Text(self.direction.clone())),
            ("ordinal", number(self.ordinal)),
        ]
    }

    /// What changes from page to page.
    #[must_use]
    pub fn progress(&self) -> Vec<(&'static str, Value)> {
        let TransformReport { read, changed, deleted, inserted, refused } = self.report;
        vec![
            ("checksum", Value::Text(self.checksum.clone())),
            ("position", Value::Text(self.position_text())),
            ("rows_read", number(read)),
            ("rows_changed", number(changed)),
            ("rows_deleted", number(deleted)),
            ("rows_inserted", number(inserted)),
            ("rows_refused", number(refused)),
            ("digest", Value::Text(self.digest.clone())),
            ("page_rows", number(self.page_rows)),
            ("page_micros", number(self.page_micros)),
            ("updated_micros", Value::Int(self.updated_micros)),
        ]
    }

    /// Rows per second of its last page; none before the first one.
    #[must_use]
    pub fn rate(&self) -> Option<u64> {
        rate(self.page_rows, self.page_micros)
    }

    /// How far it is.
    #[must_use]
    pub fn rows(&self) -> RowsProgress {
        RowsProgress {
            revision: self.revision.clone(),
            direction: self.direction.clone(),
            table: self.table.clone(),
            report: self.report,
            total: (self.total > 0).then_some(self.total.max(self.report.read)),
            rate: self.rate(),
            page_rows: self.page_rows,
            page_micros: self.page_micros,
        }
    }

    /// The checkpoint as it stands in the table.
    #[must_use]
    pub fn position_text(&self) -> String {
        // A row of the model is always JSON.
        let text = serde_json::to_string(&self.position).unwrap_or_default();
        if self.descending { format!("{DOWN}{text}}}") } else { text }
    }

    /// Its whole row.
    #[must_use]
    pub fn insert(&self) -> Operation {
        let text = |text: &str| Value::Text(text.to_owned());
        let mut row = self.filter();
        row.extend([
            ("table_name", text(&self.table)),
            ("state", text(self.state.word())),
            ("rows_total", number(self.total)),
        ]);
        row.extend(self.progress());
        let (columns, values): (Vec<&'static str>, Row) = row.into_iter().unzip();
        bookkeeping::insert(BACKFILLS, &columns, values)
    }
}

/// What stands before the position of one that goes from the highest key to the lowest.
const DOWN: &str = r#"{"descending":"#;

/// Reads a checkpoint: the key, and whether keys go downwards.
fn position(text: &str) -> (Option<Row>, bool) {
    let down = text.strip_prefix(DOWN).and_then(|text| text.strip_suffix('}'));
    (serde_json::from_str(down.unwrap_or(text)).ok().flatten(), down.is_some())
}

fn number(count: u64) -> Value {
    Value::Int(i64::try_from(count).unwrap_or(i64::MAX))
}

/// All backfills that a database remembers, oldest revision first; none when there is no table.
///
/// # Errors
///
/// [`SessionError::Database`] when they cannot be read.
pub fn all(
    dialect: &dyn Dialect,
    connection: &mut dyn Connection,
) -> Result<Vec<Backfill>, SessionError> {
    let doing = || SessionError::database("reading the backfills");
    if !connection.has_table(&bookkeeping::object(BACKFILLS)).map_err(doing())? {
        return Ok(Vec::new());
    }
    read(dialect, connection, Vec::new())
}

/// Turns a backfill; none when it is not in the state any more in which it was read.
///
/// # Errors
///
/// [`SessionError::Database`] when it cannot be written.
pub fn turn(
    connection: &mut dyn Connection,
    one: &Backfill,
    turn: Turn,
) -> Result<Option<Backfill>, SessionError> {
    let (dialect, state) = (connection.dialect(), turn.state());
    let mut set = vec![("state", Value::Text(state.word().to_owned()))];
    if turn == Turn::Resume && state == one.state {
        set.push(("checksum", Value::Text(String::new())));
    }
    let mut filter = one.filter();
    filter.push(("state", Value::Text(one.state.word().to_owned())));
    let operation = bookkeeping::update(BACKFILLS, set, filter);
    let statements = dialect.render(&operation, &catalog()).map_err(|source| {
        SessionError::Dialect { operation: "update", origin: Default::default(), source }
    })?;
    let mut turned = 0;
    for statement in statements {
        let doing = SessionError::database("writing a backfill");
        turned += connection.execute(&statement.sql).map_err(doing)?;
    }
    Ok(if turned == 1 { read(dialect, connection, one.filter())?.pop() } else { None })
}

/// The backfills that a filter names.
pub(super) fn read(
    dialect: &dyn Dialect,
    connection: &mut dyn Connection,
    filter: Vec<(&'static str, Value)>,
) -> Result<Vec<Backfill>, SessionError> {
    let doing = || SessionError::database("reading the backfills");
    let order = ["revision", "direction", "ordinal"];
    let query: Query = bookkeeping::select(BACKFILLS, &COLUMNS, filter, &order);
    let statement = dialect.select(&query).map_err(|source| SessionError::Dialect {
        operation: "query",
        origin: Default::default(),
        source,
    })?;
    let mut found = Vec::new();
    connection
        .query(&statement.sql, &mut |_, row| {
            found.extend(Backfill::of_row(&row));
            true
        })
        .map_err(doing())?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_knows_which_way_it_goes() {
        let key = vec![Value::Int(7), Value::Text("}".to_owned())];
        for (text, read) in [
            (r#"[{"int":7},{"text":"}"}]"#, (Some(key.clone()), false)),
            (r#"{"descending":[{"int":7},{"text":"}"}]}"#, (Some(key), true)),
            (r#"{"descending":null}"#, (None, true)),
            ("null", (None, false)),
        ] {
            assert_eq!(position(text), read, "{text}");
        }
    }
}
