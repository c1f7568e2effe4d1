//! Flyway: `flyway_schema_history`, a row for each thing that it did, in the order of `installed_rank`.
//!
//! A `BASELINE` row stands for every version up to its own, an `UNDO_…` row takes a version back, and
//! rows without a version are repeatable migrations or say that Flyway made a schema.

use super::{Applied, Entry, Record, Tool, always};
use crate::revision::Layout;

pub(super) const TOOL: Tool = Tool {
    name: "flyway",
    table: "flyway_schema_history",
    columns: &["installed_rank", "version", "description", "type", "success"],
    is_its_own: always,
    understand,
    layout: Some(Layout::Flyway),
    folders: &["sql", "src/main/resources/db/migration", "db/migration", "migrations"],
};

fn understand(rows: &[Record<'_>]) -> Applied {
    let mut rows: Vec<&Record<'_>> = rows.iter().collect();
    rows.sort_by_key(|row| row.number("installed_rank"));
    let mut applied = Applied::default();
    for row in rows {
        let Some(version) = row.optional("version").filter(|version| !version.is_empty()) else {
            if !row.truth("success") {
                applied.failed.push(row.text("description"));
            }
            continue;
        };
        let kind = row.text("type");
        if !row.truth("success") {
            applied.failed.push(version);
        } else if kind.ends_with("BASELINE") && !kind.starts_with("UNDO") {
            applied.up_to = Some(version);
        } else {
            applied.versions.retain(|entry| entry.version != version);
            if !kind.starts_with("UNDO") && kind != "DELETE" {
                let description = row.optional("description");
                applied.versions.push(Entry { description, ..Entry::of(version) });
            }
        }
    }
    applied
}

#[cfg(test)]
mod tests {
    use sandshift_model::query::Row;
    use sandshift_model::value::Value;

    use super::*;

    fn row(rank: i64, version: Option<&str>, kind: &str, success: bool) -> Row {
        let text = |text: &str| Value::Text(text.to_owned());
        let version = version.map_or(Value::Null, text);
        vec![Value::Int(rank), version, text("what"), text(kind), Value::Bool(success)]
    }

    fn understood(rows: &[Row]) -> Applied {
        let records: Vec<Record<'_>> =
            rows.iter().map(|row| Record { columns: TOOL.columns, row }).collect();
        understand(&records)
    }

    #[test]
    fn what_was_undone_or_deleted_is_not_applied() {
        let applied = understood(&[
            row(5, Some("3"), "DELETE", true),
            row(1, Some("1"), "SQL", true),
            row(2, Some("2"), "SQL", true),
            row(3, Some("2"), "UNDO_SQL", true),
            row(4, Some("3"), "SQL", true),
            row(6, None, "SQL", true),
        ]);
        let versions: Vec<&str> = applied.versions.iter().map(|e| e.version.as_str()).collect();
        assert_eq!((versions, applied.up_to, applied.failed.len()), (vec!["1"], None, 0));
    }

    #[test]
    fn a_baseline_stands_for_all_versions_up_to_it() {
        let applied = understood(&[row(1, Some("4"), "BASELINE", true)]);
        assert_eq!((applied.up_to.as_deref(), applied.versions.len()), (Some("4"), 0));
        assert_eq!(understood(&[row(1, Some("1"), "SQL", false)]).failed, ["1"]);
    }
}
