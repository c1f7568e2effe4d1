//! Which bytes the files of a project must have, and the one way to read a file under that rule.
//!
//! The bytes that are checked are the bytes that are handed on: a file is read once, hashed and
//! given to whoever asked. A header and the program below it may be read at different moments;
//! both then have to be of the same named hash, so that a file cannot be swapped in between.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::content_hash::ContentHash;
use super::error::{Result, RevisionError};
use super::file::RevisionFile;
use super::modules::is_module;
use crate::error::{Coded, Kind, Place};

/// How files are read: as they are, or only where they are what a lock names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pins(Option<Arc<Pinned>>);

#[derive(Debug, PartialEq, Eq)]
struct Pinned {
    /// The folders that hold the files, as they really are.
    folders: Vec<PathBuf>,
    /// The hash of each file, by its name as the project's folders give it.
    files: BTreeMap<PathBuf, ContentHash>,
}

/// A file is not what the lock names.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum PinError {
    #[error("`{}` is not in the lock file", file.display())]
    NotNamed { file: PathBuf },
    #[error("`{}` is not what the lock file names: its hash is {found}, not {expected}", file.display())]
    Changed { file: PathBuf, expected: ContentHash, found: ContentHash },
    #[error("`{}` is in the lock file, and there is no such file", file.display())]
    Missing { file: PathBuf },
    #[error("`{}` is a link that leads out of its folder", file.display())]
    Outside { file: PathBuf },
    #[error("revision `{revision}` has no file, so that what would run is not in the lock file")]
    NoFile { revision: String },
}

impl Pins {
    /// Files below these folders must have these hashes; each is named with its folder.
    #[must_use]
    pub fn new(folders: &[PathBuf], files: BTreeMap<PathBuf, ContentHash>) -> Self {
        let folders = folders.iter().filter_map(|folder| folder.canonicalize().ok()).collect();
        Self(Some(Arc::new(Pinned { folders, files })))
    }

    /// Tells whether files must be what a lock names.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.0.is_some()
    }

    /// Reads a file.
    ///
    /// # Errors
    ///
    /// It cannot be read, or is not what is named.
    pub fn read(&self, file: &Path) -> Result<Vec<u8>> {
        self.read_raw(file)?.map_err(|source| self.unreadable(file, source))
    }

    /// Reads a file that need not be there.
    ///
    /// # Errors
    ///
    /// As [`Pins::read`]; also when it is named and not there.
    pub(super) fn read_if_there(&self, file: &Path) -> Result<Option<Vec<u8>>> {
        match self.read_raw(file)? {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound && !self.names(file) => Ok(None),
            Err(error) => Err(self.unreadable(file, error)),
        }
    }

    /// Reads a file for one who has more to say about a file that cannot be read.
    ///
    /// # Errors
    ///
    /// It is not what is named.
    pub(super) fn read_raw(&self, file: &Path) -> Result<io::Result<Vec<u8>>> {
        let Some(pinned) = &self.0 else { return Ok(fs::read(file)) };
        match pinned.holds(file) {
            Ok(true) => {}
            Ok(false) => return Err(PinError::Outside { file: file.to_path_buf() }.into()),
            Err(error) => return Ok(Err(error)),
        }
        let bytes = match fs::read(file) {
            Ok(bytes) => bytes,
            Err(error) => return Ok(Err(error)),
        };
        let Some(expected) = pinned.files.get(file).copied() else {
            return Err(PinError::NotNamed { file: file.to_path_buf() }.into());
        };
        let found = ContentHash::of(&bytes);
        if found == expected {
            return Ok(Ok(bytes));
        }
        Err(PinError::Changed { file: file.to_path_buf(), expected, found }.into())
    }

    /// Makes sure that every file that is named belongs to one of these revisions, or is a module, and
    /// that those are what is named whose headers are elsewhere, so that nobody has read them yet.
    ///
    /// # Errors
    ///
    /// The first that does not: it is gone, or is now something that no revision is made of.
    pub(super) fn all_taken(&self, revisions: &[RevisionFile]) -> Result<()> {
        let Some(pinned) = &self.0 else { return Ok(()) };
        let taken: BTreeSet<PathBuf> = revisions.iter().flat_map(RevisionFile::files).collect();
        for file in pinned.files.keys() {
            let is_taken = taken.contains(file);
            if !is_taken || file.extension() == Some("wasm".as_ref()) {
                self.read(file)?;
            }
            if !is_taken && !is_module(file) {
                return Err(PinError::Missing { file: file.clone() }.into());
            }
        }
        Ok(())
    }

    fn names(&self, file: &Path) -> bool {
        self.0.as_ref().is_some_and(|pinned| pinned.files.contains_key(file))
    }

    fn unreadable(&self, file: &Path, source: io::Error) -> RevisionError {
        if source.kind() == ErrorKind::NotFound && self.names(file) {
            return PinError::Missing { file: file.to_path_buf() }.into();
        }
        RevisionError::Unreadable { file: file.to_path_buf(), source }
    }
}

impl Pinned {
    /// Tells whether a file lies in one of the folders, and not only a link to it.
    fn holds(&self, file: &Path) -> io::Result<bool> {
        let real = file.canonicalize()?;
        Ok(self.folders.iter().any(|folder| real.starts_with(folder)))
    }
}

impl PinError {
    fn file(&self) -> Option<&PathBuf> {
        match self {
            Self::NotNamed { file }
            | Self::Changed { file, .. }
            | Self::Missing { file }
            | Self::Outside { file } => Some(file),
            Self::NoFile { .. } => None,
        }
    }
}

impl Coded for PinError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotNamed { .. } => "lock::not_named",
            Self::Changed { .. } => "lock::changed",
            Self::Missing { .. } => "lock::missing",
            Self::Outside { .. } => "lock::outside",
            Self::NoFile { .. } => "lock::no_file",
        }
    }

    fn kind(&self) -> Kind {
        Kind::Integrity
    }

    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NotNamed { .. } | Self::Changed { .. } => {
                "see all differences with `sandshift lock --check`; if they are meant, `sandshift lock` takes \
                 them over, else bring the file back from version control"
            }
            Self::Missing { .. } | Self::NoFile { .. } => {
                "bring the file back from version control; if it is gone on purpose, `sandshift lock`"
            }
            Self::Outside { .. } => "put the file itself into the folder",
        };
        Some(hint.to_owned())
    }

    fn place(&self) -> Place {
        Place { file: self.file().cloned(), ..Place::default() }
    }
}
