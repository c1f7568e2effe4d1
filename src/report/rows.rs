//! How far a transform is: told page by page while it runs, and read back from its checkpoints.

use sandshift_sandbox::host::TransformReport;
use serde_json::{Map, Value, json};

const MICROS_PER_SECOND: u64 = 1_000_000;

/// How far a transform is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowsProgress {
    /// The revision.
    pub revision: String,
    /// `up` or `down`.
    pub direction: String,
    /// The table.
    pub table: String,
    /// Rows so far, those of an interrupted run among them.
    pub report: TransformReport,
    /// Rows in all, if known.
    pub total: Option<u64>,
    /// Rows per second; none before the first page.
    pub rate: Option<u64>,
    /// Rows of the last page.
    pub page_rows: u64,
    /// Microseconds of the last page.
    pub page_micros: u64,
}

impl RowsProgress {
    /// Seconds until all rows are done, if that can be told.
    #[must_use]
    pub fn seconds_left(&self) -> Option<u64> {
        let left = self.total?.saturating_sub(self.report.read);
        Some(left.div_ceil(self.rate?.max(1)))
    }

    /// What of it is in every JSON object about a transform; `docs/json.md` describes it.
    #[must_use]
    pub fn object(&self) -> Map<String, Value> {
        let TransformReport { read, changed, deleted, inserted, refused } = self.report;
        let pairs = [
            ("revision", json!(self.revision)),
            ("direction", json!(self.direction)),
            ("table", json!(self.table)),
            ("rows_read", json!(read)),
            ("rows_changed", json!(changed)),
            ("rows_deleted", json!(deleted)),
            ("rows_inserted", json!(inserted)),
            ("rows_refused", json!(refused)),
            ("rows_total", json!(self.total)),
            ("rows_per_second", json!(self.rate)),
            ("eta_seconds", json!(self.seconds_left())),
            ("page_rows", json!(self.page_rows)),
            ("page_micros", json!(self.page_micros)),
        ];
        pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
    }
}

/// Rows per second; none for no time.
#[must_use]
pub fn rate(rows: u64, micros: u64) -> Option<u64> {
    rows.saturating_mul(MICROS_PER_SECOND).checked_div(micros)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_follows_from_rate_and_total() {
        let report = TransformReport { read: 500, ..TransformReport::default() };
        let (revision, direction, table) = ("a".to_owned(), "up".to_owned(), "t".to_owned());
        let (rate, total) = (rate(500, 2 * MICROS_PER_SECOND), Some(1_100));
        let (page_rows, page_micros) = (100, 5);
        let mut rows = RowsProgress {
            revision,
            direction,
            table,
            report,
            total,
            rate,
            page_rows,
            page_micros,
        };
        assert_eq!((rows.rate, rows.seconds_left()), (Some(250), Some(3)));
        rows.total = None;
        assert_eq!(rows.object()["eta_seconds"], Value::Null);
        assert_eq!(super::rate(5, 0), None);
    }
}
