//! The WebAssembly modules that scripts use: they lie in a folder of their own beside the
//! revisions, so that no listing takes one for a revision.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::error::Result;
use super::file::unreadable;

/// The name of the folder.
const FOLDER: &str = "modules";

/// What a script calls to use one.
const CALL: &[u8] = b"module";

/// The folder of the modules in a folder of revisions.
#[must_use]
pub fn module_folder(revisions: &Path) -> PathBuf {
    revisions.join(FOLDER)
}

/// The modules whose names stand in a script, by name, with their bytes.
///
/// A name that stands there without being used makes the checksum change too often, never too
/// seldom.
pub(super) fn used_by(source: &[u8], revision: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    if !mentions(source, CALL) {
        return Ok(Vec::new());
    }
    let folder = module_folder(revision.parent().unwrap_or(Path::new("")));
    let entries = match fs::read_dir(&folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        read => read.map_err(|error| unreadable(&folder, error))?,
    };
    let mut used = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| unreadable(&folder, error))?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        if name.ends_with(".wasm") && mentions(source, name.as_bytes()) {
            let path = entry.path();
            let bytes = fs::read(&path).map_err(|error| unreadable(&path, error))?;
            used.push((name, bytes));
        }
    }
    used.sort();
    Ok(used)
}

/// Tells whether a word stands in a source, wherever it does.
#[must_use]
pub fn mentions(source: &[u8], word: &[u8]) -> bool {
    source.windows(word.len()).any(|window| window == word)
}
