//! Texts by the name of a dialect, at most one for each.
//!
//! A catalog holds one for each column whose type is kept in the database's own words. A list of one takes
//! a tenth of the memory of a tree of one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Texts by the name of a dialect, in the order of the names.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "BTreeMap<String, String>", into = "BTreeMap<String, String>")]
pub struct Variants(Vec<(String, String)>);

impl Variants {
    /// The text for a dialect.
    #[must_use]
    pub fn get(&self, dialect: &str) -> Option<&String> {
        self.iter().find(|(name, _)| *name == dialect).map(|(_, text)| text)
    }

    /// Puts a text in the place of the one that the dialect may have.
    pub fn insert(&mut self, dialect: String, text: String) {
        match self.0.binary_search_by(|(name, _)| name.cmp(&dialect)) {
            Ok(at) => self.0[at].1 = text,
            Err(at) => {
                // Most have one, and lists grow by several.
                self.0.reserve_exact(1);
                self.0.insert(at, (dialect, text));
            }
        }
    }

    /// Takes out the text for a dialect.
    pub fn remove(&mut self, dialect: &str) -> Option<String> {
        let at = self.0.iter().position(|(name, _)| name == dialect)?;
        Some(self.0.remove(at).1)
    }

    /// The names and their texts.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &String)> {
        self.0.iter().map(|(name, text)| (name, text))
    }

    /// The texts.
    pub fn values(&self) -> impl Iterator<Item = &String> {
        self.0.iter().map(|(_, text)| text)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Tells whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(String, String)> for Variants {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        let mut variants = Self::default();
        pairs.into_iter().for_each(|(dialect, text)| variants.insert(dialect, text));
        variants
    }
}

impl<const N: usize> From<[(String, String); N]> for Variants {
    fn from(pairs: [(String, String); N]) -> Self {
        pairs.into_iter().collect()
    }
}

impl From<BTreeMap<String, String>> for Variants {
    fn from(map: BTreeMap<String, String>) -> Self {
        Self(map.into_iter().collect())
    }
}

impl From<Variants> for BTreeMap<String, String> {
    fn from(variants: Variants) -> Self {
        variants.0.into_iter().collect()
    }
}
