//! Looks for `sandshift.toml` in a folder and above it.

use std::path::{Path, PathBuf};

/// The name of the settings file.
pub(crate) const FILE_NAME: &str = "sandshift.toml";

/// Where the settings are, or that there are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// The folder of the settings file, as seen from where the search began.
    Project(PathBuf),
    /// None, but there is an `alembic.ini`.
    Alembic,
    /// None.
    Nothing,
}

/// Looks for the settings file, upwards from a folder.
///
/// The path that comes back begins with `start` as it was given, so that messages name files as
/// the user does.
#[must_use]
pub(crate) fn find(start: &Path) -> Found {
    let mut folder = start.to_path_buf();
    // The number of folders above is known only of an absolute path; the answer stays relative.
    let here = if start.as_os_str().is_empty() { Path::new(".") } else { start };
    let depth = std::path::absolute(here).map_or(0, |path| path.components().count());
    let mut saw_alembic = false;
    for _ in 0..depth.max(1) {
        if folder.join(FILE_NAME).is_file() {
            return Found::Project(folder);
        }
        saw_alembic |= folder.join("alembic.ini").is_file();
        folder.push("..");
    }
    if saw_alembic { Found::Alembic } else { Found::Nothing }
}
