//! Django: `django_migrations(id, app, name, applied)`, a row for each migration of each app.
//!
//! Its migrations are Python; what is there becomes a baseline.

use super::{Applied, Entry, Tool, always};

pub(super) const TOOL: Tool = Tool {
    name: "django",
    table: "django_migrations",
    columns: &["app", "name"],
    is_its_own: always,
    understand: |rows| {
        let version = |app: String, name: String| Entry::of(format!("{app}.{name}"));
        let versions = rows.iter().map(|row| version(row.text("app"), row.text("name"))).collect();
        Applied { versions, ..Applied::default() }
    },
    layout: None,
    folders: &[],
};
