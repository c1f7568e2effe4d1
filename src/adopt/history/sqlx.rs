//! sqlx: `_sqlx_migrations`, a row for each version, with the SHA-384 of its file.

use super::{Applied, Entry, Tool, always};
use crate::revision::Layout;

pub(super) const TOOL: Tool = Tool {
    name: "sqlx",
    table: "_sqlx_migrations",
    columns: &["version", "description", "success", "checksum"],
    is_its_own: always,
    understand: |rows| {
        let (done, failed): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.truth("success"));
        let entry = |row: &&super::Record<'_>| Entry {
            version: row.text("version"),
            description: row.optional("description"),
            sha384: row.bytes("checksum"),
        };
        Applied {
            versions: done.iter().map(entry).collect(),
            up_to: None,
            failed: failed.iter().map(|row| row.text("version")).collect(),
        }
    },
    layout: Some(Layout::Sqlx),
    folders: &["migrations"],
};
