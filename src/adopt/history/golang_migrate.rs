//! golang-migrate: `schema_migrations(version bigint, dirty boolean)`, one row with the newest version.

use super::{Applied, Entry, Tool, always};
use crate::revision::Layout;

pub(super) const TOOL: Tool = Tool {
    name: "golang-migrate",
    table: "schema_migrations",
    columns: &["version", "dirty"],
    is_its_own: always,
    understand: |rows| {
        let (dirty, clean): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.truth("dirty"));
        Applied {
            // The one version has a file, and all before it are applied too.
            versions: clean.iter().map(|row| Entry::of(row.text("version"))).collect(),
            up_to: clean.first().map(|row| row.text("version")),
            failed: dirty.iter().map(|row| row.text("version")).collect(),
        }
    },
    layout: Some(Layout::GolangMigrate),
    folders: &["migrations", "db/migrations"],
};
