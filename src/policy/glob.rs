//! Texts with `*` for any letters.

use std::fmt;

/// A text in which `*` stands for any letters, none included.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Glob(String);

impl Glob {
    /// Takes a text as it is; every text is a glob.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Tells whether a name is one of those that are meant; `folds` when the case of ASCII letters does not matter.
    #[must_use]
    pub fn matches(&self, name: &str, folds: bool) -> bool {
        if folds {
            within(&self.0.to_ascii_lowercase(), &name.to_ascii_lowercase())
        } else {
            within(&self.0, name)
        }
    }

    /// Tells whether every name that the other one means is meant here too. May say no where it is so.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        // A star of the other one is a letter that only a star here can stand for.
        within(&self.0, &other.0)
    }
}

impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Matches without going back further than to the last star, in the product of both lengths at most.
fn within(glob: &str, name: &str) -> bool {
    let (glob, name): (Vec<char>, Vec<char>) = (glob.chars().collect(), name.chars().collect());
    let (mut at, mut of) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while of < name.len() {
        match glob.get(at) {
            Some('*') => {
                star = Some((at, of));
                at += 1;
            }
            Some(letter) if *letter == name[of] => {
                at += 1;
                of += 1;
            }
            _ => {
                let Some((back, taken)) = star else { return false };
                star = Some((back, taken + 1));
                at = back + 1;
                of = taken + 1;
            }
        }
    }
    glob[at..].iter().all(|letter| *letter == '*')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_star_stands_for_any_letters() {
        for (glob, name, is) in [
            ("acme_*", "acme_", true),
            ("acme_*", "acme_orders", true),
            ("acme_*", "acme", false),
            ("*_log", "audit_log", true),
            ("*_log", "audit_logs", false),
            ("a*b*c", "aXbYbZc", true),
            ("*", "", true),
            ("", "", true),
            ("", "a", false),
        ] {
            assert_eq!(Glob::new(glob).matches(name, false), is, "{glob} {name}");
        }
    }

    #[test]
    fn the_case_of_letters_matters_where_the_database_says_so() {
        assert!(!Glob::new("Persons").matches("persons", false));
        assert!(Glob::new("Persons").matches("PERSONS", true));
    }

    proptest! {
        #[test]
        fn what_is_covered_is_matched(
            one in "[ab*]{0,6}", other in "[ab*]{0,6}", name in "[ab]{0,6}"
        ) {
            let (one, other) = (Glob::new(one), Glob::new(other));
            if one.covers(&other) && other.matches(&name, false) {
                prop_assert!(one.matches(&name, false));
            }
        }
    }
}
