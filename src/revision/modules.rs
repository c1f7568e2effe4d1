//! The WebAssembly modules that scripts use: they lie in a folder of their own beside the
//! revisions, so that no listing takes one for a revision.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::error::Result;
use super::file::unreadable;
use super::pins::Pins;

/// The name of the folder.
const FOLDER: &str = "modules";

/// What a script calls to use one.
const CALL: &[u8] = b"module";

/// The folder of the modules in a folder of revisions.
#[must_use]
pub fn module_folder(revisions: &Path) -> PathBuf {
    revisions.join(FOLDER)
}

/// The modules that lie beside the revisions of a folder, whoever uses them.
///
/// # Errors
///
/// The folder is there and cannot be read.
pub fn modules_beside(revisions: &Path) -> Result<Vec<PathBuf>> {
    let folder = module_folder(revisions);
    let entries = match fs::read_dir(&folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        read => read.map_err(|error| unreadable(&folder, error))?,
    };
    let mut modules = Vec::new();
    for entry in entries {
        modules.push(entry.map_err(|error| unreadable(&folder, error))?.path());
    }
    modules.retain(|path| is_module(path));
    modules.sort();
    Ok(modules)
}

/// Tells whether a file is one of these modules, by its name.
pub(super) fn is_module(file: &Path) -> bool {
    let folder = file.parent().and_then(Path::file_name);
    folder == Some(FOLDER.as_ref()) && file.extension() == Some("wasm".as_ref())
}

/// The modules whose names stand in a script, by name, with their bytes.
///
/// A name that stands there without being used makes the checksum change too often, never too
/// seldom.
pub(super) fn used_by(
    source: &[u8],
    revision: &Path,
    pins: &Pins,
) -> Result<Vec<(String, Vec<u8>)>> {
    if !mentions(source, CALL) {
        return Ok(Vec::new());
    }
    let mut used = Vec::new();
    for module in modules_beside(revision.parent().unwrap_or(Path::new("")))? {
        let Some(name) = module.file_name().and_then(|name| name.to_str()) else { continue };
        if mentions(source, name.as_bytes()) {
            used.push((name.to_owned(), pins.read(&module)?));
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
