//! Which grant holds for a command, and reading it.

use std::fs;
use std::path::{Path, PathBuf};

use super::args::Globals;
use super::failure::Failure;
use super::settings::{Settings, process_variables};
use crate::policy::error::PolicyError;
use crate::policy::grant::GrantFile;

/// The variable that names the file of the grant, for whoever runs other people's projects.
pub(super) const VARIABLE: &str = "SANDSHIFT_POLICY";

/// The variable that holds what whoever writes the bookkeeping of a walled login has to know.
pub(super) const SECRET: &str = "SANDSHIFT_BOOKS_SECRET";

/// The secret of the bookkeeping, where the operator has given one.
#[must_use]
pub(super) fn secret() -> Option<String> {
    process_variables(SECRET).filter(|secret| !secret.is_empty())
}

/// The grant that holds: that of `--policy`, else of the variable, else of the settings. Neither a project nor its
/// author can take back what an operator has named.
///
/// # Errors
///
/// The file cannot be read, or is no grant.
pub(super) fn of(
    globals: &Globals,
    settings: &Settings,
    folder: &Path,
) -> Result<Option<GrantFile>, Failure> {
    let variable = process_variables(VARIABLE).filter(|path| !path.is_empty());
    let named = globals.policy.clone().or_else(|| variable.map(PathBuf::from));
    let path = match named {
        Some(path) => Some(path),
        None => settings.policy(globals.environment.as_deref())?.map(|path| folder.join(path)),
    };
    path.as_deref().map(read).transpose()
}

/// Reads a grant.
///
/// # Errors
///
/// As [`of`].
pub(super) fn read(path: &Path) -> Result<GrantFile, Failure> {
    let bytes = fs::read(path)
        .map_err(|source| PolicyError::Unreadable { file: path.to_path_buf(), source })?;
    Ok(GrantFile::parse(path, &bytes)?)
}
