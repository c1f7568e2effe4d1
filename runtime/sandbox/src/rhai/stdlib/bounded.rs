//! Our versions of the engine's string functions that could use up all memory in one call:
//! they look at the size of the result before they make it.

use rhai::{Array, Engine, EvalAltResult, ImmutableString, Position};

use crate::limits::Limits;

use super::super::errors::Failure;
use super::text::array;

/// Registers them in the place of the engine's.
pub(crate) fn register(engine: &mut Engine, limits: &Limits) {
    let (bytes, most) = (limits.text_bytes, limits.elements);
    replacements(engine, bytes);
    splits(engine, most);
    engine.register_fn("to_chars", move |text: ImmutableString| -> Result<Array, Failure> {
        if text.chars().count() > most {
            return Err(too_large("Size of array"));
        }
        Ok(text.chars().map(Into::into).collect())
    });
}

fn replacements(engine: &mut Engine, bytes: usize) {
    type Text = ImmutableString;
    let into = move |text: &mut Text, from: &str, to: &str| -> Result<(), Failure> {
        *text = replace(text, from, to, bytes)?.into();
        Ok(())
    };
    engine
        .register_fn("replace", move |text: &mut Text, from: Text, to: Text| into(text, &from, &to))
        .register_fn("replace", move |text: &mut Text, from: Text, to: char| {
            into(text, &from, to.encode_utf8(&mut [0; 4]))
        })
        .register_fn("replace", move |text: &mut Text, from: char, to: Text| {
            into(text, from.encode_utf8(&mut [0; 4]), &to)
        })
        .register_fn("replace", move |text: &mut Text, from: char, to: char| {
            into(text, from.encode_utf8(&mut [0; 4]), to.encode_utf8(&mut [0; 4]))
        });
}

fn splits(engine: &mut Engine, most: usize) {
    type Text = ImmutableString;
    type Parts = Result<Array, Failure>;
    let count = |parts: i64| usize::try_from(parts).unwrap_or(1).max(1);
    engine
        .register_fn("split", move |text: Text| -> Parts { array(text.split_whitespace(), most) })
        .register_fn("split", move |text: Text, at: Text| -> Parts {
            array(text.split(at.as_str()), most)
        })
        .register_fn("split", move |text: Text, at: char| -> Parts { array(text.split(at), most) })
        .register_fn("split", move |text: Text, at: Text, parts: i64| -> Parts {
            array(text.splitn(count(parts), at.as_str()), most)
        })
        .register_fn("split", move |text: Text, at: char, parts: i64| -> Parts {
            array(text.splitn(count(parts), at), most)
        })
        .register_fn("split_rev", move |text: Text, at: Text| -> Parts {
            array(text.rsplit(at.as_str()), most)
        })
        .register_fn("split_rev", move |text: Text, at: char| -> Parts {
            array(text.rsplit(at), most)
        })
        .register_fn("split_rev", move |text: Text, at: Text, parts: i64| -> Parts {
            array(text.rsplitn(count(parts), at.as_str()), most)
        })
        .register_fn("split_rev", move |text: Text, at: char, parts: i64| -> Parts {
            array(text.rsplitn(count(parts), at), most)
        });
}

/// A text with every `from` replaced, if the result is not too long.
pub(crate) fn replace(text: &str, from: &str, to: &str, bytes: usize) -> Result<String, Failure> {
    let found = text.matches(from).count();
    let longer = found.saturating_mul(to.len().saturating_sub(from.len()));
    allowed(text.len().saturating_add(longer), bytes)?;
    Ok(text.replace(from, to))
}

/// Refuses a text of this many bytes if it is too long.
pub(crate) fn allowed(wanted: usize, bytes: usize) -> Result<(), Failure> {
    if wanted > bytes { Err(too_large("Length of string")) } else { Ok(()) }
}

/// The engine's own error for a value over its limit; no script can catch it.
pub(crate) fn too_large(what: &str) -> Failure {
    EvalAltResult::ErrorDataTooLarge(what.to_owned(), Position::NONE).into()
}
