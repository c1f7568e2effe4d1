//! sqlx: `0001_name.sql`, or `0001_name.up.sql` with `0001_name.down.sql`.

use std::path::PathBuf;

use super::super::error::Result;
use super::section::{self, Section, Sections};
use super::{ForeignError, Found, Gathered, Half, Version, name, pairs, words};

/// These bytes at the very beginning of a file keep it out of a transaction.
const NO_TRANSACTION: &str = "-- no-transaction";

pub(super) fn gather(entries: &[PathBuf]) -> Gathered {
    let (mut halves, mut faults) = (Vec::new(), Vec::new());
    for path in entries {
        let Some((version, rest)) = name(path).split_once('_') else { continue };
        let Some(stem) = rest.strip_suffix(".sql") else { continue };
        let Some(version) = digits(version) else {
            let form = "0001_name.sql";
            faults.push(Err(ForeignError::NoVersion { file: path.clone(), form }.into()));
            continue;
        };
        let (stem, half) = match stem.strip_suffix(".down") {
            Some(stem) => (stem, Half::Down),
            None => (stem.strip_suffix(".up").unwrap_or(stem), Half::Up),
        };
        halves.push((version, words(stem), half, path.clone()));
    }
    faults.into_iter().chain(pairs(halves)).collect()
}

pub(super) fn read(found: &Found) -> Result<Sections> {
    let in_transaction = |section: &Section| !section.text.starts_with(NO_TRANSACTION);
    section::pair(found, in_transaction)
}

/// A version that is one number.
pub(super) fn digits(text: &str) -> Option<Version> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| Version::read(text))?
}
