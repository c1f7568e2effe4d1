//! Alembic: `alembic_version(version_num)`, a row for each head.
//!
//! Its revisions are Python and form a graph; what is there becomes a baseline.

use super::{Applied, Tool, always};

pub(super) const TOOL: Tool = Tool {
    name: "alembic",
    table: "alembic_version",
    columns: &["version_num"],
    is_its_own: always,
    understand: |rows| Applied::plain(rows, "version_num"),
    layout: None,
    folders: &[],
};
