//! The version of a foreign migration: a number in one or several parts.

use std::cmp::Ordering;

/// A version, ordered as a number and not as a text: `2` comes before `10`, and `1.0` is `1`.
#[derive(Debug, Clone)]
pub struct Version {
    text: String,
    parts: Vec<String>,
}

impl Version {
    /// Reads a version: digits, in parts with dots or underscores between them.
    ///
    /// Dashes are left out as Diesel leaves them out; zeros at the beginning stay in the text.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.replace('-', "").replace('_', ".");
        let is_part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !text.split('.').all(is_part) {
            return None;
        }
        let mut parts: Vec<String> =
            text.split('.').map(|part| part.trim_start_matches('0').to_owned()).collect();
        while parts.last().is_some_and(String::is_empty) {
            parts.pop();
        }
        Some(Self { text, parts })
    }

    /// The version as a revision id: as it is written, without dashes and with dots between parts.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        let number = |(a, b): (&String, &String)| (a.len(), a).cmp(&(b.len(), b));
        let first = self.parts.iter().zip(&other.parts).map(number).find(|order| order.is_ne());
        first.unwrap_or_else(|| self.parts.len().cmp(&other.parts.len()))
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.parts == other.parts
    }
}

impl Eq for Version {}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        Version::read(text).unwrap()
    }

    #[test]
    fn versions_are_ordered_as_numbers() {
        let mut versions =
            ["10", "2", "1.10", "1.9", "0", "20240115120000", "1", "1_9_1"].map(version).to_vec();
        versions.sort();
        let texts: Vec<&str> = versions.iter().map(Version::as_str).collect();
        assert_eq!(texts, ["0", "1", "1.9", "1.9.1", "1.10", "2", "10", "20240115120000"]);
    }

    #[test]
    fn zeros_and_dashes_make_no_other_version() {
        assert_eq!(version("0001"), version("1"));
        assert_eq!(version("1.0"), version("1"));
        assert_eq!(version("1_1"), version("1.01"));
        assert_eq!(version("2024-01-15-120000"), version("20240115120000"));
        assert_eq!(version("2024-01-15-120000").as_str(), "20240115120000");
        for text in ["", "x", "1.", "1..2", "1a"] {
            assert!(Version::read(text).is_none(), "{text}");
        }
    }
}
