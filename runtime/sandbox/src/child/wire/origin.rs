//! Places in the source of a guest, as they go over the pipe.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use sandshift_model::origin::{Call, Origin};
use serde::{Deserialize, Serialize};

use crate::guest::Entry;

/// A place with the call that it may be in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in super::super) struct Place {
    line: u32,
    column: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    call: Option<PlacedCall>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct PlacedCall {
    number: u32,
    entry: Entry,
    name: String,
    is_over: bool,
}

impl From<Origin> for Place {
    fn from(origin: Origin) -> Self {
        let call = origin.call.map(|call| PlacedCall {
            number: call.number,
            entry: Entry::named(call.entry).unwrap_or(Entry::Up),
            name: call.name.to_owned(),
            is_over: call.is_over,
        });
        Self { line: origin.line, column: origin.column, call }
    }
}

impl From<Place> for Origin {
    fn from(place: Place) -> Self {
        let call = place.call.map(|call| Call {
            number: call.number,
            entry: call.entry.name(),
            name: name_of(&call.name),
            is_over: call.is_over,
        });
        Self { line: place.line, column: place.column, call }
    }
}

/// Names of calls at most: the contract has fewer.
const NAMES: usize = 200;

/// Bytes of the longest name of a call.
const NAME_BYTES: usize = 40;

/// The name of a call, which lives as long as the program. What no contract has is no name, so that a hostile
/// child cannot make this grow.
fn name_of(name: &str) -> &'static str {
    static KNOWN: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = known.get(name) {
        return known;
    }
    let is_word = |letter: char| letter.is_ascii_lowercase() || letter == '-' || letter == '_';
    if name.len() > NAME_BYTES || known.len() >= NAMES || !name.chars().all(is_word) {
        return "";
    }
    let name: &'static str = Box::leak(name.into());
    known.insert(name);
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_back_as_they_went_and_no_child_makes_names_of_its_own() {
        let call = Call { number: 7, entry: "verify", name: "create_table", is_over: true };
        for origin in [Origin::new(3, 9), Origin::of_call(call), Origin::default()] {
            assert_eq!(Origin::from(Place::from(origin)), origin);
        }
        for name in ["Ünlike", "two words", &"a".repeat(41)] {
            assert_eq!(name_of(name), "");
        }
        for number in 0..1_000_u32 {
            let letters = number.to_string().bytes().map(|digit| char::from(digit + 49)).collect();
            let letters: String = letters;
            name_of(&letters);
        }
        assert_eq!(name_of("zzzz"), "");
    }
}
