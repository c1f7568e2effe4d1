//! The table `[integrity]`: what the project itself demands of its runs.

use std::path::PathBuf;

use super::document::{Result, Table};

/// What the table `[integrity]` says. It only adds to what an operator demands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct IntegritySettings {
    /// Nothing runs without a lock file.
    pub locked: bool,
    /// How many signatures the lock file needs.
    pub signatures: Option<usize>,
    /// Where each run leaves its record, relative to the file of the settings.
    pub audit: Option<PathBuf>,
}

/// Reads the table.
pub(super) fn read(table: &Table<'_>) -> Result<IntegritySettings> {
    table.allow(&["locked", "signatures", "audit"])?;
    let signatures = table.count("signatures")?;
    Ok(IntegritySettings {
        locked: table.truth("locked")?.unwrap_or_default(),
        signatures: signatures.map(|count| usize::try_from(count).unwrap_or(usize::MAX)),
        audit: table.text("audit")?.map(|text| PathBuf::from(text.text)),
    })
}
