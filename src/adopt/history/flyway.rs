//! Flyway: `flyway_schema_history`, a row for each thing that it did, in the order of `installed_rank`.
//!
//! A `BASELINE` row stands for every version up to its own, an `UNDO_…` row takes a version back, and
//! rows without a version are repeatable migrations or say that Flyway made a schema.

use super::{Applied, Entry, Record, Tool, always};
use crate::revision::Layout;

pub(super) const TOOL: Tool = Tool {
    name: "flyway",
    table: "flyway_schema_history",
    beside: &[],
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
