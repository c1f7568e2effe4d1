//! Writes a file that must not be there yet.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use super::CliError;

/// Writes a new file, and the folders above it that are missing; never overwrites one.
///
/// # Errors
///
/// The folder or the file cannot be written, or the file is there already.
pub(super) fn create(file: &Path, text: &str) -> Result<(), CliError> {
    let folder = file.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder).map_err(CliError::file(folder, "made"))?;
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(file)
        .and_then(|mut open| open.write_all(text.as_bytes()))
        .map_err(CliError::file(file, "written"))
}
