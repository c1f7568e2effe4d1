//! Texts that are nearly what a reader wants: its own words in any order, some of them very often.

use proptest::prelude::*;
use proptest::sample::select;

/// Times that a word comes at once, at most: nesting is what breaks readers.
const OFTEN: usize = 3_000;

/// A text of these words, of others, and of noise.
pub(crate) fn text_of(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    let word = select(words).prop_map(str::to_owned);
    let often = (select(words), 1..OFTEN).prop_map(|(word, times)| word.repeat(times));
    let noise = any::<String>();
    let bytes = any::<Vec<u8>>().prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let part = prop_oneof![40 => word, 1 => often, 4 => noise, 2 => bytes];
    prop::collection::vec(part, 0..80).prop_map(|parts| parts.concat())
}
