//! The names of revisions and of branches, valid from the moment they exist.
//!
//! Both share one grammar, because a target such as `name@head` takes either. The characters
//! `@ - + :` and `,` carry meaning in targets, so no name may hold them.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use uuid::Uuid;

/// The greatest length of a revision id or branch label, in bytes.
///
/// Every database at hand can index a text column of this width.
pub const NAME_BYTES_MAX: usize = 255;

/// Words that mean something in a target and can never be a name.
pub const RESERVED_WORDS: [&str; 4] = ["head", "heads", "base", "current"];

const NEW_ID_DIGITS: usize = 12;

/// Why a text is no revision id or branch label.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameFault {
    /// There is no text at all.
    #[error("it is empty")]
    Empty,
    /// The text is longer than [`NAME_BYTES_MAX`].
    #[error("it has {length_bytes} bytes, {NAME_BYTES_MAX} are allowed")]
    TooLong {
        /// The length found.
        length_bytes: usize,
    },
    /// A character is reserved for targets, white space or a control character.
    #[error("the character {character:?} is not allowed")]
    IllegalCharacter {
        /// The first such character.
        character: char,
    },
    /// The text is one of [`RESERVED_WORDS`].
    #[error("the word is reserved for targets")]
    Reserved,
}

/// The id of a revision: opaque, stable, unique in a project.
///
/// # Examples
///
/// ```
/// use sandshift::revision::RevisionId;
///
/// assert!("3f2a1c9d".parse::<RevisionId>().is_ok());
/// assert!("a-b".parse::<RevisionId>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RevisionId(Arc<str>);

impl RevisionId {
    /// Makes a new random id of twelve hexadecimal digits.
    #[must_use]
    pub fn random() -> Self {
        let digits = Uuid::new_v4().simple().to_string();
        Self(Arc::from(&digits[..NEW_ID_DIGITS]))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The name of a branch, declared by one revision and shared by its lineage.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BranchLabel(Arc<str>);

impl BranchLabel {
    /// The label as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RevisionId {
    type Err = NameFault;

    fn from_str(text: &str) -> Result<Self, NameFault> {
        check_name(text)?;
        Ok(Self(Arc::from(text)))
    }
}

impl FromStr for BranchLabel {
    type Err = NameFault;

    fn from_str(text: &str) -> Result<Self, NameFault> {
        check_name(text)?;
        Ok(Self(Arc::from(text)))
    }
}

impl fmt::Display for RevisionId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&self.0)
    }
}

impl fmt::Display for BranchLabel {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&self.0)
    }
}

/// Checks the grammar that revision ids and branch labels share.
///
/// # Errors
///
/// The first rule that the text breaks.
pub fn check_name(text: &str) -> Result<(), NameFault> {
    if text.is_empty() {
        return Err(NameFault::Empty);
    }
    if text.len() > NAME_BYTES_MAX {
        return Err(NameFault::TooLong { length_bytes: text.len() });
    }
    if let Some(character) = text.chars().find(|&c| is_forbidden(c)) {
        return Err(NameFault::IllegalCharacter { character });
    }
    if RESERVED_WORDS.contains(&text) {
        return Err(NameFault::Reserved);
    }
    Ok(())
}

fn is_forbidden(c: char) -> bool {
    // Slashes are refused because the id begins a file name.
    matches!(c, '@' | '-' | '+' | ':' | ',' | '/' | '\\') || c.is_whitespace() || c.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_id_has_twelve_hex_digits_and_is_legal() {
        let id = RevisionId::random();
        assert_eq!(id.as_str().len(), 12);
        assert!(id.as_str().chars().all(|c| c.is_ascii_hexdigit()));
        assert_eq!(id.as_str().parse::<RevisionId>().unwrap(), id);
        assert_ne!(id, RevisionId::random());
    }

    #[test]
    fn characters_of_the_target_grammar_are_refused() {
        for text in ["a@b", "a-b", "a+b", "a:b", "a,b", "a b", "a\tb", "a\u{0}", "a/b", "a\u{a0}b"]
        {
            assert!(
                matches!(check_name(text), Err(NameFault::IllegalCharacter { .. })),
                "{text:?}"
            );
        }
    }

    #[test]
    fn length_and_reserved_words_are_checked() {
        assert_eq!(check_name(""), Err(NameFault::Empty));
        assert_eq!(check_name(&"x".repeat(255)), Ok(()));
        assert_eq!(check_name(&"x".repeat(256)), Err(NameFault::TooLong { length_bytes: 256 }));
        for word in RESERVED_WORDS {
            assert_eq!(check_name(word), Err(NameFault::Reserved));
        }
        assert_eq!(check_name("header"), Ok(()));
    }
}
