//! Texts: what the engine's own string functions lack.

use rhai::{Array, Dynamic};

use super::super::call::Call;
use super::super::errors::thrown;
use super::super::method::{Answer, Method, method};

pub(crate) const FUNCTIONS: &[Method] = &[
    method("trimmed(text)", |call| Ok(call.text(0, "the text")?.trim().into())),
    method("replaced(text, from, to)", replaced),
    method("join(texts, separator)", join),
    method("repeat(text, times)", repeat),
    method("escape_like(text)", escape_like),
];

/// The engine's `trim` changes its variable; this gives a copy.
fn replaced(call: &mut Call<'_>) -> Answer {
    let text = call.text(0, "the text")?;
    let from = call.text(1, "the text to find")?;
    let to = call.text(2, "the text in its place")?;
    super::bounded::replace(&text, &from, &to, call.run.limits.text_bytes).map(Into::into)
}

fn join(call: &mut Call<'_>) -> Answer {
    let texts = call.array(0, "the texts")?;
    let separator = call.text(1, "the separator")?;
    let texts = texts.into_iter().map(|text| call.text_of(text, "a text"));
    let texts = texts.collect::<Result<Vec<_>, _>>()?;
    let bytes = texts.iter().map(String::len).sum::<usize>();
    let bytes = bytes.saturating_add(separator.len().saturating_mul(texts.len()));
    super::bounded::allowed(bytes, call.run.limits.text_bytes)?;
    Ok(texts.join(&separator).into())
}

fn repeat(call: &mut Call<'_>) -> Answer {
    let text = call.text(0, "the text")?;
    let times = call.size(1, "the number of times")? as usize;
    super::bounded::allowed(text.len().saturating_mul(times), call.run.limits.text_bytes)?;
    Ok(text.repeat(times).into())
}

/// For a `LIKE … ESCAPE '!'`: the one escape that needs no doubling on any database.
fn escape_like(call: &mut Call<'_>) -> Answer {
    let text = call.text(0, "the text")?;
    if text.contains('\0') {
        return Err(thrown("the text holds a NUL character"));
    }
    let escaped = text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    Ok(escaped.into())
}

/// Texts as an array of a script.
pub(crate) fn array<'t>(
    texts: impl Iterator<Item = &'t str>,
    most: usize,
) -> Result<Array, super::super::errors::Failure> {
    let mut array = Array::new();
    for text in texts {
        if array.len() >= most {
            return Err(super::bounded::too_large("Size of array"));
        }
        array.push(Dynamic::from(text.to_owned()));
    }
    Ok(array)
}
