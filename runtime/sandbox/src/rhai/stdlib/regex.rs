//! Regular expressions, by an engine whose time grows with the text alone.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use regex::{Regex, RegexBuilder};
use rhai::{Array, Dynamic};

use super::super::call::Call;
use super::super::errors::{Failure, thrown};
use super::super::method::{Answer, Method, method};

/// Bytes that one compiled expression may take.
const EXPRESSION_BYTES: usize = 1 << 20;

/// Compiled expressions kept; a row function uses the same few over and over.
const KEPT: usize = 64;

pub(crate) const FUNCTIONS: &[Method] = &[
    method("regex_match(text, pattern)", regex_match),
    method("regex_find(text, pattern)", regex_find),
    method("regex_find_all(text, pattern)", regex_find_all),
    method("regex_replace(text, pattern, replacement)", regex_replace),
];

fn regex_match(call: &mut Call<'_>) -> Answer {
    let (text, regex) = arguments(call)?;
    Ok(regex.is_match(&text).into())
}

/// The whole match first, then its groups; unit without a match, and for a group without one.
fn regex_find(call: &mut Call<'_>) -> Answer {
    let (text, regex) = arguments(call)?;
    let Some(found) = regex.captures(&text) else { return Ok(Dynamic::UNIT) };
    let part = |part: Option<regex::Match<'_>>| match part {
        Some(part) => Dynamic::from(part.as_str().to_owned()),
        None => Dynamic::UNIT,
    };
    Ok(Dynamic::from_array(found.iter().map(part).collect::<Array>()))
}

fn regex_find_all(call: &mut Call<'_>) -> Answer {
    let (text, regex) = arguments(call)?;
    let found = regex.find_iter(&text).map(|found| found.as_str());
    super::text::array(found, call.run.limits.elements).map(Dynamic::from_array)
}

/// `$1` and `${name}` stand for groups, `$$` for a dollar sign.
fn regex_replace(call: &mut Call<'_>) -> Answer {
    let (text, regex) = arguments(call)?;
    let replacement = call.text(2, "the replacement")?;
    let most = call.run.limits.text_bytes;
    let (mut result, mut end) = (String::new(), 0);
    for found in regex.captures_iter(&text) {
        let Some(whole) = found.get(0) else { continue };
        result.push_str(&text[end..whole.start()]);
        // One expansion is at most as long as its groups, each of which is part of the text.
        let groups = replacement.matches('$').count().saturating_mul(whole.len());
        super::bounded::allowed(result.len() + replacement.len() + groups, most)?;
        found.expand(&replacement, &mut result);
        end = whole.end();
    }
    result.push_str(&text[end..]);
    super::bounded::allowed(result.len(), most)?;
    Ok(result.into())
}

fn arguments(call: &mut Call<'_>) -> Result<(String, Regex), Failure> {
    let text = call.text(0, "the text")?;
    let pattern = call.text(1, "the pattern")?;
    Ok((text, compiled(&pattern)?))
}

fn compiled(pattern: &str) -> Result<Regex, Failure> {
    static CACHE: OnceLock<Mutex<HashMap<String, Regex>>> = OnceLock::new();
    let cache = CACHE.get_or_init(Mutex::default);
    if let Some(regex) = cache.lock().unwrap_or_else(PoisonError::into_inner).get(pattern) {
        return Ok(regex.clone());
    }
    let regex = RegexBuilder::new(pattern)
        .size_limit(EXPRESSION_BYTES)
        .dfa_size_limit(EXPRESSION_BYTES)
        .build()
        .map_err(|error| thrown(format!("no regular expression: {error}")))?;
    let mut cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
    if cache.len() >= KEPT {
        cache.clear();
    }
    cache.insert(pattern.to_owned(), regex.clone());
    Ok(regex)
}
