//! The lock file: the hash of every file that can run, meant to be committed and reviewed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::difference::Difference;
use super::error::IntegrityError;
use super::trust::said;
use crate::revision::{ContentHash, PinError, Pins, RevisionError, RevisionFile, modules_beside};

/// The name of the file, which lies beside `sandshift.toml`.
pub const FILE_NAME: &str = "sandshift.lock";

/// What is added to the name of a file for the file of its signatures.
pub const SIGNATURE_ENDING: &str = ".sig";

/// The form of the file; a reader takes no other.
const FORMAT: u32 = 1;

/// What the lock file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    /// The hash of the operator's grant under which the files were reviewed, if there was one.
    pub grant: Option<ContentHash>,
    /// The hash of each file, by its path from the folder of the project, with `/`.
    pub files: BTreeMap<String, ContentHash>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    grant: Option<String>,
    files: BTreeMap<String, String>,
}

impl Lock {
    /// Hashes the files of a project: those of its revisions, and the modules beside them.
    ///
    /// # Errors
    ///
    /// A file cannot be read, is a link out of its folder, or has a name that another system could not keep.
    pub fn of(
        root: &Path,
        folders: &[PathBuf],
        revisions: &[RevisionFile],
    ) -> Result<Self, IntegrityError> {
        let mut files: Vec<PathBuf> = revisions.iter().flat_map(RevisionFile::files).collect();
        for folder in folders {
            files.extend(modules_beside(folder)?);
        }
        let real: Vec<PathBuf> =
            folders.iter().filter_map(|folder| folder.canonicalize().ok()).collect();
        let mut lock = Self::default();
        let mut in_any_case: BTreeMap<String, String> = BTreeMap::new();
        for file in files {
            let bytes = read(&file, &real)?;
            let name = name(root, &file)?;
            if let Some(other) = in_any_case.insert(name.to_lowercase(), name.clone())
                && other != name
            {
                return Err(IntegrityError::CaseClash { one: other, other: name });
            }
            lock.files.insert(name, ContentHash::of(&bytes));
        }
        Ok(lock)
    }

    /// Reads the bytes of a lock file.
    ///
    /// # Errors
    ///
    /// [`IntegrityError::BadLock`] when they are not what [`Lock::text`] writes.
    pub fn parse(bytes: &[u8]) -> Result<Self, IntegrityError> {
        let bad = |reason: String| IntegrityError::BadLock { reason };
        let text = std::str::from_utf8(bytes).map_err(|_| bad("it is not UTF-8".to_owned()))?;
        let document: Document = toml::from_str(text).map_err(|fault| bad(said(&fault)))?;
        if document.format != FORMAT {
            return Err(IntegrityError::LockFormat { found: document.format });
        }
        let hash = |text: &str| text.parse().map_err(|fault| bad(format!("`{text}`: {fault}")));
        let files = document.files.iter().map(|(name, text)| Ok((name.clone(), hash(text)?)));
        Ok(Self {
            grant: document.grant.as_deref().map(hash).transpose()?,
            files: files.collect::<Result<_, IntegrityError>>()?,
        })
    }

    /// The text of the file: the same for the same files, whoever writes it.
    #[must_use]
    pub fn text(&self) -> String {
        let files = self.files.iter().map(|(name, hash)| (name.clone(), hash.to_string()));
        let document = Document {
            format: FORMAT,
            grant: self.grant.map(|hash| hash.to_string()),
            files: files.collect(),
        };
        // A table of texts can always be written.
        let text = toml::to_string(&document).unwrap_or_default();
        format!(
            "# Written by `sandshift lock`: what may run. Commit it, and do not edit it.\n{text}"
        )
    }

    /// The rule that files of the project are read under.
    #[must_use]
    pub fn pins(&self, root: &Path, folders: &[PathBuf]) -> Pins {
        let files = self.files.iter().map(|(name, hash)| (root.join(name), *hash));
        Pins::new(folders, files.collect())
    }

    /// What another lock says that this one does not.
    #[must_use]
    pub fn difference(&self, new: &Self) -> Difference {
        Difference::between(&self.files, &new.files, self.grant != new.grant)
    }
}

fn read(file: &Path, folders: &[PathBuf]) -> Result<Vec<u8>, IntegrityError> {
    let unreadable = |source| RevisionError::Unreadable { file: file.to_path_buf(), source };
    let real = file.canonicalize().map_err(unreadable)?;
    if !folders.iter().any(|folder| real.starts_with(folder)) {
        return Err(RevisionError::from(PinError::Outside { file: file.to_path_buf() }).into());
    }
    Ok(fs::read(file).map_err(unreadable)?)
}

/// The path of a file from the folder of the project, with `/`.
fn name(root: &Path, file: &Path) -> Result<String, IntegrityError> {
    let path = file.strip_prefix(root).unwrap_or(file);
    let odd = || IntegrityError::OddName { file: file.to_path_buf() };
    let mut parts = Vec::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::Normal(part) => parts.push(part.to_str().ok_or_else(odd)?),
            Component::ParentDir => parts.push(".."),
            // A folder elsewhere has another name on another machine.
            Component::RootDir | Component::Prefix(_) => return Err(odd()),
        }
    }
    Ok(parts.join("/"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_read_as_it_was_written() {
        let hash = ContentHash::of(b"x");
        let files = [("migrations/b.sql".to_owned(), hash), ("migrations/a.rhai".to_owned(), hash)];
        let mut lock = Lock { grant: None, files: files.into() };
        assert_eq!(Lock::parse(lock.text().as_bytes()).unwrap(), lock);
        assert!(lock.text().find("a.rhai") < lock.text().find("b.sql"));
        lock.grant = Some(hash);
        assert_eq!(Lock::parse(lock.text().as_bytes()).unwrap(), lock);
    }

    #[test]
    fn what_is_no_lock_is_refused() {
        let good = Lock::default().text();
        for text in [
            "",
            "format = 1",
            "format = 2\n[files]",
            "format = 1\nextra = 1\n[files]",
            "format = 1\n[files]\na = \"sha256:0\"",
            &good[..good.len() - 4],
        ] {
            assert!(Lock::parse(text.as_bytes()).is_err(), "{text}");
        }
        assert!(Lock::parse(&[0xff, 0xfe]).is_err());
    }
}
