//! Diesel: folders `2024-01-15-120000_name` with `up.sql`, `down.sql` and `metadata.toml`.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::super::error::Result;
use super::super::file::unreadable;
use super::section::{self, Sections};
use super::{ForeignError, Found, Gathered, Version, name, words};

pub(super) fn gather(entries: &[PathBuf]) -> Gathered {
    let folders = entries.iter().filter(|path| path.join("up.sql").is_file());
    let found = |folder: &PathBuf| {
        let file = folder.clone();
        let (version, rest) = name(folder).split_once('_').unwrap_or((name(folder), ""));
        let Some(version) = Version::read(version).filter(|_| !version.contains('.')) else {
            let form = "2024-01-15-120000_name";
            return Err(ForeignError::NoVersion { file, form }.into());
        };
        let down = folder.join("down.sql");
        Ok(Found {
            version,
            name: words(rest),
            up: folder.join("up.sql"),
            down: down.is_file().then_some(down),
        })
    };
    folders.map(found).collect()
}

pub(super) fn read(found: &Found) -> Result<Sections> {
    let metadata = found.up.with_file_name("metadata.toml");
    let in_transaction = runs_in_transaction(&metadata)?;
    section::pair(&found.up, found.down.as_deref(), |_| in_transaction)
}

fn runs_in_transaction(metadata: &Path) -> Result<bool> {
    let text = match fs::read_to_string(metadata) {
        Ok(text) => text,
        Err(fault) if fault.kind() == ErrorKind::NotFound => return Ok(true),
        Err(source) => return Err(unreadable(metadata, source)),
    };
    let table: toml::Table = text.parse().map_err(|fault: toml::de::Error| {
        let reason = fault.message().lines().collect::<Vec<_>>().join(", ");
        ForeignError::Metadata { file: metadata.to_path_buf(), reason }
    })?;
    Ok(table.get("run_in_transaction").and_then(toml::Value::as_bool).unwrap_or(true))
}
