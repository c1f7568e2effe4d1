//! Diesel: `__diesel_schema_migrations(version varchar(50), run_on timestamp)`, a row for each version,
//! without the dashes of the folder's name.

use super::{Applied, Tool, always};
use crate::revision::Layout;

pub(super) const TOOL: Tool = Tool {
    name: "diesel",
    table: "__diesel_schema_migrations",
    columns: &["version"],
    is_its_own: always,
    understand: |rows| Applied::plain(rows, "version"),
    layout: Some(Layout::Diesel),
    folders: &["migrations"],
};
