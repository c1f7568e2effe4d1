//! The folder in which machine code is kept, one file for each component.

use std::fs::{self, DirBuilder, Metadata};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use sha2::{Digest, Sha256};
use wasmtime::Engine;

use super::seal::{self, Key};

/// What the folder may hold; beyond it the oldest code goes.
const MOST_BYTES: u64 = 1 << 30;

/// Where machine code is kept, and the key of its seals: never in the same folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// The folder for machine code.
    pub code: PathBuf,
    /// The file with the key, which is made when it is missing.
    pub key: PathBuf,
}

/// The store, open.
pub(super) struct Store {
    folder: PathBuf,
    key: Key,
}

/// The name of a component's code: it changes with each byte of the component, with the engine's
/// version and settings, the kind of machine among them.
pub(super) fn name_of(engine: &Engine, bytes: &[u8]) -> String {
    let mut settings = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut settings);
    let digest = Sha256::digest(bytes);
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{digest}-{:016x}", settings.finish())
}

impl Store {
    /// Opens the store and makes what is missing of it.
    ///
    /// # Errors
    ///
    /// The folder or the key cannot be made, or others could write there.
    pub(super) fn open(places: &Places) -> io::Result<Self> {
        private_folder(&places.code)?;
        Ok(Self { folder: places.code.clone(), key: Key::at(&places.key)? })
    }

    /// The code under this name; none when there is none whose seal holds.
    pub(super) fn read(&self, name: &str) -> Option<Vec<u8>> {
        let path = self.path(name);
        let mut code = fs::read(&path).ok()?;
        let seal: Vec<u8> = code.split_off(code.len().checked_sub(seal::BYTES)?);
        if !self.key.holds(name, &code, &seal) {
            // It would never be right again.
            let _ = fs::remove_file(&path);
            return None;
        }
        Some(code)
    }

    /// Keeps code; that this may fail costs only time in the next run.
    pub(super) fn write(&self, name: &str, code: &[u8]) {
        let _ = self.try_write(name, code);
        let _ = self.make_room();
    }

    fn try_write(&self, name: &str, code: &[u8]) -> io::Result<()> {
        // Under another name first: a reader, or a crash, never sees half of it.
        let mut file = tempfile::Builder::new().prefix("new-").tempfile_in(&self.folder)?;
        file.write_all(code)?;
        file.write_all(&self.key.seal(name, code))?;
        file.persist(self.path(name))?;
        Ok(())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn make_room(&self) -> io::Result<()> {
        let mut kept: Vec<(SystemTime, PathBuf, u64)> = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let about = entry.metadata()?;
            kept.push((about.modified()?, entry.path(), about.len()));
        }
        kept.sort();
        let mut bytes: u64 = kept.iter().map(|(_, _, bytes)| bytes).sum();
        // The newest stays whatever its size.
        kept.pop();
        for (_, path, size) in kept {
            if bytes <= MOST_BYTES {
                break;
            }
            fs::remove_file(path)?;
            bytes -= size;
        }
        Ok(())
    }
}

/// Makes a folder that only its owner can look into, unless it is there; it must then be so.
pub(super) fn private_folder(folder: &Path) -> io::Result<()> {
    if let Some(above) = folder.parent() {
        fs::create_dir_all(above)?;
    }
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => only_ours(folder),
        outcome => outcome,
    }
}

/// Refuses what belongs to another user, and what others could change.
pub(super) fn only_ours(path: &Path) -> io::Result<()> {
    let about = fs::metadata(path)?;
    if is_only_ours(&about) { Ok(()) } else { Err(io::Error::other("others could write there")) }
}

#[cfg(unix)]
fn is_only_ours(about: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    about.uid() == nix::unistd::geteuid().as_raw() && about.mode() & 0o022 == 0
}

#[cfg(not(unix))]
fn is_only_ours(_about: &Metadata) -> bool {
    true
}
