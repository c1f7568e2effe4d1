//! What differs between two locks.

use std::collections::BTreeMap;

use crate::revision::ContentHash;

/// What differs between two locks, by the names of files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// Files that only the new one has.
    pub added: Vec<String>,
    /// Files with another hash.
    pub changed: Vec<String>,
    /// Files that only the old one has.
    pub removed: Vec<String>,
    /// The grant is another one.
    pub grant: bool,
}

impl Difference {
    pub(super) fn between(
        old: &BTreeMap<String, ContentHash>,
        new: &BTreeMap<String, ContentHash>,
        grant: bool,
    ) -> Self {
        let lacks = |one: &BTreeMap<String, ContentHash>, other: &BTreeMap<String, ContentHash>| {
            one.keys().filter(|name| !other.contains_key(*name)).cloned().collect()
        };
        let is_other = |(name, hash): &(&String, &ContentHash)| {
            old.get(*name).is_some_and(|before| before != *hash)
        };
        Self {
            added: lacks(new, old),
            changed: new.iter().filter(is_other).map(|(name, _)| name.clone()).collect(),
            removed: lacks(old, new),
            grant,
        }
    }

    /// Tells whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty() && !self.grant
    }
}
