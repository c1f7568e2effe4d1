//! Diesel: folders `2024-01-15-120000_name` with `up.sql`, `down.sql` and `metadata.toml`.

use std::path::PathBuf;

use super::super::error::Result;
use super::super::pins::Pins;
use super::section::{self, Sections};
use super::{ForeignError, Found, Gathered, Version, name, words};

/// The file of settings beside the two.
pub(super) const METADATA: &str = "metadata.toml";

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
            pins: Pins::default(),
        })
    };
    folders.map(found).collect()
}

pub(super) fn read(found: &Found) -> Result<Sections> {
    let in_transaction = runs_in_transaction(found)?;
    section::pair(found, |_| in_transaction)
}

fn runs_in_transaction(found: &Found) -> Result<bool> {
    let file = found.up.with_file_name(METADATA);
    let Some(bytes) = found.pins.read_if_there(&file)? else { return Ok(true) };
    let faulty = |reason| ForeignError::Metadata { file: file.clone(), reason };
    let text = String::from_utf8(bytes).map_err(|_| faulty("it is not UTF-8".to_owned()))?;
    let table: toml::Table = text.parse().map_err(|fault: toml::de::Error| {
        faulty(fault.message().lines().collect::<Vec<_>>().join(", "))
    })?;
    Ok(table.get("run_in_transaction").and_then(toml::Value::as_bool).unwrap_or(true))
}
