//! The keys whose signatures count, in a file of the operator's own.
//!
//! The file never lies in the project, where whoever writes the migrations could add a key.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::error::IntegrityError;
use super::keys::PublicKey;

/// A key and the name that its owner is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedKey {
    /// The name, for people.
    pub name: String,
    /// The key.
    pub key: PublicKey,
}

/// The keys that are trusted, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trust {
    keys: BTreeMap<String, PublicKey>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    keys: BTreeMap<String, String>,
}

impl Trust {
    /// Reads the text of a file.
    ///
    /// # Errors
    ///
    /// [`IntegrityError::BadTrust`] when it is not what [`Trust::text`] writes.
    pub fn parse(text: &str) -> Result<Self, IntegrityError> {
        let bad = |reason: String| IntegrityError::BadTrust { reason };
        let document: Document = toml::from_str(text).map_err(|fault| bad(said(&fault)))?;
        let mut keys = BTreeMap::new();
        for (name, text) in document.keys {
            let key = text.parse().map_err(|fault| bad(format!("key `{name}`: {fault}")))?;
            keys.insert(name, key);
        }
        Ok(Self { keys })
    }

    /// The text of the file.
    #[must_use]
    pub fn text(&self) -> String {
        let keys = self.keys.iter().map(|(name, key)| (name.clone(), key.to_string())).collect();
        // A table of texts can always be written.
        let keys = toml::to_string(&Document { keys }).unwrap_or_default();
        format!("# Whose signatures count; see `sandshift trust --help`.\n{keys}")
    }

    /// The keys, in the order of their names.
    #[must_use]
    pub fn keys(&self) -> Vec<TrustedKey> {
        let keys = self.keys.iter();
        keys.map(|(name, key)| TrustedKey { name: name.clone(), key: *key }).collect()
    }

    /// Adds a key.
    ///
    /// # Errors
    ///
    /// [`IntegrityError::KeyThere`] when the name or the key is there already.
    pub fn add(&mut self, name: &str, key: PublicKey) -> Result<(), IntegrityError> {
        let there = self.keys.iter().find(|(known, other)| *known == name || **other == key);
        if let Some((known, other)) = there {
            let (name, id) = (known.clone(), other.id());
            return Err(IntegrityError::KeyThere { name, id });
        }
        self.keys.insert(name.to_owned(), key);
        Ok(())
    }

    /// Takes a key away, by its name or its id.
    ///
    /// # Errors
    ///
    /// [`IntegrityError::NoSuchKey`] when there is none.
    pub fn remove(&mut self, name: &str) -> Result<TrustedKey, IntegrityError> {
        let found = self.keys.iter().find(|(known, key)| *known == name || key.id() == name);
        match found.map(|(known, key)| TrustedKey { name: known.clone(), key: *key }) {
            Some(trusted) => {
                self.keys.remove(&trusted.name);
                Ok(trusted)
            }
            None => Err(IntegrityError::NoSuchKey { name: name.to_owned() }),
        }
    }
}

/// A fault of TOML in one line.
pub(super) fn said(fault: &toml::de::Error) -> String {
    fault.message().lines().collect::<Vec<_>>().join(", ")
}
