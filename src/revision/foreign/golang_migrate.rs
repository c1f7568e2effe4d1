//! golang-migrate: `0001_name.up.sql` with `0001_name.down.sql`.
//!
//! The tool sends each file as one text and opens no transaction. A run of ours does, but for files
//! with a statement that forbids it.

use std::path::PathBuf;

use super::super::error::Result;
use super::section::{self, Sections};
use super::sqlx::digits;
use super::{Found, Gathered, Half, name, pairs, words};

pub(super) fn gather(entries: &[PathBuf]) -> Gathered {
    let half = |path: &PathBuf| {
        let (version, rest) = name(path).split_once('_')?;
        let stem = rest.strip_suffix(".sql")?;
        let (stem, half) = match stem.strip_suffix(".up") {
            Some(stem) => (stem, Half::Up),
            None => (stem.strip_suffix(".down")?, Half::Down),
        };
        Some((digits(version)?, words(stem), half, path.clone()))
    };
    pairs(entries.iter().filter_map(half).collect())
}

pub(super) fn read(found: &Found) -> Result<Sections> {
    section::pair(found, |section| !section.forbids_transaction())
}
