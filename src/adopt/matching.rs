//! Which revisions of a foreign folder are applied, by the account of the tool's own history.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha384};

use super::AdoptError;
use super::history::{Entry, History};
use crate::revision::foreign::{Foreign, Version};
use crate::revision::{RevisionError, RevisionFile, RevisionId};

/// What a person lets pass.
#[derive(Debug, Clone, Copy, Default)]
pub struct Lenience {
    /// Applied versions whose files are gone.
    pub missing: bool,
    /// Files that were edited after being applied.
    pub edited: bool,
}

/// The revisions of a folder, divided by a history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    /// The applied ones, in order; the last of them is what a database is stamped with.
    pub applied: Vec<RevisionId>,
    /// The others, in order.
    pub pending: Vec<RevisionId>,
}

/// Holds the revisions of a folder, in their order, against a history.
///
/// # Errors
///
/// [`AdoptError`] when the tool records a failure, files are missing or edited, or a version was
/// left out: the revisions form a line, and a database stands at one place of it.
pub fn matched(
    history: &History,
    files: &[RevisionFile],
    folder: &Path,
    lenience: Lenience,
) -> Result<Matched, AdoptError> {
    let applied = &history.applied;
    if !applied.failed.is_empty() {
        let (tool, versions) = (history.tool.name, applied.failed.clone());
        return Err(AdoptError::Failed { tool, versions });
    }
    let up_to = applied.up_to.as_deref().and_then(Version::read);
    let entry_of = |version: &Version| {
        applied
            .versions
            .iter()
            .find(|entry| Version::read(&entry.version).as_ref() == Some(version))
    };
    let is_applied = |foreign: &Foreign| {
        up_to.as_ref().is_some_and(|up_to| &foreign.version <= up_to)
            || entry_of(&foreign.version).is_some()
    };
    let foreign: Vec<(&RevisionFile, &Foreign)> =
        files.iter().filter_map(|file| Some((file, file.foreign.as_ref()?))).collect();

    let missing = missing(history, &foreign);
    if !missing.is_empty() && !lenience.missing {
        let folder = folder.to_path_buf();
        return Err(AdoptError::MissingFiles { versions: missing, folder });
    }
    let count = foreign.iter().rposition(|(_, foreign)| is_applied(foreign)).map_or(0, |at| at + 1);
    let (below, pending) = foreign.split_at(count);
    let left_out: Vec<String> = below
        .iter()
        .filter(|(_, foreign)| !is_applied(foreign))
        .map(|(_, foreign)| foreign.version.as_str().to_owned())
        .collect();
    if let (false, Some((_, newest))) = (left_out.is_empty(), below.last()) {
        let newest = newest.version.as_str().to_owned();
        return Err(AdoptError::Gap { versions: left_out, newest });
    }
    if !lenience.edited {
        let known =
            below.iter().filter_map(|(_, foreign)| Some((*foreign, entry_of(&foreign.version)?)));
        refuse_edited(known)?;
    }
    let ids = |part: &[(&RevisionFile, &Foreign)]| {
        part.iter().map(|(file, _)| file.header.revision.clone()).collect()
    };
    Ok(Matched { applied: ids(below), pending: ids(pending) })
}

/// The versions of a history that no file has.
fn missing(history: &History, foreign: &[(&RevisionFile, &Foreign)]) -> Vec<String> {
    let has_file = |version: &str| {
        let version = Version::read(version);
        foreign.iter().any(|(_, foreign)| Some(&foreign.version) == version.as_ref())
    };
    let listed = history.applied.versions.iter().map(|entry| &entry.version);
    listed.filter(|version| !has_file(version)).cloned().collect()
}

fn refuse_edited<'a>(
    applied: impl Iterator<Item = (&'a Foreign, &'a Entry)>,
) -> Result<(), AdoptError> {
    let mut files: Vec<PathBuf> = Vec::new();
    for (foreign, entry) in applied {
        let Some(expected) = &entry.sha384 else { continue };
        let path = &foreign.up.0;
        let bytes = fs::read(path)
            .map_err(|source| RevisionError::Unreadable { file: path.clone(), source })?;
        if Sha384::digest(&bytes).as_slice() != expected.as_slice() {
            files.push(path.clone());
        }
    }
    if files.is_empty() { Ok(()) } else { Err(AdoptError::Edited { files }) }
}
