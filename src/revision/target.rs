//! What a person types to name revisions: the grammar alone, without a graph.
//!
//! ```text
//! target  = address { "," address }
//! range   = [ target ] ":" [ target ]
//! address = [ branch "@" ] ( anchor [ steps ] | steps )
//! anchor  = "head" | "heads" | "base" | "current" | id | beginning of an id | label
//! steps   = ( "+" | "-" ) number
//! ```
//!
//! The command line must accept values that begin with `-`, as in `rollback -1`.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

use super::error::{Result, RevisionError};
use super::id::check_name;

/// One or several addresses: where to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub(super) addresses: Vec<Address>,
}

/// Two ends of a history, both included; an end left out is the base or the heads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    pub(super) from: Option<Target>,
    pub(super) to: Option<Target>,
}

/// One name of a revision, or of several with `heads`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) text: String,
    pub(super) branch: Option<String>,
    pub(super) anchor: Anchor,
    pub(super) steps: Option<Steps>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Anchor {
    /// Nothing was named: count from where the database is.
    Here,
    Head,
    Heads,
    Base,
    Current,
    Name(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Steps {
    Up(NonZeroU32),
    Down(NonZeroU32),
}

impl Range {
    /// Whether the answer depends on what a database records, because an end is `current`.
    #[must_use]
    pub fn mentions_current(&self) -> bool {
        let ends = [&self.from, &self.to].into_iter().flatten();
        ends.flat_map(|end| &end.addresses).any(|address| address.anchor == Anchor::Current)
    }
}

impl Target {
    /// The target `heads`: everything there is.
    #[must_use]
    pub fn heads() -> Self {
        Self {
            addresses: vec![Address {
                text: "heads".into(),
                branch: None,
                anchor: Anchor::Heads,
                steps: None,
            }],
        }
    }

    /// The target that is left of `-N` when one step of it was taken; none when that was all, the
    /// same target where it does not count steps.
    #[must_use]
    pub fn one_less(&self) -> Option<Self> {
        let mut less = self.clone();
        for address in &mut less.addresses {
            if let (Anchor::Here, Some(Steps::Down(steps))) = (&address.anchor, address.steps) {
                let left = NonZeroU32::new(steps.get() - 1)?;
                address.steps = Some(Steps::Down(left));
            }
        }
        Some(less)
    }
}

impl FromStr for Target {
    type Err = RevisionError;

    fn from_str(text: &str) -> Result<Self> {
        if text.contains(':') {
            return Err(syntax(text, "a range `a:b` is allowed in `history` and offline only"));
        }
        let addresses = text.split(',').map(|part| Address::parse(part.trim()));
        Ok(Self { addresses: addresses.collect::<Result<_>>()? })
    }
}

impl FromStr for Range {
    type Err = RevisionError;

    fn from_str(text: &str) -> Result<Self> {
        let Some((from, to)) = text.split_once(':') else {
            return Err(syntax(text, "a range has two ends, as in `a:b`, `a:` or `:b`"));
        };
        if to.contains(':') {
            return Err(syntax(text, "a range has one colon"));
        }
        let end = |part: &str| match part.trim() {
            "" => Ok(None),
            part => part.parse().map(Some),
        };
        Ok(Self { from: end(from)?, to: end(to)? })
    }
}

impl fmt::Display for Target {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, address) in self.addresses.iter().enumerate() {
            let between = if at == 0 { "" } else { "," };
            write!(out, "{between}{}", address.text)?;
        }
        Ok(())
    }
}

impl Address {
    fn parse(text: &str) -> Result<Self> {
        if text.is_empty() {
            return Err(syntax(text, "it is empty"));
        }
        let (branch, rest) = match text.split_once('@') {
            None => (None, text),
            Some((branch, rest)) => {
                if check_name(branch).is_err() {
                    return Err(syntax(text, "before `@` stands a branch label or a revision"));
                }
                (Some(branch.to_owned()), rest)
            }
        };
        let (anchor, steps) = match rest.find(['+', '-']) {
            None => (rest, None),
            Some(sign) => (&rest[..sign], Some(Steps::parse(&rest[sign..], text)?)),
        };
        let anchor = match anchor {
            "" if steps.is_some() => Anchor::Here,
            "" => {
                return Err(syntax(text, "after `@` stands a revision, `head`, `base` or steps"));
            }
            "head" => Anchor::Head,
            "heads" => Anchor::Heads,
            "base" => Anchor::Base,
            "current" => Anchor::Current,
            name if check_name(name).is_ok() => Anchor::Name(name.to_owned()),
            _ => {
                return Err(syntax(text, "it has a character that no id or label may have"));
            }
        };
        Ok(Self { text: text.to_owned(), branch, anchor, steps })
    }
}

impl Steps {
    fn parse(signed: &str, text: &str) -> Result<Self> {
        let digits = &signed[1..];
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let count = digits.parse::<NonZeroU32>().ok().filter(|_| is_number);
        let Some(count) = count else {
            return Err(syntax(text, "after `+` or `-` stands a number of steps, at least 1"));
        };
        Ok(if signed.starts_with('+') { Self::Up(count) } else { Self::Down(count) })
    }
}

fn syntax(text: &str, reason: &'static str) -> RevisionError {
    RevisionError::TargetSyntax { target: text.to_owned(), reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_understood_and_printed_back() {
        for text in [
            "3f2a1c9d",
            "head",
            "heads",
            "base",
            "label@head",
            "label@heads",
            "label@base",
            "label@3f2a",
            "3f2a@head",
            "+2",
            "-1",
            "label@+1",
            "label@-1",
            "3f2a+1",
            "3f2a-1",
            "head-2",
            "base+2",
            "label@head-2",
            "a1,b2",
            "head,label@+1",
        ] {
            let target: Target = text.parse().unwrap();
            assert_eq!(target.to_string(), text);
        }
    }

    #[test]
    fn broken_targets_are_refused() {
        for text in [
            "",
            ",",
            "a,",
            "@",
            "@head",
            "a@",
            "a@b@c",
            "+",
            "-",
            "+0",
            "+x",
            "a+1+1",
            "--1",
            "+99999999999",
            "a b",
            "a:b",
            "head@head",
            "a@ b",
        ] {
            assert!(text.parse::<Target>().is_err(), "{text:?}");
        }
        for text in ["a", "a:b:c", "+:b", "", "a@:b"] {
            assert!(text.parse::<Range>().is_err(), "{text:?}");
        }
    }
}
