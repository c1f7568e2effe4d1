//! How much may be used, by one migration and by a whole run.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much may be used; what is not named is not limited here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Budget {
    /// Operations of the engine; fuel of a module.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operations: Option<u64>,
    /// Megabytes of memory of the guest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory_mb: Option<u64>,
    /// Milliseconds of script code between two calls of the host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub script_ms: Option<u64>,
    /// Milliseconds from the begin to the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wall_ms: Option<u64>,
    /// Milliseconds inside the database.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database_ms: Option<u64>,
    /// Megabytes that the database may have, where it is a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database_mb: Option<u64>,
    /// Milliseconds that one statement waits for a lock of another session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lock_ms: Option<u64>,
    /// Calls of the host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_calls: Option<u64>,
    /// Statements.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statements: Option<u64>,
    /// Rows read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows_read: Option<u64>,
    /// Rows inserted, changed or deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows_written: Option<u64>,
    /// Bytes of log lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_bytes: Option<u64>,
    /// Cursors that a module may have open at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursors: Option<u64>,
    /// Migrations of a run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub migrations: Option<u64>,
}

/// What was used, as far as the host counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Used {
    /// Microseconds from the begin to now.
    pub wall_micros: u64,
    /// Microseconds inside the database.
    pub database_micros: u64,
    /// Calls of the host.
    pub host_calls: u64,
    /// Statements.
    pub statements: u64,
    /// Rows read.
    pub rows_read: u64,
    /// Rows inserted, changed or deleted.
    pub rows_written: u64,
    /// Bytes of log lines.
    pub log_bytes: u64,
    /// Migrations.
    pub migrations: u64,
}

impl Used {
    /// Both together.
    #[must_use]
    pub fn and(self, other: &Self) -> Self {
        Self {
            wall_micros: self.wall_micros.saturating_add(other.wall_micros),
            database_micros: self.database_micros.saturating_add(other.database_micros),
            host_calls: self.host_calls.saturating_add(other.host_calls),
            statements: self.statements.saturating_add(other.statements),
            rows_read: self.rows_read.saturating_add(other.rows_read),
            rows_written: self.rows_written.saturating_add(other.rows_written),
            log_bytes: self.log_bytes.saturating_add(other.log_bytes),
            migrations: self.migrations.saturating_add(other.migrations),
        }
    }

    /// The first key of a budget that this goes beyond, with the limit for people.
    #[must_use]
    pub fn beyond(&self, budget: &Budget) -> Option<(&'static str, String)> {
        let millis = |micros: u64| micros / 1_000;
        let parts = [
            ("wall_ms", millis(self.wall_micros), budget.wall_ms, "ms from begin to end"),
            ("database_ms", millis(self.database_micros), budget.database_ms, "ms in the database"),
            ("host_calls", self.host_calls, budget.host_calls, "calls of the host"),
            ("statements", self.statements, budget.statements, "statements"),
            ("rows_read", self.rows_read, budget.rows_read, "rows read"),
            ("rows_written", self.rows_written, budget.rows_written, "rows written"),
            ("log_bytes", self.log_bytes, budget.log_bytes, "bytes of log lines"),
            ("migrations", self.migrations, budget.migrations, "migrations"),
        ];
        parts.into_iter().find_map(|(key, used, most, unit)| {
            most.filter(|most| used > *most).map(|most| (key, format!("{most} {unit}")))
        })
    }

    /// The budget that would just have been enough.
    #[must_use]
    pub fn as_budget(&self) -> Budget {
        Budget {
            host_calls: Some(self.host_calls),
            statements: Some(self.statements),
            rows_read: Some(self.rows_read),
            rows_written: Some(self.rows_written),
            log_bytes: Some(self.log_bytes),
            ..Budget::default()
        }
    }
}

impl Budget {
    /// How large the database may become, where it is a file.
    #[must_use]
    pub fn most_bytes(&self) -> Option<u64> {
        self.database_mb.map(|mb| mb.saturating_mul(1 << 20))
    }

    /// How long one statement may take, as far as the budget says.
    #[must_use]
    pub fn statement_time(&self) -> Option<Duration> {
        let millis = [self.database_ms, self.wall_ms].into_iter().flatten().min();
        millis.map(Duration::from_millis)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_over_behind_its_last_piece() {
        let budget = Budget { statements: Some(2), ..Budget::default() };
        let used = |statements| Used { statements, ..Used::default() };
        assert_eq!(used(2).beyond(&budget), None);
        assert_eq!(used(3).beyond(&budget), Some(("statements", "2 statements".to_owned())));
        assert_eq!(used(2).and(&used(1)), used(3));
    }
}
