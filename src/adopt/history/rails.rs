//! Rails: `schema_migrations(version varchar)` with `ar_internal_metadata(key, value, …)` beside it.
//!
//! Its migrations are Ruby; what is there becomes a baseline.

use super::{Applied, Tool, has_table};

pub(super) const TOOL: Tool = Tool {
    name: "rails",
    table: "schema_migrations",
    columns: &["version"],
    is_its_own: |table, catalog| {
        table.columns.len() == 1 && has_table(catalog, "ar_internal_metadata")
    },
    understand: |rows| Applied::plain(rows, "version"),
    layout: None,
    folders: &[],
};
