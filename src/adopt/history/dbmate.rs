//! dbmate: `schema_migrations(version varchar)`, a row for each version, and no other column.

use super::{Applied, Tool, has_table};
use crate::revision::Layout;

pub(super) const TOOL: Tool = Tool {
    name: "dbmate",
    table: "schema_migrations",
    columns: &["version"],
    // golang-migrate has a second column, and Rails a second table.
    is_its_own: |table, catalog| {
        table.columns.len() == 1 && !has_table(catalog, "ar_internal_metadata")
    },
    understand: |rows| Applied::plain(rows, "version"),
    layout: Some(Layout::Dbmate),
    folders: &["db/migrations", "migrations"],
};
