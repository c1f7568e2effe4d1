//! The seal on kept machine code: a message authentication code whose key lies apart from it.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Bytes of a seal.
pub(super) const BYTES: usize = 32;

/// As long as a block of the hash, so that it is used as it is.
const KEY_BYTES: usize = 64;

/// The key of this installation.
pub(super) struct Key([u8; KEY_BYTES]);

impl Key {
    /// Reads the key, or makes it when there is none yet.
    ///
    /// # Errors
    ///
    /// The file cannot be read or written, belongs to somebody else, or others may read it.
    pub(super) fn at(path: &Path) -> io::Result<Self> {
        match Self::read(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::make(path),
            outcome => outcome,
        }
    }

    fn read(path: &Path) -> io::Result<Self> {
        let bytes = fs::read(path)?;
        super::store::only_ours(path)?;
        let bytes = bytes.try_into().map_err(|_| io::Error::other("the key has a wrong length"))?;
        Ok(Self(bytes))
    }

    fn make(path: &Path) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            super::store::private_folder(folder)?;
        }
        let mut bytes = [0; KEY_BYTES];
        getrandom::fill(&mut bytes).map_err(io::Error::other)?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(path) {
            Ok(mut file) => file.write_all(&bytes).map(|()| Self(bytes)),
            // Another run was faster.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Self::read(path),
            Err(error) => Err(error),
        }
    }

    /// The seal of kept code under this name.
    pub(super) fn seal(&self, name: &str, code: &[u8]) -> [u8; BYTES] {
        self.mac(name, code).finalize().into_bytes().into()
    }

    /// Tells whether the seal is the right one.
    pub(super) fn holds(&self, name: &str, code: &[u8], seal: &[u8]) -> bool {
        self.mac(name, code).verify_slice(seal).is_ok()
    }

    fn mac(&self, name: &str, code: &[u8]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new(&self.0.into());
        mac.update(name.as_bytes());
        mac.update(code);
        mac
    }
}
