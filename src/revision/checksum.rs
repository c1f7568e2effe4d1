//! The checksum of what a revision means, to notice that an applied file was edited.
//!
//! Comments, white space outside literals, the message and the date may change freely. The id,
//! the parents, the dependencies, the transaction option and the code may not.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use super::file::Language;
use super::header::Header;
use super::{tokens_rhai, tokens_sql};

/// Changes when the rules of the checksum change, so that old and new ones never compare equal.
const RULES: &[u8] = b"sandshift revision meaning 1";

/// The SHA-256 of the meaning of a revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Checksum([u8; 32]);

impl Checksum {
    /// Computes the checksum of a header, the source it heads, and the modules that a script uses
    /// by their names, in the order of these.
    #[must_use]
    pub fn of(
        header: &Header,
        language: Language,
        source: &[u8],
        modules: &[(String, Vec<u8>)],
    ) -> Self {
        let mut hash = Sha256::new();
        feed(&mut hash, RULES);
        feed(&mut hash, language.extension().as_bytes());
        feed(&mut hash, header.revision.as_str().as_bytes());
        feed_set(&mut hash, header.down_revision.iter().map(|id| id.as_str()));
        feed_set(&mut hash, header.depends_on.iter().map(String::as_str));
        feed(&mut hash, &[u8::from(header.transaction)]);
        match language {
            Language::Rhai => feed(&mut hash, &tokens_rhai::meaning(source)),
            Language::Sql => feed(&mut hash, &tokens_sql::meaning(source)),
            Language::Wasm => feed(&mut hash, source),
        }
        for (name, module) in modules {
            feed(&mut hash, name.as_bytes());
            feed(&mut hash, module);
        }
        Self(hash.finalize().into())
    }

    /// The 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Feeds a field with its length, so that no two lists of fields look alike.
fn feed(hash: &mut Sha256, field: &[u8]) {
    hash.update((field.len() as u64).to_le_bytes());
    hash.update(field);
}

fn feed_set<'a>(hash: &mut Sha256, names: impl Iterator<Item = &'a str>) {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    hash.update((names.len() as u64).to_le_bytes());
    for name in names {
        feed(hash, name.as_bytes());
    }
}

impl fmt::Display for Checksum {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&hex::encode(self.0))
    }
}

/// The text is not 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a checksum has 64 hexadecimal digits")]
pub struct NotAChecksum;

impl FromStr for Checksum {
    type Err = NotAChecksum;

    fn from_str(text: &str) -> Result<Self, NotAChecksum> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| NotAChecksum)?;
        Ok(Self(bytes))
    }
}
