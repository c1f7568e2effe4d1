//! The history tables of other tools: which are there, and what they say.
//!
//! A tool is one file with one [`Tool`], and one line in [`TOOLS`].

mod alembic;
mod dbmate;
mod diesel;
mod django;
mod flyway;
mod golang_migrate;
mod rails;
mod read;
mod record;
mod sqlx;

pub use read::find;
use record::Record;
use sandshift_model::catalog::Catalog;
use sandshift_model::ident::ObjectName;
use sandshift_model::table::Table;

use crate::revision::Layout;

/// All tools whose history is understood, by name.
pub const TOOLS: [&Tool; 8] = [
    &alembic::TOOL,
    &dbmate::TOOL,
    &diesel::TOOL,
    &django::TOOL,
    &flyway::TOOL,
    &golang_migrate::TOOL,
    &rails::TOOL,
    &sqlx::TOOL,
];

/// A tool that keeps its history in a table.
#[derive(Debug)]
pub struct Tool {
    /// Its name on the command line.
    pub name: &'static str,
    /// The name of its table, unless it was told another.
    pub table: &'static str,
    /// The columns of its table that are read; all must be there.
    columns: &'static [&'static str],
    /// Tells it from tools whose table has the same name.
    is_its_own: fn(&Table, &Catalog) -> bool,
    /// Makes sense of the rows.
    understand: fn(&[Record<'_>]) -> Applied,
    /// How its files lie, when they are plain SQL.
    pub layout: Option<Layout>,
    /// Where its files lie unless somebody says otherwise, the likeliest first.
    pub folders: &'static [&'static str],
}

/// What one history table says.
#[derive(Debug)]
pub struct History {
    /// The tool.
    pub tool: &'static Tool,
    /// Its table.
    pub table: ObjectName,
    /// What is applied.
    pub applied: Applied,
}

/// What is applied, by a tool's account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// The versions that are applied; no order.
    pub versions: Vec<Entry>,
    /// The version up to which all are applied, where a tool counts in this way.
    pub up_to: Option<String>,
    /// The versions that failed half-way.
    pub failed: Vec<String>,
}

/// One version that is applied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// The version, as the table has it.
    pub version: String,
    /// What it does, where the table says so.
    pub description: Option<String>,
    /// The SHA-384 of the file that was applied, where the table keeps it.
    pub sha384: Option<Vec<u8>>,
}

impl Entry {
    /// A version of which nothing else is known.
    fn of(version: String) -> Self {
        Self { version, ..Self::default() }
    }
}

impl Applied {
    /// Versions that are all applied.
    fn plain(rows: &[Record<'_>], column: &str) -> Self {
        let versions = rows.iter().map(|row| Entry::of(row.text(column))).collect();
        Self { versions, ..Self::default() }
    }

    /// Tells whether nothing is applied.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.versions.is_empty() && self.up_to.is_none()
    }
}

/// For tools whose table has a name of its own.
fn always(_: &Table, _: &Catalog) -> bool {
    true
}

/// Tells whether a catalog holds a table of this name, in whatever schema.
fn has_table(catalog: &Catalog, name: &str) -> bool {
    catalog.tables.keys().any(|table| table.name.as_str().eq_ignore_ascii_case(name))
}
