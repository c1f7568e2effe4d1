//! Reading and writing around a build: a file is either the old one or the new one.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::BuildError;

/// Makes a folder with all above it.
pub(super) fn make_folder(folder: &Path) -> Result<(), BuildError> {
    fs::create_dir_all(folder).map_err(failed(folder, "made"))
}

/// Reads a text.
pub(super) fn read(file: &Path) -> Result<String, BuildError> {
    fs::read_to_string(file).map_err(failed(file, "read"))
}

/// Reads bytes.
pub(super) fn read_bytes(file: &Path) -> Result<Vec<u8>, BuildError> {
    fs::read(file).map_err(failed(file, "read"))
}

/// Replaces a file as a whole: whoever reads meanwhile sees the old one or the new one.
pub(super) fn write_whole(file: &Path, bytes: &[u8]) -> Result<(), BuildError> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    builder.prefix(".sandshift-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A temporary file is for its owner alone; a module is a file like its neighbours.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut open =
        builder.tempfile_in(folder.unwrap_or(Path::new("."))).map_err(failed(file, "written"))?;
    open.write_all(bytes).map_err(failed(file, "written"))?;
    open.persist(file).map_err(|fault| failed(file, "written")(fault.error))?;
    Ok(())
}

/// All files in a folder and the folders in it, but for what a compiler leaves behind.
pub(super) fn all_in(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_made =
            ["target", "node_modules", "__pycache__"].iter().any(|name| path.ends_with(name));
        match path.is_dir() {
            true if is_made => {}
            true => found.extend(all_in(&path)),
            false => found.push(path),
        }
    }
    found.sort();
    found
}

fn failed(file: &Path, doing: &'static str) -> impl FnOnce(std::io::Error) -> BuildError {
    let file = file.to_path_buf();
    move |fault| BuildError::File { file, doing, reason: fault.to_string() }
}
